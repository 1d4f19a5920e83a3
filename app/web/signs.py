"""Gathers how a session runs: from its room, from the disk, and from what is saved."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request

from app.domain.outcomes import rfc3339
from app.live.room import Room
from app.screens.console_health import HealthScreen, Signs, health_screen
from app.screens.console_integrity import IntegrityScreen
from app.storage.disk import ALMOST_FULL, free_share
from app.storage.progress import progress_of

from .house import house_of


async def health_of(request: Request, room: Room) -> HealthScreen:
    house = house_of(request)
    progress = await house.store.read(progress_of, room.session.id)
    free = await asyncio.to_thread(free_share, house.settings.data_dir)
    presence, bus = room.presence, house.rooms.bus
    saving = room.saving and not house.store.broken
    signs = Signs(presence.here(), presence.away(), room.waiting, saving, free, bus.alive)
    return health_screen(room.session, signs, progress, room.now())


async def strain_of(request: Request, room: Room) -> str:
    """What a host must know wherever they look: "unsaved", "disk", or nothing."""
    house = house_of(request)
    if house.store.broken or not room.saving:
        return "unsaved"
    free = await asyncio.to_thread(free_share, house.settings.data_dir)
    return "disk" if free < ALMOST_FULL else ""


def health_json(health: HealthScreen, integrity: IntegrityScreen) -> dict[str, Any]:
    """The same for programs. Nobody is named: what looks odd has a name of its own, to be set aside by."""
    arrivals = health.arrivals
    return {
        "version": health.version,
        "state": health.phase,
        "phones": {"joined": health.joined, "here": health.here, "away": health.away},
        "paper": health.paper,
        "answers": {"saved": health.answers, "waiting": health.waiting},
        "last_saved": rfc3339(health.last_saved),
        "disk_free": round(health.disk_free, 3),
        "locked": health.locked,
        "arrivals": {
            "minutes": arrivals.minutes,
            "earlier": arrivals.earlier,
            "bars": [{"at": rfc3339(bar.at), "people": bar.people} for bar in arrivals.bars],
        },
        "warnings": list(health.warnings),
        "integrity": {
            "odd": [
                {
                    "id": odd.id,
                    "kind": odd.kind,
                    "stage": odd.stage or None,
                    "people": odd.people,
                    "answers": odd.answers,
                    "seconds": round(odd.seconds, 1),
                }
                for odd in integrity.odd
            ],
            "set_aside": {group.reason: group.people for group in integrity.aside},
            "seconds_an_idea": [{"from": bar.seconds, "phones": bar.phones} for bar in integrity.paces],
            "busiest_minute": integrity.busiest,
            "wrong_codes": integrity.wrong_codes,
            "up_to_date": integrity.up_to_date,
        },
    }
