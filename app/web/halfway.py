"""What a right password is worth before the second step: nothing but to be asked for that step, for ten minutes.

So is a provider's word for somebody who has a second step here, when they come by that provider for the first time.
It is a signed note in a cookie of its own. No door looks at it but the two that ask for the step, and it ends when the
password or the step is changed.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from starlette.requests import Request
from starlette.responses import Response

from app.storage.accounts import Someone, someone

from .access import mark_of
from .house import house_of

COOKIE, LIFE = "cg_halfway", 10 * 60.0
CODE, SET_UP = "code", "set-up"
"""What is asked for: a code, or to set the second step up first."""
_PROVIDER = "provider~"
NUMBER = re.compile("[0-9]{1,12}")


def send_on(request: Request, answer: Response, account: Someone, to: str) -> Response:
    """Lets this browser, and for this step alone, go on."""
    house = house_of(request)
    named = f"{account.id}.{to}.{int(house.now() + LIFE)}"
    answer.set_cookie(
        COOKIE, f"{named}.{_mark(house.settings.key, named, account)}", max_age=int(LIFE), path="/sign-in",
        httponly=True, samesite="lax", secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer


async def who_is_halfway(request: Request, to: str) -> Someone | None:
    """The account whose password this browser knew, if it is to go on to this step."""
    house = house_of(request)
    named, _, mark = request.cookies.get(COOKIE, "").rpartition(".")
    parts = named.split(".")
    if len(parts) != 3 or parts[1] != to or not NUMBER.fullmatch(parts[2]) or int(parts[2]) < house.now():
        return None
    account = await house.store.read(someone, parts[0])
    if account is None:
        return None
    fits = hmac.compare_digest(mark.encode(), _mark(house.settings.key, named, account).encode())
    return account if fits else None


def by_provider(subject: str) -> str:
    """What is asked for where not a password but a provider said who this is: a code, and then to be known by this."""
    return _PROVIDER + urlsafe_b64encode(subject.encode()).decode().rstrip("=")


def subject_brought(request: Request) -> str | None:
    """Who a provider said this is; None where a password did. Believe it only of who is halfway `by_provider` of it."""
    named = request.cookies.get(COOKIE, "").split(".")
    if len(named) != 4 or not named[1].startswith(_PROVIDER):
        return None
    try:
        return urlsafe_b64decode(named[1].removeprefix(_PROVIDER) + "===").decode()
    except ValueError:
        return None


def arrived(answer: Response) -> Response:
    """The step is done."""
    answer.delete_cookie(COOKIE, path="/sign-in")
    return answer


def _mark(key: bytes, named: str, account: Someone) -> str:
    secrets = f"{account.password}:{(account.totp or b'').hex()}"
    return mark_of(key, f"halfway {named} {secrets}")
