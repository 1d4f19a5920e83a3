"""Hosting beside the steps, over the real doors: the run sheet while live, people unnamed, look-alikes, the log."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from typing import Any

import httpx
import pytest

from tests.people import Organiser, Workshop, an_action, join
from tests.serving import Server

STEPS = (
    {"kind": "discuss", "title": "Talk", "settings": {"minutes": 5}}, {"kind": "break", "title": "Tea"},
    {"kind": "gather", "title": "More ideas"}, {"kind": "vote", "title": "The vote"},
)  # fmt: skip


class Console:
    """A host with a token, who presses plain forms."""

    def __init__(self, server: Server, workshop: Workshop) -> None:
        self.at, self.workshop = f"{server.url}/sessions/{workshop.id}/console", workshop
        self.http = httpx.Client(headers={"Authorization": f"Bearer {server.token}"}, trust_env=False, timeout=20)

    def looks(self) -> str:
        return self.http.get(self.at).raise_for_status().text

    def sends(self, deed: str, status: int = 303, **form: Any) -> httpx.Response:
        version = str(self.workshop.shown()["version"])
        answer = self.http.post(f"{self.at}/{deed}", data={"expected_version": version} | form)
        assert answer.status_code == status, f"{deed}: {answer.status_code} {answer.text[:400]}"
        return answer

    def titles(self) -> list[str]:
        return [stage["title"] for stage in self.workshop.shown()["stages"]]


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop(*STEPS)


@pytest.fixture
def console(server: Server, workshop: Workshop) -> Console:
    return Console(server, workshop)


def says(server: Server, workshop: Workshop, stage: int, do: str, *texts: str) -> tuple[str, list[str]]:
    """One citizen → their token, and the ids of what they said."""
    token = asyncio.run(join(server, workshop.code, [{"community": "citizen"}]))[0]["token"]
    return token, say_more(server, workshop, token, stage, do, *texts)


def say_more(server: Server, workshop: Workshop, token: str, stage: int, do: str, *texts: str) -> list[str]:
    more = {"idea": workshop.ideas["r0"]} if do == "comment" else {}
    actions = [an_action(workshop.stages[stage], do, text=text, **more) for text in texts]
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.post(f"{server.url}/api/v1/actions", json=actions, headers=headers, trust_env=False)
    return [ack.get("comment") or ack.get("suggestion") or ack["error"]["code"] for ack in answer.json()["acks"]]


def test_steps_that_were_not_opened_move_and_those_that_were_stay(console: Console, workshop: Workshop) -> None:
    console.sends("sheet", do="down", stage=workshop.stages[1])
    assert console.titles() == ["Talk", "More ideas", "Tea", "The vote"]
    console.sends("sheet", do="up", stage=workshop.stages[3])
    assert console.titles() == ["Talk", "More ideas", "The vote", "Tea"]
    page = console.looks()
    assert re.search(rf'disabled id="do-up-{workshop.stages[2]}"', page), "nothing goes before what was opened"
    stale = console.http.post(
        f"{console.at}/sheet", data={"expected_version": "1", "do": "up", "stage": workshop.stages[1]}
    )
    assert stale.status_code == 409
    assert console.titles()[-1] == "Tea"


def test_a_step_is_added_and_a_finished_one_repeated_right_after_the_step_of_now(
    server: Server, console: Console, workshop: Workshop
) -> None:
    _, (comment,) = says(server, workshop, 0, "comment", "Kept")
    console.sends("sheet", do="add", kind="break", title=" A pause  for air ", minutes="2,5")
    assert console.titles()[:2] == ["Talk", "A pause for air"]
    assert workshop.shown()["stages"][1]["settings"]["minutes"] == 2.5
    console.sends("next", stage=workshop.shown()["stages"][1]["id"], sure="true")
    console.sends("sheet", do="repeat", stage=workshop.stages[0])
    assert console.titles()[:3] == ["Talk", "A pause for air", "Talk"]
    again = workshop.shown()["stages"][2]
    console.sends("next", stage=again["id"], sure="true")
    assert [stage["state"] for stage in workshop.shown()["stages"]][:3] == ["closed", "closed", "open"]
    comments = workshop.host.gets(f"/sessions/{workshop.id}/comments")["comments"]
    assert [one["id"] for one in comments] == [comment], "what was said in the first round stands"
    for wrong in ({"kind": "dance"}, {"kind": "vote", "minutes": "soon"}, {"kind": "vote", "minutes": "-1"},
                  {"kind": "vote", "minutes": "nan"}):  # fmt: skip
        assert console.sends("sheet", 422, do="add", **wrong).status_code == 422
    assert len(console.titles()) == 6


def test_a_step_that_stays_open_for_days_says_a_date_and_not_a_countdown(
    console: Console, organiser: Organiser, server: Server
) -> None:
    ballot = Console(server, organiser.workshop({"kind": "rank", "settings": {"minutes": 14 * 24 * 60}}))
    page = ballot.looks()
    assert re.search(r'Open until <strong><time data-moment="[\d.]+">\d+ \w+, \d\d:\d\d</time>', page)
    assert 'id="timer"' not in page
    assert "Add 1 day" in page
    assert "minutes late" not in page
    assert 'id="timer"' in console.looks()


def test_muting_by_a_comment_stops_its_writer_and_names_nobody(
    server: Server, console: Console, workshop: Workshop
) -> None:
    token, (comment,) = says(server, workshop, 0, "comment", "Loud")
    assert token.split(".")[2] not in console.looks(), "a page holds no participant's id"
    console.sends("person", mute=comment)
    assert say_more(server, workshop, token, 0, "comment", "Louder") == ["not_allowed"]
    assert "Muted: this phone sends no comments" in console.looks()
    console.sends("person", unmute=comment)
    assert say_more(server, workshop, token, 0, "comment", "Calm") != ["not_allowed"]
    assert console.sends("person", 404, mute="nothing known").status_code == 404
    assert console.sends("person", 400).status_code == 400


def test_removing_a_person_asks_once_and_takes_everything_of_theirs(
    server: Server, console: Console, workshop: Workshop
) -> None:
    token, (comment, _) = says(server, workshop, 0, "comment", "One", "Two")
    says(server, workshop, 0, "comment", "Of another")
    asked = console.sends("person", 200, remove=comment)
    assert "Remove this person?" in asked.text
    assert "2 comments or ideas are theirs" in asked.text
    assert workshop.shown()["here"]["citizen"] == 2
    console.sends("person", remove=comment, sure="true")
    assert workshop.shown()["here"]["citizen"] == 1
    left = workshop.host.gets(f"/sessions/{workshop.id}/comments")["comments"]
    assert [one["text"] for one in left] == ["Of another"]
    gone = httpx.get(f"{server.url}/api/v1/me", headers={"Authorization": f"Bearer {token}"}, trust_env=False)
    assert gone.status_code == 401


def test_look_alikes_are_shown_with_both_texts_and_joined_only_when_asked(
    server: Server, console: Console, workshop: Workshop
) -> None:
    workshop.turn("close")
    workshop.turn("open", 2)
    token, (first, _) = says(server, workshop, 2, "suggest", "A bus to the clinic", "Longer opening hours")
    _, (second,) = says(server, workshop, 2, "suggest", "A bus that goes to the clinic")
    page = console.http.get(f"{console.at}/alike").text
    assert "A bus to the clinic" in page
    assert "A bus that goes to the clinic" in page
    assert "Longer opening hours" not in page

    def states() -> dict[str, str]:
        listed = workshop.host.gets(f"/sessions/{workshop.id}/suggestions")["suggestions"]
        return {one["id"]: one["state"] for one in listed}

    assert set(states().values()) == {"waiting"}, "nothing is joined unasked"
    console.sends("alike", first=first, second=second, keep="both")
    assert "No two ideas look alike now" in console.http.get(f"{console.at}/alike").text
    (third,) = say_more(server, workshop, token, 2, "suggest", "The bus to the clinic")
    page = console.http.get(f"{console.at}/alike").text
    assert "The bus to the clinic" in page
    console.sends("alike", first=first, second=third, keep="first")
    assert states()[third] == "merged"
    assert states()[first] == "waiting"
    console.sends("alike", 422, first=first, second=third, keep="neither")
    console.sends("alike", 422, first=third, second="unknown", keep="first")


def test_the_host_turns_the_spotlight_from_comment_to_comment_and_round_the_end(
    server: Server, console: Console, workshop: Workshop
) -> None:
    token, ids = says(server, workshop, 0, "comment", "First")
    for text in ("Second", "Third"):
        ids += say_more(server, workshop, token, 0, "comment", text)
    console.sends("rotate", 404, by="1")
    for comment in ids:
        console.sends("check", allow=comment)
    newest_first = ids[::-1]

    def lit() -> list[str]:
        comments = workshop.host.gets(f"/sessions/{workshop.id}/comments")["comments"]
        return [one["id"] for one in comments if one["spotlight"]]

    seen = []
    for _ in range(4):
        console.sends("rotate", by="1")
        seen += lit()
    assert seen == [*newest_first, newest_first[0]]
    console.sends("rotate", by="-1")
    assert lit() == [newest_first[-1]]


def test_the_moderation_log_names_nobody_quotes_nobody_and_starts_no_formula(
    server: Server, console: Console, workshop: Workshop
) -> None:
    token, (first, second) = says(server, workshop, 0, "comment", "Dr Example is late", "Fine words")
    console.sends("check", hide=first)
    console.sends("check", why=first, reason="=HYPERLINK(“x”)")
    console.sends("check", allow=second)
    console.sends("person", mute=second)
    console.sends("doors", comments_paused="true")
    answer = console.http.get(f"{console.at}/log.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    told = [(row["what"], row["about"], row["community"], row["reason"], row["by"]) for row in rows]
    assert told == [
        ("hidden", "comment", "citizen", "", "host"), ("hidden", "comment", "citizen", "'=HYPERLINK(“x”)", "host"),
        ("allowed", "comment", "citizen", "", "host"), ("muted", "person", "citizen", "", "host"),
        ("comments paused, room open", "room", "", "", "host"),
    ]  # fmt: skip
    for secret in ("Dr Example", "Fine words", token.split(".")[2]):
        assert secret not in answer.text
