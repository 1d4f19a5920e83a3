"""Whether this browser is a shared tablet, of which workshop, and where its next person begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

SHARING_COOKIE = "cg_shared"
SHARED, HELPED = "shared", "helped"
"""People answer by themselves, or a host answers for them."""
KEPT = re.compile(r"([\w-]{1,64})\.(shared|helped)\.([\w-]{0,64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sharing:
    session: str
    mode: str
    code: str = ""

    @property
    def address(self) -> str:
        """The page where the next person joins."""
        return f"/sessions/{self.session}/helped" if self.mode == HELPED else f"/join/{self.code}/shared"


def sharing_of(request: HTTPConnection, session: str) -> Sharing | None:
    """How this browser is shared in that workshop, or None where it is one person's own."""
    kept = KEPT.fullmatch(request.cookies.get(SHARING_COOKIE, ""))
    if kept is None or kept[1] != session or (kept[2] == SHARED and not kept[3]):
        return None
    return Sharing(*kept.groups())


def keep_sharing(request: Request, response: Response, sharing: Sharing) -> None:
    response.set_cookie(
        SHARING_COOKIE, f"{sharing.session}.{sharing.mode}.{sharing.code}", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
