"""A new translation on its way: kept with the idea, then told to every room that has opened with those words."""

from __future__ import annotations

from starlette.requests import Request

from app.actions.translating import Told, give_translation
from app.domain import asking
from app.domain.refusals import Refusal
from app.domain.stages import Translation

from .access import Who
from .deeds import do
from .house import house_of
from .languages import SOURCE, offered


async def translate(request: Request, programme: str, idea: str, new: Translation, who: Who) -> None:
    """Raises Refusal. A workshop that ended meanwhile keeps what it had."""
    if new.language not in {one.code for one in offered(development=False) if one.code != SOURCE}:
        raise Refusal("bad_field", "Choose a language that these pages speak.", "language")
    house = house_of(request)
    told = await house.store.write(give_translation, programme, idea, new, who.id, house.now())
    for session in told.sessions:
        await _tell(request, session, told, who)


async def _tell(request: Request, session: str, told: Told, who: Who) -> None:
    room = await house_of(request).rooms.room(session)
    if room is None:
        return
    try:
        await do(room, who, asking.TranslateIdea(idea=told.idea, of=told.of, translation=told.translation))
    except Refusal as refusal:
        if refusal.code != "session_over":
            raise
