"""Asking an OpenID Connect provider who somebody is: four short questions, none believed without a reason.

Only a server that has a provider in its settings imports this. The libraries are an extra: httpx asks, joserfc looks at
signatures. What a token must say beside its signature stands in `domain.id_tokens`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import httpx
from joserfc import jwk, jws
from joserfc.errors import JoseError

from app.domain.id_tokens import Expected, Unbelievable, subject_of, verified_email
from app.domain.providers import Places, is_loopback, places_in
from app.domain.refusals import Refusal

from .errors import SlowDown
from .under_way import UnderWay

log = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures by a key of the provider's own. Neither none at all, nor one that everybody makes who knows a secret."""
PATIENCE, LARGEST, MOST_AT_ONCE = 8.0, 256 * 1024, 8
"""Seconds and bytes of one answer, and how many people are asked about at the same time."""
SCOPE = "openid email"
KEPT_FOR = 3600.0
"""Seconds for which we remember where a provider does what, and its keys."""
_SILENCE = (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError)
_NONSENSE = (Unbelievable, JoseError, ValueError, TypeError, KeyError, RecursionError)
"""What comes of an answer that never arrives, and of one that is not what it should be."""


class Provider:
    """One provider. `name` is what people call it."""

    def __init__(
        self, issuer: str, client: str, secret: str, name: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.issuer, self.name = issuer, name
        self._client, self._secret, self._clock = client, secret, clock
        self._here = is_loopback(issuer)
        self._places: tuple[float, Places] | None = None
        self._keys: tuple[float, Sequence[Mapping[str, Any]]] | None = None
        self._trust: ssl.SSLContext | None = None
        self._under_way = 0

    async def address(self, asked: UnderWay, back: str) -> str:
        """Where a browser is sent to be asked who it is, and from there `back`. Raises Refusal."""
        try:
            places = await self._find_places()
        except (*_SILENCE, *_NONSENSE) as error:
            raise self._refusal(error) from None
        question = {
            "response_type": "code", "client_id": self._client, "redirect_uri": back, "scope": SCOPE,
            "state": asked.state, "nonce": asked.nonce,
            "code_challenge": asked.challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        return f"{places.asking}{'&' if '?' in places.asking else '?'}{urlencode(question)}"

    async def named(self, asked: UnderWay, code: str, back: str, now: float) -> tuple[str, str]:
        """Whom the provider names for this code → (issuer and subject in one, the address it has checked, or empty).

        `now` in seconds since 1970. Raises Refusal.
        """
        if self._under_way >= MOST_AT_ONCE:
            raise SlowDown("Many people sign in at the moment. Please try again.", 5)
        self._under_way += 1
        try:
            return await self._named(asked, code, back, now)
        except (*_SILENCE, *_NONSENSE) as error:
            raise self._refusal(error) from None
        finally:
            self._under_way -= 1

    async def _named(self, asked: UnderWay, code: str, back: str, now: float) -> tuple[str, str]:
        places = await self._find_places()
        given = await self._exchange(places, asked, code, back)
        claims = await self._claims(places, given.get("id_token"))
        subject = subject_of(claims, Expected(self.issuer, self._client, asked.nonce), now)
        if "email" not in claims and places.people is not None:
            claims = await self._told(places.people, given.get("access_token"), subject)
        return f"{self.issuer} {subject}", verified_email(claims)

    async def _find_places(self) -> Places:
        if self._places is None or self._places[0] < self._clock() - KEPT_FOR:
            address = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
            self._places = (self._clock(), places_in(await self._ask("GET", address), self.issuer))
        return self._places[1]

    async def _exchange(self, places: Places, asked: UnderWay, code: str, back: str) -> Mapping[str, Any]:
        """The tokens for a code, which only we can ask for: with our secret, and with what began the question."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": asked.verifier}
        headers = {}
        if places.by_form:
            form |= {"client_id": self._client, "client_secret": self._secret}
        else:
            pair = f"{quote(self._client, safe='')}:{quote(self._secret, safe='')}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        return await self._ask("POST", places.tokens, data=form, headers=headers)

    async def _told(self, address: str, token: object, subject: str) -> Mapping[str, Any]:
        """What the provider tells about a person where the token says too little (OpenID Connect Core, section 5.3)."""
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise Unbelievable("no access token")
        told = await self._ask("GET", address, headers={"Authorization": f"Bearer {token}"})
        if told.get("sub") != subject:
            raise Unbelievable("told about somebody else")
        return told

    async def _claims(self, places: Places, token: object) -> Mapping[str, Any]:
        """What a token says, if one of the provider's keys signed it. A key that is new is asked for once."""
        if not isinstance(token, str) or not token.isascii():
            raise Unbelievable("no id token")
        unread = jws.extract_compact(token.encode())
        header = unread.headers()
        if header.get("alg") not in ALGORITHMS:
            raise Unbelievable("an algorithm that we do not take")
        fitting = _fitting(await self._known_keys(places), header)
        if not fitting:
            fitting = _fitting(await self._known_keys(places, anew=True), header)
        if len(fitting) != 1:
            raise Unbelievable("no key that fits")
        key = jwk.import_key(dict(fitting[0]))
        claims = json.loads(jws.deserialize_compact(token, key, algorithms=list(ALGORITHMS)).payload)
        if not isinstance(claims, dict):
            raise Unbelievable("no claims")
        return claims

    async def _known_keys(self, places: Places, anew: bool = False) -> Sequence[Mapping[str, Any]]:
        if anew or self._keys is None or self._keys[0] < self._clock() - KEPT_FOR:
            found = (await self._ask("GET", places.keys)).get("keys")
            keys = [key for key in found if isinstance(key, dict)] if isinstance(found, list) else []
            self._keys = (self._clock(), keys)
        return self._keys[1]

    async def _ask(
        self, method: str, address: str, headers: Mapping[str, str] | None = None, **more: Any
    ) -> dict[str, Any]:
        """One answer as a JSON object: in good time, no larger than it may be, and from this very address."""
        plain = {"Accept": "application/json", "Accept-Encoding": "identity", **(headers or {})}
        if self._trust is None:  # reading the certificates of the world takes a while
            self._trust = await asyncio.to_thread(ssl.create_default_context)
        body = bytearray()
        async with (
            asyncio.timeout(PATIENCE),
            httpx.AsyncClient(verify=self._trust, timeout=PATIENCE, trust_env=not self._here) as http,
            http.stream(method, address, headers=plain, **more) as answer,
        ):
            async for part in answer.aiter_raw():
                body += part
                if len(body) > LARGEST:
                    raise Unbelievable("an answer without end")
        if answer.status_code != 200:
            raise Unbelievable(f"status {answer.status_code}")
        told = json.loads(body)
        if not isinstance(told, dict):
            raise Unbelievable("an answer that is no object")
        return told

    def _refusal(self, error: Exception) -> Refusal:
        """One sentence for people. The log says which check failed, and nothing of what was answered."""
        if isinstance(error, _SILENCE):
            log.warning("The sign-in provider cannot be reached: %s", type(error).__name__)
            return Refusal("busy", "Your organisation’s sign-in cannot be reached. Please try again soon.")
        why = str(error) if isinstance(error, Unbelievable) else type(error).__name__
        log.warning("An answer of the sign-in provider is not believed: %s", why)
        return Refusal("not_allowed", "Your organisation’s sign-in gave an answer that we cannot trust.")


def _fitting(keys: Sequence[Mapping[str, Any]], header: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The keys that may have signed: of the family that the algorithm needs, with the name that the token gives."""
    family = "EC" if str(header["alg"]).startswith("ES") else "RSA"
    return [
        key
        for key in keys
        if key.get("kty") == family
        and key.get("use", "sig") == "sig"
        and key.get("alg", header["alg"]) == header["alg"]
        and ("kid" not in header or key.get("kid") == header["kid"])
    ]
