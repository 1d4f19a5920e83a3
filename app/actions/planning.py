"""Planning: a programme, its ideas, and a session with its run sheet."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session as Db

from app.domain import hosting
from app.domain.events import PlannedStage, RunSheetChanged
from app.domain.naming import LONGEST_NAME, fit_name
from app.domain.refusals import Refusal
from app.domain.selecting import SETS_AN_ORDER, WAYS, asks_for_an_order
from app.domain.stages import KINDS, LONGEST_IDEA, WITH_IDEAS, Stage, Translation, settings_of
from app.domain.wording import tidied
from app.storage.ideas import ideas_of, next_position, programme, refs_taken
from app.storage.journal import content_of
from app.storage.secrets import new_id, new_secret
from app.storage.sessions import add_session, codes_in_use, open_session_count
from app.storage.tables import Idea, Programme, WorkshopSession
from app.storage.translations import translations_to_keep
from app.storage.wordings import keep_wordings

MOST_STAGES = 60
CODE_LENGTHS = ((5, 6), (50, 7), (500, 8))
"""Up to so many open sessions, so many digits: lucky guesses stay under 0.01 a day (FACTS, join codes)."""


@dataclass(frozen=True, slots=True)
class NewIdea:
    """An idea as an organiser gives it."""

    text: str
    ref: str | None = None
    name: str | None = None
    theme: str | None = None
    detail: str | None = None
    easy_read: str | None = None
    translations: tuple[Translation, ...] = ()


def create_programme(db: Db, name: str, now: float) -> Programme:
    made = Programme(id=new_id(), name=fit_name(name), created_at=now)
    db.add(made)
    db.flush()
    return made


def add_ideas(db: Db, programme_id: str, ideas: Sequence[NewIdea], now: float, who: str = "") -> list[Idea]:
    """Adds all of them or none, each with its first wording.

    Raises Refusal unknown_code, bad_field, too_long or ref_taken.
    """
    must_exist(db, programme_id)
    ideas = [bare(idea) for idea in ideas]
    refs = [idea.ref for idea in ideas if idea.ref is not None]
    if len(set(refs)) != len(refs) or refs_taken(db, programme_id, refs):
        raise Refusal("ref_taken", "Another idea of this programme has this reference.", "ref")
    start = next_position(db, programme_id)
    made = [
        Idea(id=new_id(), programme=programme_id, position=start + n, ref=idea.ref, text=idea.text,
             name=idea.name, theme=idea.theme, detail=idea.detail, easy_read=idea.easy_read, created_at=now,
             translations=translations_to_keep(idea.text, idea.translations))
        for n, idea in enumerate(ideas)
    ]  # fmt: skip
    db.add_all(made)
    db.flush()
    keep_wordings(db, made, who, now)
    return made


def plan_session(
    db: Db, programme_id: str, name: str, joining: str, stages: Sequence[Mapping[str, Any]], now: float,
    starts_at: float | None = None, of_another: bool = False,
) -> WorkshopSession:  # fmt: skip
    """A session with its run sheet, ready to be joined. Raises Refusal for what is wrong in the plan; a sheet
    `of_another` session is taken as it stands there."""
    must_exist(db, programme_id)
    if joining not in hosting.JOINING:
        raise Refusal("bad_field", "Joining is open or by ticket.", "joining")
    planned = run_sheet(stages, [idea.id for idea in ideas_of(db, programme_id, statements=True)])
    if not of_another:
        _must_take_from_an_order(planned)
    row = WorkshopSession(
        id=new_id(), programme=programme_id, name=fit_name(name), code=_free_code(db), secret=new_secret(),
        joining=joining, created_at=now, starts_at=starts_at, board={}, salt=secrets.token_bytes(16), chain=b"\0" * 32,
    )  # fmt: skip
    add_session(db, row, planned)
    return row


def _must_take_from_an_order(sheet: Sequence[Stage]) -> None:
    """Raises Refusal where a step takes the top of one that puts its ideas in no order."""
    kinds = {stage.id: stage.kind for stage in sheet}
    for n, stage in enumerate(sheet):
        if asks_for_an_order(stage.plan) and kinds[stage.plan["from"]] not in (*SETS_AN_ORDER, "gather"):
            raise Refusal(
                "bad_field", "That step puts its ideas in no order. Take all of them, or choose the ideas yourself.",
                f"stages.{n}.ideas",
            )  # fmt: skip


def run_sheet(stages: Sequence[Mapping[str, Any]], known_ideas: Sequence[str]) -> list[Stage]:
    """Reads a run sheet as a caller gave it: kinds, settings, plans of ideas; positions of stages become ids.

    Raises Refusal for what is wrong in it, also for words that could not be kept.
    """
    if len(stages) > MOST_STAGES:
        raise Refusal("too_many", "A run sheet has up to {most} steps.", "stages", most=MOST_STAGES)
    ids = [str(stage.get("id") or new_id()) for stage in stages]
    if len(set(ids)) != len(ids):
        raise Refusal("bad_field", "Each step can stand on the run sheet once.", "stages")
    sheet = [_stage(n, given, ids, known_ideas) for n, given in enumerate(stages)]
    content_of(RunSheetChanged(tuple(PlannedStage(s.id, s.kind, s.title, s.settings, s.plan) for s in sheet)))
    return sheet


def _stage(n: int, given: Mapping[str, Any], ids: Sequence[str], known_ideas: Sequence[str]) -> Stage:
    kind, title = given.get("kind"), given.get("title")
    if kind not in KINDS:
        raise Refusal("bad_field", "This is not a kind of step we know.", f"stages.{n}.kind")
    if title is not None and (not isinstance(title, str) or len(title) > LONGEST_NAME):
        raise Refusal("bad_field", "A title is a short text.", f"stages.{n}.title")
    settings = settings_of(kind, given.get("settings") or {})
    if settings.of or settings.start_from is not None:
        start = settings.start_from
        settings = replace(
            settings, of=tuple(_place(s, n, ids) for s in settings.of),
            start_from=_place(start, n, ids) if start is not None else None,
        )  # fmt: skip
    plan = _plan(given.get("ideas"), n, ids, known_ideas) if kind in WITH_IDEAS else "all"
    return Stage(ids[n], kind, title or "", settings, plan)


def _plan(ideas: Any, n: int, ids: Sequence[str], known: Sequence[str]) -> Any:
    """ "all", a list of ids of this programme, or {from, top, by} with the other stage's id."""
    field = f"stages.{n}.ideas"
    if ideas is None or ideas == "all":
        return "all"
    if isinstance(ideas, list):
        if not all(isinstance(i, str) and i in known for i in ideas):
            raise Refusal("unknown_idea", "One of these ideas is not part of the programme.", field)
        if len(set(ideas)) != len(ideas):
            raise Refusal("repeated_idea", "Each idea can be there once.", field)
        return ideas
    if not isinstance(ideas, Mapping) or "from" not in ideas:
        raise Refusal("bad_field", "Ideas are “all”, a list, or taken from an earlier step.", field)
    top, by = ideas.get("top"), ideas.get("by", "shared")
    if top is not None and (isinstance(top, bool) or not isinstance(top, int) or not 1 <= top <= 1000):
        raise Refusal("bad_field", "Say how many ideas to take, from 1.", field)
    if by not in WAYS:
        raise Refusal("bad_field", "Take the top by shared, combined or union.", field)
    return {"from": _place(str(ideas["from"]), n, ids), "top": top, "by": by}


def _place(named: str, n: int, ids: Sequence[str]) -> str:
    """A stage named by its position (0 first) or its id → its id. It has to stand earlier on the run sheet."""
    earlier = ids[:n]
    if named in earlier:
        return named
    if named in map(str, range(n)):
        return earlier[int(named)]
    raise Refusal("unknown_stage", "A step can only build on one before it.", f"stages.{n}")


def _free_code(db: Db) -> str:
    """A join code that no session has had, as long as the number of open sessions asks for."""
    count, taken = open_session_count(db), codes_in_use(db)
    digits = next((length for most, length in CODE_LENGTHS if count < most), 9)
    while True:
        code = f"{secrets.randbelow(10**digits):0{digits}d}"
        if code not in taken and len(set(code)) > 2:
            return code


def must_exist(db: Db, programme_id: str) -> Programme:
    found = programme(db, programme_id)
    if found is None:
        raise Refusal("unknown_code", "This programme is not known here.")
    return found


def bare(idea: NewIdea) -> NewIdea:
    """The idea as it is kept: without what no database keeps, and None for what holds no words. Raises Refusal."""
    given = (idea.ref, idea.name, idea.theme, idea.detail, idea.easy_read)
    ref, name, theme, detail, easy_read = (tidied(words or "") or None for words in given)
    for field, words in (("detail", detail), ("easy_read", easy_read)):
        if words and len(words) > LONGEST_IDEA:
            raise Refusal("too_long", "Please keep it under {longest} characters.", field, longest=LONGEST_IDEA)
    return NewIdea(text_of(idea.text), ref, name, theme, detail, easy_read, idea.translations)


def text_of(text: str) -> str:
    kept = tidied(text)
    if not kept:
        raise Refusal("bad_field", "An idea needs some words.", "text")
    if len(kept) > LONGEST_IDEA:
        raise Refusal("too_long", "Please keep an idea under {longest} characters.", "text", longest=LONGEST_IDEA)
    return kept
