"""What the projected board may show now: the privacy gate of the wall. Before a reveal nothing here says how anyone
answered; figures come only as their public copy, and only comments that a host has allowed are in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from app.domain.communities import by_community
from app.domain.outcomes import is_shown
from app.domain.session import ENDED, Session
from app.domain.stages import OPEN, REVEALED, WEIGHING, Stage

from .board_dots import Dots, dots_a_page, dots_of
from .board_gather import Gathering, gathering_of
from .board_map import Map, map_of
from .board_ranking import IDEAS_RANKED, Ranking, ranking_of
from .board_rate import RATED_A_PAGE, Ratings, ratings_of
from .board_results import Results, ideas_a_page, results_of
from .board_stages import Asking, Pause, asking_of, pause_of
from .board_tables import Tables, TablesAsking, tables_asking, tables_of
from .board_talk import Talk, talk_of
from .days import is_for_days
from .lobby import Lobby, lobby_of

Translate = Callable[[str], str]
Body = (
    Lobby | Asking | TablesAsking | Results | Map | Ranking | Tables | Dots | Ratings | Talk | Gathering | Pause | None
)


@dataclass(frozen=True, slots=True)
class Clock:
    """The time a stage has left, by the server's clock, in seconds."""

    left: float
    paused: bool
    until: float | None = None
    """When it closes, where that is days off: then the board says the date."""


@dataclass(frozen=True, slots=True)
class BoardScreen:
    """One picture of the board. `part` names its fragment, `body` what that fragment draws."""

    part: str
    body: Body
    name: str
    code: str | None
    """The join code, where it may stand on the board now."""
    here: dict[str, int]
    stage: str
    """The kind of stage on the board, or ""."""
    title: str
    state: str
    clock: Clock | None
    rehearsal: bool
    dark: bool
    bigger: bool
    pointing: str | None
    version: int
    look: str
    """Changes only with what is more than a count of people: a new look is painted at once."""


def board_screen(
    session: Session,
    now: float,
    ideas: int | None = None,
    professions: tuple[str, ...] = (),
    translate: Translate = str,
) -> BoardScreen:
    """The board of this session at `now` (seconds). `ideas` is how many will be weighed first, `professions` the whole
    list in its order: the lobby says both."""
    stage = session.current_stage()
    shown = on_the_board(session, stage)
    part, body = _part(session, stage, shown, now, ideas, professions, translate)
    return BoardScreen(
        part=part,
        body=body,
        name=session.name,
        code=session.code if session.board.code and not session.locked and session.phase != ENDED else None,
        here=by_community(person.community for person in session.counted()),
        stage=shown.kind if shown else "",
        title=shown.title if shown else "",
        state=shown.state if shown else "",
        clock=_clock(session, stage, now),
        rehearsal=session.rehearsing,
        dark=session.board.dark,
        bigger=session.board.bigger,
        pointing=session.board.pointing,
        version=session.version,
        look=f"{session.host_version}.{session.shown_version}",
    )


def on_the_board(session: Session, stage: Stage | None) -> Stage | None:
    """The stage that the board is about: the current one, or the result that a reveal stage has come to."""
    if stage is None or stage.kind != "reveal":
        return stage
    page, revealed = session.board.page, _revealed_by(session, stage)
    for result in revealed:
        if page <= pages_of(session, result):
            return result
        page -= pages_of(session, result)
    return revealed[-1] if revealed else stage


def board_pages(session: Session) -> int:
    """How many pages the host can turn now, at least 1."""
    stage = session.current_stage()
    if stage is None:
        return 1
    if stage.kind == "reveal":
        return max(1, sum(pages_of(session, result) for result in _revealed_by(session, stage)))
    return pages_of(session, stage)


def pages_of(session: Session, stage: Stage) -> int:
    """How many pages this stage has on the board as it is now, at least 1."""
    if session.board.view == "comments" or stage.kind == "discuss":
        return talk_of(session, stage, 1).pages
    if stage.kind == "gather":
        return gathering_of(session, stage, 1, 0.0).pages
    if is_shown(stage):
        return max(1, ceil(len(stage.ideas) / _results_a_page(session, stage)))
    return asking_of(session, stage, 1).pages if stage.kind in WEIGHING else 1


def _results_a_page(session: Session, stage: Stage) -> int:
    match stage.kind:
        case "vote":
            return ideas_a_page(session)
        case "dots":
            return dots_a_page(session)
        case "rank":
            return IDEAS_RANKED
    return RATED_A_PAGE


def _part(
    session: Session,
    stage: Stage | None,
    shown: Stage | None,
    now: float,
    ideas: int | None,
    professions: tuple[str, ...],
    translate: Translate,
) -> tuple[str, Body]:
    board = session.board
    if board.blank:
        return "blank", None
    if session.phase == ENDED:
        return "ended", pause_of(session, None, now)
    if stage is None or shown is None or board.view == "lobby":
        return "lobby", lobby_of(session, ideas, professions)
    if board.view == "comments":
        return "discuss", talk_of(session, stage, board.page)
    if is_shown(shown):
        return _result(session, shown, _page_within(session, stage, shown), translate)
    match shown.kind:
        case "discuss":
            return "discuss", talk_of(session, shown, board.page)
        case "gather":
            return "gather", gathering_of(session, shown, board.page, now)
        case "break" | "reveal":
            return "break", pause_of(session, shown, now)
        case "rank" if shown.by_table:
            return "tables_open", tables_asking(session, shown, board.page)
    return shown.kind, asking_of(session, shown, board.page)


def _result(session: Session, stage: Stage, page: int, translate: Translate) -> tuple[str, Body]:
    match stage.kind:
        case "vote" if session.board.view == "map":
            return "map", map_of(session, stage, translate)
        case "vote":
            return "results", results_of(session, stage, page, translate)
        case "rank" if stage.by_table:
            return "tables", tables_of(session, stage, page)
        case "rank":
            return "ranking", ranking_of(session, stage, page)
        case "dots":
            return "dots_results", dots_of(session, stage, page, translate)
    return "rate_results", ratings_of(session, stage, page)


def _page_within(session: Session, stage: Stage, shown: Stage) -> int:
    """The page of one result that the host has turned to, where a reveal stage shows several after each other."""
    page = session.board.page
    if stage.kind == "reveal":
        for result in _revealed_by(session, stage):
            if result is shown:
                break
            page -= pages_of(session, result)
    return page


def _revealed_by(session: Session, stage: Stage) -> list[Stage]:
    """The results that a reveal stage shows: those it names, or without names every revealed one."""
    named = [session.stages[s] for s in stage.settings.of if s in session.stages] or session.stages.values()
    return [s for s in named if s.state == REVEALED and s.kind in WEIGHING]


def _clock(session: Session, stage: Stage | None, now: float) -> Clock | None:
    if stage is None or stage.state != OPEN or not session.board.timer:
        return None
    if stage.paused_left is not None:
        return Clock(stage.paused_left, True)
    if stage.closes_at is None:
        return None
    left = max(0.0, stage.closes_at - now)
    return Clock(left, False, stage.closes_at if is_for_days(left / 60) else None)
