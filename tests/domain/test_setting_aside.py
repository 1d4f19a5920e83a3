"""Setting people aside: what they gave counts nowhere, is not lost, and nobody can be picked out of the difference."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain import asking
from app.domain.late_changes import must_wait
from app.domain.opinion_groups import votes_in
from app.domain.outcome_tables import about_of
from app.domain.outcomes import outcome_of, public_stage
from app.domain.preflib import preflib_files
from app.domain.selecting import figures_as_shown, stage_figures
from tests.builders import Sitting, a_stage, open_sitting, refused

FEW = ("ann", "ben", "cay", "dan", "eve", "fay", "gus", "hal")
MANY = tuple(f"p{n}" for n in range(40))


def aside(sitting: Sitting, *people: str, back: bool = False, reason: str = "host") -> Any:
    return sitting.host(asking.SetPeopleAside(participants=people, aside=not back, reason=reason))


def voted(*people: str) -> Sitting:
    """A vote in which everybody agrees with idea a; people in odd places disagree with b."""
    sitting = open_sitting("vote", *people)
    for n, person in enumerate(people):
        sitting.votes(person, "a", "agree")
        sitting.votes(person, "b", ("agree", "disagree")[n % 2])
    return sitting


def agreeing(sitting: Sitting, community: str = "citizen", aside_too: bool = False) -> int:
    figures = stage_figures(sitting.session, sitting.session.stages["vote"], aside_too)
    return int(figures["ideas"][0]["communities"][community]["agree"])


def test_who_is_set_aside_counts_nowhere_and_counts_again_afterwards() -> None:
    sitting = voted(*FEW)
    assert agreeing(sitting) == 4
    aside(sitting, "ann", "cay", reason="quick")
    assert (agreeing(sitting), agreeing(sitting, aside_too=True)) == (2, 4)
    assert sorted(person.id for person in sitting.session.counted()) == sorted(set(FEW) - {"ann", "cay"})
    assert "ann" not in votes_in(sitting.session).people
    aside(sitting, "ann", "cay", back=True)
    assert agreeing(sitting) == 4


def test_what_they_answer_while_they_are_set_aside_is_kept_for_later() -> None:
    sitting = voted(*FEW)
    aside(sitting, "ann")
    sitting.votes("ann", "a", "disagree")
    assert agreeing(sitting) == 3
    aside(sitting, "ann", back=True)
    figures = stage_figures(sitting.session, sitting.session.stages["vote"])
    assert figures["ideas"][0]["communities"]["citizen"]["disagree"] == 1


def test_what_they_wrote_and_said_me_too_to_is_not_shown() -> None:
    sitting = open_sitting("discuss", *FEW)
    sitting.comments("ann", "Hers", "c1")
    sitting.comments("ben", "His", "c2")
    for comment in ("c1", "c2"):
        sitting.host(asking.CheckComment(comment=comment, verdict="allowed"))
    sitting.says("ann", asking.Support("", "c2", True))
    sitting.says("cay", asking.Support("", "c2", True))
    aside(sitting, "ann")
    said = outcome_of(sitting.session, sitting.now)["stages"][0]["ideas"][0]["comments"]
    assert [(c["text"], c["support"]) for c in said] == [("His", 1)]


def test_a_table_of_one_who_is_set_aside_is_left_out_and_a_shared_one_stays() -> None:
    sitting = Sitting(a_stage("rank", "tables", by="table"))
    sitting.joins(*FEW)
    sitting.opens("tables")
    sitting.says("ann", asking.Rank("tables", (("b",), ("a",))))
    sitting.host(asking.SeatPerson("tables", participant="ben", table=2))
    sitting.host(asking.SeatPerson("tables", participant="cay", table=2))
    sitting.says("ben", asking.Rank("tables", (("a",), ("b",))))
    stage = sitting.session.stages["tables"]
    assert stage_figures(sitting.session, stage)["tables"]["counted"] == 2
    aside(sitting, "ann", "cay")
    figures = stage_figures(sitting.session, stage)
    assert figures["tables"]["counted"] == 1
    assert figures["tables"]["order"][0]["idea"] == "a"
    assert figures["ballots"]["citizen"] == 1
    assert [line for line in preflib_files(sitting.session)["ranking-1-all.toi"].splitlines() if line[0] == "1"] == [
        "1: 1,2"
    ]


def test_the_outcome_says_how_many_and_why_and_holds_both_totals() -> None:
    sitting = voted(*FEW)
    before = outcome_of(sitting.session, sitting.now)
    assert before["set_aside"] == {"people": 0, "communities": dict.fromkeys(("citizen", "ahp", "other"), 0),
                                   "reasons": {}}  # fmt: skip
    assert "with_set_aside" not in before["stages"][0]
    aside(sitting, "ann", "ben", reason="same")
    aside(sitting, "cay")
    after = outcome_of(sitting.session, sitting.now)
    assert after["set_aside"]["people"] == 3
    assert after["set_aside"]["communities"] == {"citizen": 2, "ahp": 1, "other": 0}
    assert after["set_aside"]["reasons"] == {"same": 2, "host": 1}
    assert after["participants"]["citizen"] == 2
    stage = after["stages"][0]
    assert stage["ballots"]["citizen"] == 2
    assert stage["with_set_aside"]["ballots"]["citizen"] == 4
    assert "with_set_aside" not in public_stage(stage)
    assert "the same answers as others at the same time: 2" in after["method"]["set_aside"]
    assert ["set_aside", 3] in list(about_of(after).rows)
    assert ["joining", "open"] in list(about_of(after).rows)


def test_nobody_can_be_picked_out_of_shown_results_by_setting_them_aside() -> None:
    sitting = voted(*MANY)
    sitting.reveals("vote")
    stage = sitting.session.stages["vote"]
    known = figures_as_shown(sitting.session, stage)
    aside(sitting, MANY[0])
    assert figures_as_shown(sitting.session, stage) == known
    assert agreeing(sitting) == 19
    sitting.ends()
    assert figures_as_shown(sitting.session, stage) == known
    assert must_wait(stage, sitting.session.community_of(aside_too=True), sitting.session.aside)


def test_results_that_were_shown_lose_a_crowd_at_the_end_of_the_workshop_and_not_before() -> None:
    sitting = voted(*MANY)
    sitting.reveals("vote")
    stage = sitting.session.stages["vote"]
    known = figures_as_shown(sitting.session, stage)
    aside(sitting, *MANY[:24])
    assert figures_as_shown(sitting.session, stage) == known
    sitting.ends()
    assert stage.shown is None
    assert figures_as_shown(sitting.session, stage)["ballots"] == {"citizen": 8, "ahp": 8, "other": 0}


def test_after_the_end_a_crowd_goes_at_once_and_a_few_do_not() -> None:
    sitting = voted(*MANY)
    sitting.reveals("vote")
    sitting.ends()
    stage = sitting.session.stages["vote"]
    aside(sitting, *MANY[:24])
    known = figures_as_shown(sitting.session, stage)
    assert known["ballots"]["citizen"] == 8
    aside(sitting, MANY[24])
    assert figures_as_shown(sitting.session, stage) == known


def test_nobody_can_be_picked_out_of_a_report_on_a_step_that_was_closed_and_never_revealed() -> None:
    sitting = voted(*MANY)
    sitting.closes("vote")
    sitting.ends()
    stage = sitting.session.stages["vote"]
    known = figures_as_shown(sitting.session, stage)
    aside(sitting, MANY[0])
    assert figures_as_shown(sitting.session, stage) == known
    aside(sitting, *MANY[1:24])
    assert figures_as_shown(sitting.session, stage)["ballots"] == {"citizen": 8, "ahp": 8, "other": 0}


def test_who_is_left_in_is_not_asked_about_again_and_nothing_changes() -> None:
    sitting = voted(*FEW)
    assert aside(sitting, "ann", back=True) is not None
    assert sitting.session.kept_in == {"ann"}
    assert agreeing(sitting) == 4
    assert aside(sitting, "ann", back=True) is None
    aside(sitting, "ann")
    assert aside(sitting, "ann") is None
    assert not sitting.session.kept_in


def test_who_leaves_is_not_remembered_as_set_aside() -> None:
    sitting = voted(*FEW)
    aside(sitting, "ann")
    sitting.says("ann", asking.RemoveAnswers("ann"))
    assert not sitting.session.aside
    assert outcome_of(sitting.session, sitting.now)["set_aside"]["people"] == 0


@pytest.mark.parametrize(("deed", "field"), [
    (asking.SetPeopleAside(participants=("nobody",)), "participants"),
    (asking.SetPeopleAside(participants=()), "participants"),
    (asking.SetPeopleAside(participants=("ann",), reason="because"), "reason"),
])  # fmt: skip
def test_only_people_who_are_here_are_set_aside_and_for_a_known_reason(deed: asking.SetPeopleAside, field: str) -> None:
    with refused("bad_field", field):
        voted(*FEW).host(deed)


def test_only_a_host_sets_anybody_aside() -> None:
    with refused("not_allowed"):
        voted(*FEW).says("ann", asking.SetPeopleAside(participants=("ben",)))
