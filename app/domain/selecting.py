"""Taking ideas from one stage into the next: the top by shared agreement, by combined standing, or by union."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .communities import COMPARED
from .figures import figures_of, figures_of_tables
from .late_changes import as_shown, counted_tables
from .places import tiers_of
from .refusals import Refusal
from .session import ALLOWED, Session
from .shared_order import in_order_of_shared
from .shortlists import community_tiers, top_of, union_shortlist
from .small_numbers import protect
from .stages import Stage, StageIdea

WAYS = ("shared", "combined", "union")
SETS_AN_ORDER = ("vote", "dots", "rank")


def chosen_ideas(session: Session, plan: Mapping[str, Any]) -> tuple[StageIdea, ...]:
    """The ideas of a plan {from: stage, top: n, by: way}, as that stage worded them, in their new order.

    From a gather stage: its allowed suggestions; from one that sets no order: its first ideas, so that no
    room is stopped by a plan that was made long ago. Raises Refusal where the plan cannot be followed.
    """
    source = session.stages.get(str(plan.get("from")))
    if source is None:
        raise Refusal("unknown_stage", "The step these ideas come from is not on the run sheet.", "ideas")
    if source.kind == "gather":
        return _suggested(session, source)
    if source.state not in ("closed", "revealed"):
        raise Refusal("stage_not_open", "The step these ideas come from has not closed yet.", "ideas")
    top, by = int(plan.get("top") or len(source.ideas)), str(plan.get("by") or "shared")
    return tuple(_top(session, source, top, by)) if source.kind in SETS_AN_ORDER else source.ideas[:top]


def asks_for_an_order(plan: Any) -> bool:
    """Whether a stage's plan takes some ideas of another by their order there."""
    return isinstance(plan, Mapping) and (plan.get("top") is not None or plan.get("by") == "union")


def stage_figures(session: Session, stage: Stage, aside_too: bool = False) -> dict[str, Any]:
    """The exact figures of one stage of this session (see `figures.figures_of`). With `aside_too` as they would be if
    nobody were set aside."""
    ideas, community_of = [(idea.id, idea.ref) for idea in stage.ideas], session.community_of(aside_too)
    if stage.by_table:
        tables = counted_tables(stage.tables, () if aside_too else session.aside)
        return figures_of_tables(ideas, tables.values(), community_of, stage.reasons)
    return figures_of(stage.kind, stage.settings.as_plain(), ideas, stage.ballots, community_of)


def figures_as_shown(session: Session, stage: Stage) -> dict[str, Any]:
    """The figures that the public may know, before any protection: of what was shown while later changes wait. Who
    counted then is in it, also where they are set aside since."""
    held = stage.shown is not None
    return stage_figures(session, as_shown(stage), aside_too=held)


def in_starting_order(session: Session, stage: Stage, ideas: tuple[StageIdea, ...]) -> tuple[StageIdea, ...]:
    """The ideas in the shared order of the stage that this one starts from; those it did not weigh come last."""
    source = session.stages.get(stage.settings.start_from or "")
    if source is None or source.kind not in SETS_AN_ORDER:
        return ideas
    figures = _public_figures(session, source)
    tiers = _rank_tiers(figures) if source.kind == "rank" else [[idea] for idea in _ordered(figures, source)]
    place = {idea: n for n, idea in enumerate(idea for tier in tiers for idea in tier)}
    return tuple(sorted(ideas, key=lambda idea: place.get(idea.id, len(place))))


def _public_figures(session: Session, source: Stage) -> dict[str, Any]:
    """What may be read off the order in which everybody finds the ideas of the next stage: nothing about a small
    group, nor about later answers that wait."""
    return protect(figures_as_shown(session, source), source.kind)


def _suggested(session: Session, source: Stage) -> tuple[StageIdea, ...]:
    allowed = [s for s in session.suggestions.values() if s.stage == source.id and s.state == ALLOWED]
    return tuple(StageIdea(s.id, s.text) for s in allowed if session.is_heard(s.participant))


def _top(session: Session, source: Stage, top: int, by: str) -> list[StageIdea]:
    exact, known = figures_as_shown(session, source), {idea.id: idea for idea in source.ideas}
    figures = protect(exact, source.kind)
    if by == "union":
        tiers = [community_tiers(figures, source.kind, c) for c in COMPARED]
        union = union_shortlist(tiers[0], tiers[1], top, exact["ballots"])
        if union is None:
            raise Refusal("bad_field", "A union needs five ballots or more from both communities.", "ideas")
        return [known[idea] for idea in union["ideas"]]
    if source.kind == "rank":
        return _from_ranking(figures, known, top)
    return [known[idea] for idea in _ordered(figures, source)[:top]]


def _ordered(figures: Mapping[str, Any], source: Stage) -> list[str]:
    return [row["idea"] for row in in_order_of_shared(figures, source.kind)]


def _from_ranking(figures: Mapping[str, Any], known: Mapping[str, StageIdea], top: int) -> list[StageIdea]:
    """Whole tiers only: level ideas come along together or stay behind together."""
    tiers = _rank_tiers(figures)
    if not tiers:
        raise Refusal(
            "bad_field", "Too few people have ranked these ideas to take the top. Choose the ideas yourself.", "ideas"
        )
    return [known[idea] for idea in top_of(tiers, top)]


def _rank_tiers(figures: Mapping[str, Any]) -> list[list[str]]:
    """The shared order of a ranking, in tiers: by the tables' totals, or combined over both communities; of one alone
    where the other is too small to show. From public figures."""
    if "tables" in figures:
        rows = figures["tables"]["order"]
    else:
        standings = figures["standings"]
        rows = standings["combined"] or next((o for c in COMPARED if (o := standings["communities"][c])), None)
    return tiers_of({row["idea"]: -row["place"] for row in rows or ()})
