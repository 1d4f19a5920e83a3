"""What the projector shows: every kind of stage, empty and full, with five ideas and with forty, light and dark."""

from __future__ import annotations

from collections.abc import Iterator

from tools.pictures import told
from tools.pictures.room import Json, Room

from .halls import FEW, SMALL, TWELVE, Crowd, Halls, all_vote, all_weigh, shown, suggested, talked
from .scenes import Scene

FIVE = told.RANKED[:5]
NOBODY = Crowd(0, 0, 0)


def boards(halls: Halls) -> Iterator[Scene]:
    yield from _before(halls)
    yield from _asking(halls)
    yield from _vote_results(halls)
    yield from _other_results(halls)
    yield from _between(halls)


def of(name: str, room: Room, **looks: object) -> Scene:
    """This room's board, with what its host has set."""
    if looks:
        room.board(**looks)
    return Scene(f"board-{name}", f"/sessions/{room.id}/board")


def _before(halls: Halls) -> Iterator[Scene]:
    yield of("lobby-empty", halls.room("vote", crowd=NOBODY, start=False))
    yield of("lobby", halls.room("vote", crowd=TWELVE, start=False))
    yield of("lobby-dark", halls.room("vote", crowd=TWELVE, start=False), dark=True)
    yield of("what-comes", halls.room("vote", "break"))


def _asking(halls: Halls) -> Iterator[Scene]:
    timed: Json = {"kind": "vote", "settings": {"minutes": 20}}
    yield of("vote", halls.opened(timed, crowd=TWELVE))
    yield of("vote-five", halls.opened("vote", refs=FIVE))
    yield of("vote-forty", halls.many(40))
    yield of("vote-long", halls.many(14, told.LONG))
    yield of("vote-bigger", halls.opened(timed), bigger=True)
    yield of("vote-dark", halls.opened(timed), dark=True)
    paused = halls.opened(timed)
    paused.stage(0, "pause")
    yield of("vote-paused", paused)
    closed = halls.opened("vote")
    closed.stage(0, "close")
    yield of("vote-closed", closed)
    for kind in ("dots", "rate", "rank"):
        yield of(kind, halls.opened(kind))
    yield of("gather-empty", halls.opened({"kind": "gather", "settings": {"question": "What would help you?"}}))
    yield of("gather", suggested(halls.opened("gather"), 24))
    yield of("discuss-empty", halls.opened("discuss"))
    yield of("discuss", talked(halls.opened("discuss", crowd=TWELVE)))
    yield of("discuss-dark", talked(halls.opened("discuss", crowd=TWELVE)), dark=True)
    tables = halls.room({"kind": "rank", "settings": {"by": "table"}}, crowd=TWELVE, refs=FIVE)
    tables.stage(0, "tables/deal", tables=3)
    tables.stage(0, "open")
    yield of("tables-open", tables)


def _voted(halls: Halls, crowd: Crowd = TWELVE, refs: tuple[str, ...] = ()) -> Room:
    room = halls.opened("vote", crowd=crowd, refs=refs)
    all_vote(room, 0, refs)
    return shown(room)


def _vote_results(halls: Halls) -> Iterator[Scene]:
    yield of("results", _voted(halls))
    yield of("results-page-2", _voted(halls), page=2)
    yield of("results-five", _voted(halls, refs=FIVE))
    yield of("results-dark", _voted(halls), dark=True)
    yield of("results-bigger", _voted(halls), bigger=True)
    yield of("results-small", _voted(halls, SMALL))
    yield of("results-few", _voted(halls, FEW))
    pointed = _voted(halls)
    yield of("results-pointing", pointed, pointing=pointed.ideas["E3"])
    yield of("map", _voted(halls), view="map")
    yield of("map-dark", _voted(halls), view="map", dark=True)
    yield of("map-five", _voted(halls, refs=FIVE), view="map")
    yield of("map-few", _voted(halls, FEW), view="map")
    many = halls.many(40)
    all_vote(many)
    shown(many)
    yield of("results-forty", many)
    forty = halls.many(40)
    all_vote(forty)
    yield of("map-forty", shown(forty), view="map")
    long = halls.many(14, told.LONG)
    all_vote(long)
    yield of("results-long", shown(long))


def _other_results(halls: Halls) -> Iterator[Scene]:
    for kind in ("dots", "rate", "rank"):
        room = halls.opened(kind, crowd=TWELVE, refs=told.RANKED)
        all_weigh(room, 0, list(told.RANKED))
        yield of(f"results-{kind}", shown(room))
        dark = halls.opened(kind, crowd=TWELVE, refs=told.RANKED)
        all_weigh(dark, 0, list(told.RANKED))
        yield of(f"results-{kind}-dark", shown(dark), dark=True)
        yield of(f"results-{kind}-none", shown(halls.opened(kind, crowd=FEW, refs=FIVE)))
    tables = halls.room({"kind": "rank", "settings": {"by": "table"}}, crowd=TWELVE, refs=told.RANKED)
    tables.stage(0, "tables/deal", tables=3)
    tables.stage(0, "open")
    order = [tables.ideas[ref] for ref in told.RANKED]
    for table in (1, 2, 3):
        moved = order[table - 1 :] + order[: table - 1]
        tables.stage(0, f"tables/{table}/order", order=moved, handed_in=True)
    yield of("results-tables", shown(tables))


def _between(halls: Halls) -> Iterator[Scene]:
    note = {"minutes": 15, "note": "Tea is in the foyer. The quiet room is first on the left."}
    yield of("break", halls.opened({"kind": "break", "settings": note}, "vote", "discuss", "rank"))
    yield of("break-open-end", halls.opened("break"))
    yield of("blank", halls.opened("vote"), blank=True)
    over = halls.room("vote")
    over.posts(f"/sessions/{over.id}/finish")
    yield of("ended", over)
