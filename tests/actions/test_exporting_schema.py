"""The published schema of outcomes: it holds for whatever happened in a workshop, and says no to what is not one."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import jsonschema_rs
import pytest

from app.domain import asking
from app.domain.outcomes import outcome_of
from app.domain.refusals import Refusal
from tests.builders import EVERY_KIND, Sitting, a_stage
from tests.chance import a_seed

SCHEMA = json.loads((Path(__file__).parents[2] / "app" / "data" / "outcomes.schema.json").read_text("utf-8"))
KNOWS = jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True)
SCALES = [{"key": key, "label": key.capitalize()} for key in ("worth", "ease", "cost")]


def a_random_outcome(dice: Random) -> dict[str, Any]:
    """A workshop with steps of every kind in some order, held as far as it went."""
    stages = [a_stage(kind) for kind in EVERY_KIND]
    stages += [a_stage("rank", "tables", by="table"), a_stage("rate", "three", scales=SCALES, steps=7)]
    dice.shuffle(stages)
    sitting = Sitting(*stages, joining=dice.choice(("open", "open", "ticket")))
    people = [f"p{n}" for n in range(dice.choice((0, 1, 4, 13)))]
    if sitting.session.joining == "open":
        for person in people:
            community = dice.choice(("citizen", "ahp", "other"))
            sitting.joins(person, community=community, profession="Paramedics" if community == "ahp" else None)
    for stage in stages[: dice.randint(0, len(stages))]:
        sitting.opens(stage.id)
        for _ in range(len(people) * 4):
            tried(sitting, dice, stage.id, stage.kind, dice.choice(people))
        dice.choice((sitting.closes, sitting.reveals))(stage.id)
    return outcome_of(sitting.session, sitting.now, dice.randint(0, 3))


def tried(sitting: Sitting, dice: Random, stage: str, kind: str, person: str) -> None:
    """Says something in that stage; what is refused is left out."""
    idea, order = dice.choice("abcd"), tuple((i,) for i in dice.sample("abcd", dice.randint(1, 4)))
    scale = dice.choice(("importance", "ease", "worth", "cost"))
    said: dict[str, Any] = {
        "vote": asking.Vote(stage, idea, dice.choice(("agree", "unsure", "disagree"))),
        "dots": asking.PlaceDots(stage, idea, dice.randint(1, 3)),
        "rate": asking.Rate(stage, idea, scale, dice.randint(1, 5)),
        "rank": asking.Rank(stage, order),
        "discuss": asking.Comment(stage, idea, "A comment", f"c{dice.getrandbits(64)}"),
    }
    try:
        if kind in said:
            sitting.says(person, said[kind])
            if kind == "discuss":
                sitting.host(asking.CheckComment(comment=said[kind].comment))
    except Refusal:
        pass


def test_it_is_a_schema_of_2020_12() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert jsonschema_rs.meta.is_valid(SCHEMA)


def test_every_outcome_keeps_to_the_schema() -> None:
    seed = a_seed()
    dice = Random(seed)
    for _ in range(40):
        told = json.loads(json.dumps(a_random_outcome(dice)))
        wrong = [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in KNOWS.iter_errors(told)]
        assert not wrong, wrong[:5]


@pytest.mark.parametrize("harm", ["missing", "more", "kind", "cell", "share", "extra figure"])
def test_what_is_no_outcome_is_told(harm: str) -> None:
    sitting = Sitting("vote")
    sitting.joins("ann")
    sitting.opens("vote")
    sitting.votes("ann", "a", "agree")
    told: Any = json.loads(json.dumps(outcome_of(sitting.session, 0.0)))
    assert KNOWS.is_valid(told)
    harmed = deepcopy(told)
    idea = harmed["stages"][0]["ideas"][0]
    match harm:
        case "missing":
            del harmed["participants"]
        case "more":
            harmed["people"] = ["ann"]
        case "kind":
            harmed["stages"][0]["kind"] = "poll"
        case "cell":
            del idea["communities"]["citizen"]["answered"]
        case "share":
            idea["communities"]["citizen"]["share"] = 66.7
        case "extra figure":
            idea["average"] = 0.5
    assert not KNOWS.is_valid(harmed)
