"""What a participant's page is shown over its socket: one shared fragment for all phones, drawn once a state.

Own answers and order travel beside it as small data that the page paints.
"""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.session import Session
from app.live.room import Room
from app.live.seats import Audience
from app.screens.snapshot import snapshot, stage_face

from .wire import frame

_JSON = msgspec.json.Encoder()


def phone_audience(room: Room, language: str = "en") -> Audience:
    """Phones of one language."""

    async def draw(session: Session) -> bytes:
        stage = session.current_stage()
        changed = {"version": session.version, "state": session.phase, "stage": stage_face(session, stage)}
        return frame(_JSON.encode({"changed": changed}))

    return Audience(("phone", language), 0.5, lambda session: session.shown_version, draw)


def phone_snapshot(session: Session, person: str) -> dict[str, Any]:
    """The snapshot of a page: the participant's data and the shared fragment."""
    return snapshot(session, person)
