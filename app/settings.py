"""Settings come from the environment, prefix COMMON_GROUND_."""

from __future__ import annotations

import os
import secrets
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.domain.providers import fits_issuer

KEY_LENGTH, VARIETY = 32, 10
"""Characters of a key, and how many different ones."""
EXAMPLES = ("change", "secret", "example", "password", "default", "your-key")
"""What stands in keys that were copied from somewhere."""
PROVIDER_LIBRARIES = ("httpx", "joserfc")


class Settings(BaseSettings):
    """All that a deployment can set. `docs/settings.md` explains each."""

    model_config = SettingsConfigDict(env_prefix="COMMON_GROUND_", extra="ignore")

    data_dir: Path = Path("data")
    database_url: str = ""
    redis_url: str = ""
    secret_key: SecretStr = SecretStr("")
    base_url: str = ""
    trusted_proxies: str = ""
    development: bool = False
    """Opens what helps developers: /docs without signing in, the gallery of screens."""
    docx_template: Path | None = None
    """The organisation's own Word document, whose styles, header and footer the drafting pack takes on."""
    action_limit: int = 600
    """How many actions one connection may have in its bucket, refilled two a second; 0 lifts the limit."""
    second_step: Literal["asked", "required", "off"] = "asked"
    """Whether organisers set up a second step for their password: at the second sign-in at the latest, at the first, or
    if they like. One that is set up is asked for at every sign-in by password."""
    oidc_issuer: str = ""
    """An OpenID Connect provider by whose sign-in organisers and hosts may come in; none unless all three are set."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = ""
    """What people call it: Sign in with …"""

    @property
    def database(self) -> str:
        """The database's address; a SQLite file in the data folder unless another is set."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute()}/common-ground.db"

    @property
    def origin(self) -> str:
        """Scheme, host and port that people reach us by, without a slash at the end; may be empty."""
        return self.base_url.rstrip("/")

    @property
    def key_is_weak(self) -> bool:
        """Whether a key was set that somebody could guess: shorter than 32 characters, an example, or a pattern."""
        given = self.secret_key.get_secret_value()
        plain = any(word in given.lower() for word in EXAMPLES)
        return bool(given) and (len(given) < KEY_LENGTH or len(set(given)) < VARIETY or plain)

    @property
    def provider_trouble(self) -> str:
        """What is wrong with the settings of the sign-in provider, in a sentence; empty where nothing is."""
        three = {
            "COMMON_GROUND_OIDC_ISSUER": self.oidc_issuer, "COMMON_GROUND_OIDC_CLIENT_ID": self.oidc_client_id,
            "COMMON_GROUND_OIDC_CLIENT_SECRET": self.oidc_client_secret.get_secret_value(),
        }  # fmt: skip
        missing = [name for name, value in three.items() if not value]
        if len(missing) == len(three):
            return ""
        if missing:
            return f"Signing in by a provider needs {' and '.join(missing)} too."
        if not fits_issuer(self.oidc_issuer):
            return "COMMON_GROUND_OIDC_ISSUER must be an https address, as the provider writes it."
        if not self.origin:
            return "Signing in by a provider needs COMMON_GROUND_BASE_URL: the provider sends people back there."
        if not all(find_spec(library) for library in PROVIDER_LIBRARIES):
            return "Signing in by a provider needs the extra oidc: pip install 'common-ground[oidc]'."
        return ""

    @cached_property
    def key(self) -> bytes:
        """The key that signs cookies: the one set, else one made once and kept in the data folder."""
        if given := self.secret_key.get_secret_value():
            return given.encode()
        return _kept_key(self.data_dir / "secret-key")


def _kept_key(file: Path) -> bytes:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes()
    with os.fdopen(handle, "wb") as out:
        out.write(secrets.token_urlsafe(32).encode())
    return file.read_bytes()
