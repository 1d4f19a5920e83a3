"""A browser in which somebody has signed in, whatever the way in asks of people: for what comes after it."""

from __future__ import annotations

import secrets
import sqlite3
import time
from contextlib import closing

from app.storage.secrets import hash_of
from tests.serving import Server


def signed_in(server: Server, viewer_of: str = "") -> str:
    """The cookie of a new browser of a new organiser of everything, or of a viewer of one programme."""
    cookie, account, now = secrets.token_urlsafe(32), secrets.token_urlsafe(16), time.time()
    person = (account, f"{account}@example.org", "Robin", "member" if viewer_of else "organiser", now)
    browser = (hash_of(cookie), account, "", now, now, now + 3600)
    with closing(sqlite3.connect(server.data / "common-ground.db", timeout=10)) as db, db:
        db.execute("INSERT INTO account (id, email, name, role, created_at) VALUES (?, ?, ?, ?, ?)", person)
        db.execute(
            "INSERT INTO signed_in (hash, account, browser, created_at, seen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)",
            browser,
        )
        if viewer_of:
            db.execute(
                "INSERT INTO membership (programme, account, role, who, at) VALUES (?, ?, 'viewer', 'tests', ?)",
                (viewer_of, account, now),
            )
    return cookie
