"""An OpenID Connect provider on this machine: honest unless a test tells it what to lie about."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

Json = dict[str, Any]
CLIENT, SECRET = "common ground", "the client's own + secret"


@cache
def rsa_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


@cache
def ec_key(name: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": name, "use": "sig"})


class LocalProvider:
    """Who asks it is `sub` at `email`. Everything it says can be changed, and `asked` lists who asked what."""

    def __init__(self, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self.be_honest()

    def be_honest(self) -> None:
        self.sub, self.email = "person-1", "ann@example.org"
        self.claims: Json = {}
        """Over what a token says; None takes a claim away."""
        self.document: Json = {}
        self.told: Json = {}
        self.key: RSAKey | ECKey = rsa_key("one")
        self.header: Json = {"alg": "RS256", "kid": "one"}
        self.keys: list[RSAKey | ECKey] = [self.key]
        self.signed: Callable[[Json], str] = lambda claims: jwt.encode(self.header, claims, self.key, [self.alg])
        self.answer: Callable[[int, Json], tuple[int, bytes]] = lambda status, said: (status, json.dumps(said).encode())
        """How the answer of the token endpoint goes out."""
        self.by_form, self.email_in_token = False, True
        self.asked: list[str] = []
        self.questions: dict[str, Json] = {}

    @property
    def alg(self) -> str:
        return str(self.header["alg"])

    def discovery(self) -> Json:
        said = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post" if self.by_form else "client_secret_basic"],
        }  # fmt: skip
        return _over(said, self.document)

    def authorized(self, query: str) -> str:
        """Where a browser is sent back to, as if somebody had signed in."""
        question = {name: values[0] for name, values in parse_qs(query).items()}
        assert (question["tenant"], question["response_type"], question["client_id"]) == ("1", "code", CLIENT)
        assert question["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(12)
        self.questions[code] = question
        return f"{question['redirect_uri']}?{urlencode({'code': code, 'state': question['state']})}"

    def exchanged(self, form: Json, authorization: str) -> tuple[int, Json]:
        """A code is good once, for the client that asked, with what the question began with."""
        question = self.questions.pop(str(form.get("code")), None)
        client, secret = form.get("client_id"), form.get("client_secret")
        if not self.by_form and authorization.startswith("Basic "):
            client, secret = map(unquote, b64decode(authorization[6:]).decode().split(":"))
        verifier = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        proven = question is not None and urlsafe_b64encode(verifier).decode().rstrip("=") == question["code_challenge"]
        if question is None or not proven or (client, secret) != (CLIENT, SECRET):
            return 400, {"error": "invalid_grant"}
        assert form["redirect_uri"] == question["redirect_uri"]
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": self.sub, "nonce": question["nonce"],
            "iat": now, "exp": now + 300,
        }  # fmt: skip
        if self.email_in_token:
            claims |= {"email": self.email, "email_verified": True}
        tokens = {"token_type": "Bearer", "access_token": "for-userinfo"}
        return 200, tokens | {"id_token": self.signed(_over(claims, self.claims))}


def _over(said: Json, changed: Json) -> Json:
    return {name: value for name, value in (said | changed).items() if value is not None}


@contextmanager
def local_provider() -> Iterator[LocalProvider]:
    """Ended when the block is left."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    server.daemon_threads = True
    provider = LocalProvider(server.server_address[1])
    vars(server)["provider"] = provider
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Door(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider, at = self._asked()
        if at.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", provider.authorized(at.query))
            self.end_headers()
        elif at.path == "/keys":
            self._answers(200, {"keys": [key.as_dict(private=False) for key in provider.keys]})
        elif at.path == "/userinfo":
            assert self.headers["Authorization"] == "Bearer for-userinfo"
            told = {"sub": provider.sub, "email": provider.email, "email_verified": True}
            self._answers(200, _over(told, provider.told))
        else:
            assert at.path == "/.well-known/openid-configuration"
            self._answers(200, provider.discovery())

    def do_POST(self) -> None:
        provider, _ = self._asked()
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        self._sends(*provider.answer(*provider.exchanged(form, self.headers.get("Authorization", ""))))

    def _asked(self) -> tuple[LocalProvider, Any]:
        provider: LocalProvider = vars(self.server)["provider"]
        at = urlsplit(self.path)
        provider.asked.append(f"{self.command} {at.path}")
        return provider, at

    def _answers(self, status: int, body: Json) -> None:
        self._sends(status, json.dumps(body).encode())

    def _sends(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the tests' own output stays readable."""
