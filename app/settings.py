"""Settings come from the environment, prefix COMMON_GROUND_."""

from __future__ import annotations

import os
import secrets
from functools import cached_property
from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    action_limit: int = 600
    """How many actions one connection may have in its bucket, refilled two a second; 0 lifts the limit."""

    @property
    def database(self) -> str:
        """The database's address; a SQLite file in the data folder unless another is set."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute()}/common-ground.db"

    @property
    def origin(self) -> str:
        """Scheme, host and port that people reach us by, without a slash at the end; may be empty."""
        return self.base_url.rstrip("/")

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
