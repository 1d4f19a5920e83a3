"""Paper by the API: each sheet is one person, counted once however often it is typed in."""

from __future__ import annotations

import pytest

from tests.people import Json, Organiser, Workshop, an_action
from tests.serving import Server


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop("vote", "discuss")


def sheet(workshop: Workshop, number: str | None, *choices: str, **more: object) -> Json:
    answers = [workshop.vote(f"r{n}", choice) for n, choice in enumerate(choices)]
    return {"community": "citizen", "answers": answers} | ({"number": number} if number else {}) | more


def entered(workshop: Workshop, sheet: Json) -> tuple[int, Json]:
    answer = workshop.host.http.post(f"/sessions/{workshop.id}/paper", json=sheet)
    return answer.status_code, answer.json()


def test_a_sheet_counts_like_a_phone_and_is_told_apart(workshop: Workshop) -> None:
    for number in ("7", None):
        status, answer = entered(workshop, sheet(workshop, number, "agree", "disagree"))
        assert status == 201
        assert answer["participant"]
    assert workshop.tally()["r0"]["citizen"]["agree"] == 2
    people = workshop.outcomes()["participants"]
    assert (people["citizen"], people["by_channel"]) == (2, {"phone": 0, "paper": 2})


@pytest.mark.parametrize("number", ["7", None])
def test_the_same_ids_again_get_the_first_answer_and_add_nobody(workshop: Workshop, number: str | None) -> None:
    same = sheet(workshop, number, "agree", "disagree")
    first = entered(workshop, same)
    again = entered(workshop, same)
    assert (first[0], again[0]) == (201, 200)
    assert (again[1]["participant"], again[1]["version"]) == (first[1]["participant"], first[1]["version"])
    assert workshop.shown()["here"]["citizen"] == 1


def test_the_same_number_typed_anew_with_the_same_answers_adds_nobody(workshop: Workshop) -> None:
    first = entered(workshop, sheet(workshop, "7", "agree"))[1]
    status, again = entered(workshop, sheet(workshop, "7", "agree"))
    assert (status, again["participant"]) == (200, first["participant"])


def test_the_same_number_with_other_answers_differs_until_it_is_replaced(workshop: Workshop) -> None:
    entered(workshop, sheet(workshop, "7", "agree", "agree"))
    status, answer = entered(workshop, sheet(workshop, "7", "disagree"))
    assert (status, answer["error"]["code"]) == (409, "ballot_differs")
    assert answer["error"]["version"] == workshop.shown()["version"]
    settled = sheet(workshop, "7", "disagree", replace=True, reason="typed wrongly")
    assert entered(workshop, settled)[0] == 201
    assert (workshop.tally()["r0"]["citizen"], workshop.tally()["r1"]["citizen"]) == (
        {"agree": 0, "unsure": 0, "disagree": 1}, {"agree": 0, "unsure": 0, "disagree": 0},
    )  # fmt: skip


def test_a_sheet_with_one_bad_answer_is_refused_whole(workshop: Workshop) -> None:
    bad = sheet(workshop, "7", "agree")
    for wrong, code in (
        (an_action(workshop.stage, "vote", idea="nowhere", choice="agree"), "unknown_idea"),
        (an_action(workshop.stage, "vote", idea=workshop.ideas["r1"], choice="maybe"), "bad_choice"),
        (an_action(workshop.stage, "withdraw", comment="c"), "bad_field"),
        ({"no": "action"}, "bad_field"),
        (7, "malformed"),
    ):
        status, answer = entered(workshop, bad | {"answers": [*bad["answers"], wrong]})
        assert (status in (400, 422), answer["error"]["code"]) == (True, code)
    assert entered(workshop, bad | {"profession": "Wizards"})[1]["error"]["field"] == "profession"
    assert entered(workshop, bad | {"community": "martian"})[1]["error"]["field"] == "community"
    assert workshop.shown()["here"]["citizen"] == 0


def test_paper_waits_for_no_clock_but_for_the_reveal(workshop: Workshop) -> None:
    workshop.turn("close")
    assert entered(workshop, sheet(workshop, "7", "agree"))[0] == 201
    workshop.turn("reveal")
    status, answer = entered(workshop, sheet(workshop, "8", "agree"))
    assert (status, answer["error"]["code"]) == (409, "stage_closed")
    workshop.turn("reopen")
    assert entered(workshop, sheet(workshop, "8", "agree"))[0] == 201


def test_a_comment_on_paper_comes_to_the_host_first(workshop: Workshop) -> None:
    comment = an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text="Written by hand")
    assert entered(workshop, {"community": "ahp", "answers": [comment]})[0] == 201
    (found,) = workshop.host.gets(f"/sessions/{workshop.id}/comments?state=waiting")["comments"]
    assert (found["text"], found["community"]) == ("Written by hand", "ahp")


def test_the_same_ids_on_the_ballot_of_another_number_are_another_person(organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    for number, choice in (("1", "agree"), ("2", "disagree")):
        again = {"answers": [workshop.vote("r0", choice) | {"id": "question-1"}]}
        assert entered(workshop, sheet(workshop, number) | again)[0] == 201
    assert workshop.tally()["r0"]["citizen"] == {"agree": 1, "unsure": 0, "disagree": 1}


def test_the_same_ids_in_two_workshops_take_nobody_from_the_other(organiser: Organiser) -> None:
    first, second = organiser.workshop("vote"), organiser.workshop("vote")
    people = set()
    for workshop in (first, second):
        again = {"answers": [workshop.vote("r0", "agree") | {"id": "question-1"}]}
        people.add(entered(workshop, sheet(workshop, "1") | again)[1]["participant"])
    assert len(people) == 2


@pytest.mark.parametrize("number", ["7", None])
def test_another_host_who_enters_the_same_sheet_enters_nothing_twice(
    workshop: Workshop, server: Server, number: str | None
) -> None:
    same = sheet(workshop, number, "agree")
    same["answers"].append(an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text="Evenings too"))
    first = entered(workshop, same)
    with Organiser(server, server.command("token", "--name", "another host").strip()) as other:
        again = other.http.post(f"/sessions/{workshop.id}/paper", json=same)
    assert (first[0], again.status_code) == (201, 200)
    assert again.json() == first[1]
    assert len(workshop.host.gets(f"/sessions/{workshop.id}/comments")["comments"]) == 1
    typed_anew = same | {"answers": [workshop.vote("r0", "agree"), same["answers"][1]]}
    assert entered(workshop, typed_anew)[0] == (200 if number else 201), "without a number it is another sheet"


def test_sheets_that_use_the_same_ids_keep_their_own_comments(workshop: Workshop) -> None:
    """A program may number its comments anew on each sheet."""
    for n in range(3):
        said = an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text=f"Comment {n}") | {"id": "c1"}
        twice = {**said, "text": "The same id again"}
        body = sheet(workshop, None, "agree")
        body["answers"] += [said, twice]
        assert entered(workshop, body)[0] == 201
    comments = workshop.host.gets(f"/sessions/{workshop.id}/comments")["comments"]
    assert sorted(comment["text"] for comment in comments) == ["Comment 0", "Comment 1", "Comment 2"]


def test_a_number_and_an_id_that_change_places_are_two_comments(workshop: Workshop) -> None:
    for number, id in (("1", "2"), ("2", "1")):
        said = an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text=f"Of sheet {number}") | {"id": id}
        assert entered(workshop, {"number": number, "community": "citizen", "answers": [said]})[0] == 201
    assert len(workshop.host.gets(f"/sessions/{workshop.id}/comments")["comments"]) == 2


def test_blank_sheets_without_numbers_are_as_many_people(workshop: Workshop) -> None:
    people = {entered(workshop, sheet(workshop, None))[1]["participant"] for _ in range(2)}
    assert len(people) == 2
    assert workshop.shown()["here"]["citizen"] == 2


def test_once_results_are_shown_a_number_stays_in_its_community(organiser: Organiser) -> None:
    """Moved to the other, it would take one vote from a figure that everybody saw and add it to another."""
    workshop = organiser.workshop("vote", "vote")
    assert entered(workshop, sheet(workshop, "7", "disagree"))[0] == 201
    other = sheet(workshop, "7", "disagree", community="ahp", replace=True, reason="ticked the wrong box")
    assert entered(workshop, other)[0] == 201, "nobody has seen anything yet"
    assert workshop.tally()["r0"]["ahp"]["disagree"] == 1
    workshop.turn("close")
    workshop.turn("reveal")
    workshop.turn("open", 1)
    vote = an_action(workshop.stages[1], "vote", idea=workshop.ideas["r0"], choice="agree")
    back = {"number": "7", "community": "citizen", "answers": [vote], "replace": True, "reason": "no, it was right"}
    status, answer = entered(workshop, back)
    assert (status, answer["error"]["code"], answer["error"]["field"]) == (409, "stage_closed", "community")
    assert answer["error"]["version"] == workshop.shown()["version"]
    assert entered(workshop, back | {"community": "ahp"})[0] == 201
