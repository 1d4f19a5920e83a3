"""What the board shows beside the stage, as the host steers it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.session import Session
from app.domain.stages import READY, REVEALED, WEIGHING, Stage, StageIdea

from .board import board_pages
from .board_talk import beside_spotlight


@dataclass(frozen=True, slots=True)
class BoardFace:
    """What the board shows beside the stage, and what it could."""

    blank: bool
    bigger: bool
    dark: bool
    timer: bool
    code: bool
    lobby: bool
    view: str
    views: tuple[str, ...]
    page: int
    pages: int
    ideas: tuple[StageIdea, ...]
    pointing: str | None
    language: str = ""
    rotates: bool = False
    """Whether comments are on the board, so that the large one can be changed for another."""


def board_face(session: Session, stage: Stage | None) -> BoardFace:
    """The board's switches as they stand, and the views and pages that there are."""
    shown, look = _shown(session, stage), session.board
    views = _views(stage, shown)
    return BoardFace(
        blank=look.blank,
        bigger=look.bigger,
        dark=look.dark,
        timer=look.timer,
        code=look.code,
        lobby=look.view == "lobby",
        view=look.view if look.view in views else "",
        views=views,
        page=look.page,
        pages=_pages(session, stage),
        ideas=shown.ideas if shown is not None and look.view == "map" else (),
        pointing=look.pointing,
        language=look.language,
        rotates=_rotates(session, stage, look.view),
    )


def _rotates(session: Session, stage: Stage | None, view: str) -> bool:
    talk = stage is not None and (stage.kind == "discuss" or view == "comments")
    return talk and beside_spotlight(session, 1) is not None


def _shown(session: Session, stage: Stage | None) -> Stage | None:
    """The stage whose results or suggestions the board pages through."""
    if stage is None or stage.state == READY:
        return None
    if stage.kind == "reveal":
        shown = [session.stages[s] for s in stage.settings.of if s in session.stages]
        return next((s for s in shown if s.state == REVEALED), None)
    return stage if stage.state == REVEALED or stage.kind == "gather" else None


def _views(stage: Stage | None, shown: Stage | None) -> tuple[str, ...]:
    if shown is not None and shown.kind == "vote":
        return ("", "map", "comments")
    if shown is not None and shown.kind in WEIGHING:
        return ("", "comments")
    return ("", "comments") if stage is not None and stage.kind == "discuss" else ()


def _pages(session: Session, stage: Stage | None) -> int:
    """Pages that can be turned. A map has one, unless a reveal step shows several results one after another."""
    several = stage is not None and stage.kind == "reveal" and len(stage.settings.of) > 1
    return 1 if session.board.view == "map" and not several else board_pages(session)
