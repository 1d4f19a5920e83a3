"""Who is asked for a second step, and how it is set up: a secret for an app, as a QR code and in letters."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request

from app.domain.totp import SECRET_SIZE, address_for_app, typed_secret
from app.storage.accounts import Someone
from app.storage.second_steps import has_used_password, is_asked

from .house import house_of
from .qr import qr_picture

REQUIRED, OFF = "required", "off"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether an account without a second step is asked for one: at all, at this sign-in already, or only soon."""

    ever: bool
    now: bool

    @property
    def soon(self) -> bool:
        return self.ever and not self.now


async def asked_of(request: Request, account: Someone) -> Asked:
    """Organisers are asked. The first sign-in by password may put it off, unless the settings say otherwise."""
    house = house_of(request)
    how = house.settings.second_step
    ever = how != OFF and await house.store.read(is_asked, account.id)
    return Asked(ever, ever and (how == REQUIRED or await house.store.read(has_used_password, account.id)))


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret for an app that nobody uses yet. It follows from its name, so that looking at it keeps nothing."""

    name: str
    secret: bytes
    picture: Markup
    typed: str


def offer(request: Request, account: Someone, title: str, name: str = "") -> Offer:
    """A new one, or the one of this name again."""
    name = name or secrets.token_urlsafe(16)
    secret = secret_of(request, account, name)
    address = address_for_app(secret, account.email)
    return Offer(name, secret, qr_picture(address, title), typed_secret(secret))


def secret_of(request: Request, account: Someone, name: str) -> bytes:
    key = house_of(request).settings.key
    return hmac.new(key, f"second step {account.id} {name}".encode(), hashlib.sha256).digest()[:SECRET_SIZE]
