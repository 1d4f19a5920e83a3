"""A workshop in which one text stands in every field that somebody fills in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.actions.exporting import KINDS, pseudonyms_for
from app.actions.exporting.material import Material
from app.actions.exporting.telling import to_nobody
from app.domain import asking
from app.domain.decisions import Decision
from app.domain.outcomes import outcome_of
from app.domain.session import ALLOWED, Comment
from app.domain.stages import Scale, Settings, Stage, StageIdea, Table
from tests.builders import Sitting


def written_everywhere(texts: Sequence[str], kind: str, folder: Path) -> Path:
    """A file of a workshop with an idea, a comment, a reason and a decision for each text."""
    settings = Settings(scales=(Scale("one", texts[0]), Scale("two", texts[1])))
    stages = (
        Stage("vote", "vote", texts[0]), Stage("rate", "rate", texts[1], settings),
        Stage("rank", "rank", texts[2]), Stage("tables", "rank", texts[3], Settings(by="table")),
    )  # fmt: skip
    sitting = Sitting(*stages)
    session = sitting.session
    session.name = texts[0]
    ideas = [StageIdea(f"i{n}", text, ref=text, name=text, theme=text) for n, text in enumerate(texts)]
    for n in range(6):
        sitting.joins(f"p{n}", community=("citizen", "ahp", "other")[n % 3])
        session.people[f"p{n}"] = replace(session.people[f"p{n}"], profession=texts[n % len(texts)])
    for stage in stages:
        sitting.opens(stage.id, ideas)
        if stage.id == "vote":
            sitting.votes("p0", "i0", "agree")
        if stage.kind == "rank" and not stage.by_table:
            sitting.says("p0", asking.Rank("rank", (("i1",), ("i0",))))
        sitting.closes(stage.id)
    for n, text in enumerate(texts):
        session.comments[f"c{n}"] = Comment(f"c{n}", "p0", "vote", f"i{n}", text, ALLOWED, 1_000.0)
    order = tuple((idea.id,) for idea in ideas)
    held = session.stages["tables"]
    held.tables[1] = Table(1, ("p0",), "p0", order, True, tuple((idea.id, idea.text) for idea in ideas))
    held.reasons = {idea.id: idea.text for idea in ideas}
    decisions = [Decision(f"d{n}", f"i{n}", "merge_with", "i0", text, text, 1_000.0) for n, text in enumerate(texts)]
    file = folder / f"{kind}.{KINDS[kind].ending}"
    outcome = outcome_of(session, 1_000.0)
    KINDS[kind].write(file, Material(outcome, session, pseudonyms_for(session), tuple(decisions)), to_nobody)
    return file
