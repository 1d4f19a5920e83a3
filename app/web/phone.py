"""What a participant's page is shown over its socket: one shared fragment for all phones, drawn once a state.

Own answers and order travel beside it as small data that the page paints.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from typing import Any, TypeAlias

import msgspec

from app.domain.session import Session
from app.domain.translating import in_language
from app.live.room import Room
from app.live.seats import Audience
from app.screens.participant import own_things, shared_screen
from app.screens.participant_table import table_marks
from app.screens.snapshot import stage_face

from .easy_pictures import Pictures
from .moments import moment
from .templating import draw
from .wire import frame

PHONE_PAUSE = 0.5
PARTS = {"stage": "participant/_stage.html", "comments": "participant/_comments.html"}

PicturesOf: TypeAlias = Callable[[Session], Awaitable[Pictures]]
_JSON = msgspec.json.Encoder()
_MOST_KEPT = 64
_KEPT: OrderedDict[tuple[str, int, str, str], dict[str, str]] = OrderedDict()


def phone_audience(room: Room, pictures_of: PicturesOf, language: str = "en") -> Audience:
    """Phones of one language. A frame names the key of each part, and brings those parts that are new."""
    shown: dict[str, str] = {}

    async def draw_frame(session: Session) -> bytes:
        html = shared_parts(session, language, await pictures_of(session))
        keys = keys_of(html)
        fresh = {part: html[part] for part, key in keys.items() if shown.get(part) != key}
        shown.update(keys)
        return frame(_JSON.encode({"changed": {**_face(session, room.now()), "keys": keys, "html": fresh}}))

    return Audience(("phone", language), PHONE_PAUSE, lambda session: session.shown_version, draw_frame)


def phone_snapshot(
    session: Session, person: str, now: float, pictures: Pictures, language: str = "en", shown: Collection[str] = ()
) -> dict[str, Any]:  # fmt: skip
    """The snapshot of a page: the shared parts, but those with a mark of `shown`, and this participant's own."""
    html = shared_parts(session, language, pictures)
    keys = keys_of(html)
    fresh = {part: html[part] for part, key in keys.items() if key not in shown}
    return {**_face(session, now), "keys": keys, "html": fresh, "own": own_things(session, person).as_plain()}


def shared_parts(session: Session, language: str, pictures: Pictures) -> dict[str, str]:
    """The fragments that all phones share, drawn once a state: {part: HTML}."""
    marks = " ".join(one.mark for one in pictures.values())
    key = (session.id, session.shown_version, language, marks)
    if key not in _KEPT:
        screen = shared_screen(in_language(session, language))
        _KEPT[key] = {
            part: draw(name, language, screen=screen, cards=screen.cards, pictures=pictures, moment=moment)
            for part, name in PARTS.items()
        }
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return _KEPT[key]


def keys_of(html: dict[str, str]) -> dict[str, str]:
    """A short mark of each part's content: a page that has it needs it no more."""
    return {part: hashlib.blake2b(text.encode(), digest_size=6).hexdigest() for part, text in html.items()}


def _face(session: Session, now: float) -> dict[str, Any]:
    """What every frame says of the step that is shown; `left` are the seconds until it closes by itself."""
    stage = session.current_stage()
    marks = table_marks(session)
    face = {"version": session.version, "state": session.phase, "stage": stage_face(session, stage)}
    if stage is not None and stage.closes_at is not None:
        face["left"] = round(max(0.0, stage.closes_at - now), 1)
    return face | {"tables": marks} if marks else face
