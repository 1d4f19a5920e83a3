"""What does not fit is refused in one plain sentence, by either door, and nothing has changed afterwards."""

from __future__ import annotations

import asyncio
import json
import secrets
import sqlite3
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tests.people import Json, Organiser, Phone, Workshop, an_action, join
from tests.serving import Server

LONGEST_SENTENCE = 20
"""Words."""
MARKS = "e" + "\u0301" * 4_999
DOTS = {"kind": "dots", "settings": {"budget": 5, "most_per_idea": 3}}
RANK = {"kind": "rank", "settings": {"places": 2}}
RATE = {"kind": "rate", "settings": {"scales": [{"key": "ease", "label": "Ease"}]}}
GATHER = {"kind": "gather"}
Made = Callable[[Workshop], Json]


def dots(*given: int) -> Made:
    return lambda w: an_action(w.stage, "dots", idea=w.ideas["r0"], dots=given[0])


def order(*refs: str) -> Made:
    return lambda w: an_action(w.stage, "rank", order=[w.ideas[ref] for ref in refs])


def suggestion(text: str) -> Made:
    return lambda w: an_action(w.stage, "suggest", text=text)


BAD: list[tuple[str, Json, Made, str]] = [
    ("over the budget", DOTS, dots(6), "over_budget"),
    ("over what an idea may hold", DOTS, dots(4), "over_budget"),
    ("more places than allowed", RANK, order("r0", "r1", "r2"), "too_many_places"),
    ("an idea twice in one order", RANK, order("r0", "r0"), "repeated_idea"),
    ("a scale that does not exist", RATE,
     lambda w: an_action(w.stage, "rate", idea=w.ideas["r0"], scale="beauty", score=3), "unknown_scale"),
    ("an empty suggestion", GATHER, suggestion(""), "bad_field"),
    ("a suggestion of blanks that nobody sees", GATHER, suggestion(" \u200b\ufeff\n\t "), "bad_field"),
    ("a suggestion of 5,000 combining marks", GATHER, suggestion(MARKS), "too_long"),
]  # fmt: skip


def kept(server: Server, workshop: Workshop) -> tuple[int, dict[str, list[Any]]]:
    """(version, every row that belongs to this session)."""
    stages = ",".join(f"'{stage}'" for stage in workshop.stages)
    which = {
        "participant": "session", "comment": "session", "suggestion": "session", "journal": "session",
        "journal_content": "session", "answer": "stage", "stage_table": "stage", "session": "id",
    }  # fmt: skip
    with sqlite3.connect(f"file:{server.data}/common-ground.db?mode=ro", uri=True) as db:
        rows = {
            table: sorted(map(repr, db.execute(
                f"SELECT * FROM {table} WHERE {column} IN ({stages if column == 'stage' else repr(workshop.id)})"
            )))
            for table, column in which.items()
        }  # fmt: skip
    return workshop.shown()["version"], rows


def is_plain(error: Json) -> bool:
    """One sentence that anybody can read."""
    said = error["message"].rstrip()
    return said.endswith((".", "?")) and len(said.split()) <= LONGEST_SENTENCE and "_" not in said


async def by_both_doors(server: Server, token: str, make: Callable[[], Json]) -> list[Json]:
    """The acks of the same thing: in a list by HTTP, and over the socket."""
    sent = [make(), make()]
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False) as http:
        listed = (await http.post("/api/v1/actions", json=sent)).json()["acks"]
    assert [ack["id"] for ack in listed] == [action["id"] for action in sent]
    async with Phone(server, token) as phone:
        action = make()
        answer = phone.acks[action["id"]] = asyncio.get_running_loop().create_future()
        await phone.socket.send(json.dumps(action, ensure_ascii=False))  # as browsers send it
        return [*listed, await asyncio.wait_for(answer, 20)]


@pytest.mark.parametrize(("stage", "make", "code"), [bad[1:] for bad in BAD], ids=[bad[0] for bad in BAD])
async def test_it_is_refused_by_both_doors_and_changes_nothing(
    server: Server, organiser: Organiser, stage: Json, make: Made, code: str
) -> None:
    workshop = organiser.workshop(stage)
    (person,) = await join(server, workshop.code, [{"community": "citizen"}])
    before = kept(server, workshop)
    acks = await by_both_doors(server, person["token"], lambda: make(workshop))
    assert [(ack["ok"], ack["error"]["code"]) for ack in acks] == [(False, code)] * 3
    assert all(is_plain(ack["error"]) for ack in acks), acks
    assert kept(server, workshop) == before


async def test_a_muted_person_says_nothing_by_either_door_and_their_votes_count(
    server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop("gather", "vote")
    (person,) = await join(server, workshop.code, [{"community": "citizen"}])
    organiser.posts(f"/sessions/{workshop.id}/people/{person['participant']}/mute")
    before = kept(server, workshop)
    acks = await by_both_doors(server, person["token"], lambda: suggestion("A bus")(workshop))
    assert [ack["error"]["code"] for ack in acks] == ["not_allowed"] * 3
    assert all(is_plain(ack["error"]) for ack in acks), acks
    assert kept(server, workshop) == before
    workshop.turn("close")
    workshop.turn("open", 1)
    before = kept(server, workshop)
    remark = {"idea": workshop.ideas["r0"], "text": "A remark"}
    acks = await by_both_doors(server, person["token"], lambda: an_action(workshop.stages[1], "comment", **remark))
    assert [ack["error"]["code"] for ack in acks] == ["not_allowed"] * 3
    assert kept(server, workshop) == before
    async with Phone(server, person["token"]) as phone:
        vote = an_action(workshop.stages[1], "vote", idea=workshop.ideas["r0"], choice="agree")
        assert (await phone.does(vote))["ok"], "only words are stopped"


async def test_a_removed_person_does_nothing_by_either_door(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    (person,) = await join(server, workshop.code, [{"community": "citizen"}])
    async with Phone(server, person["token"]) as phone:
        organiser.posts(f"/sessions/{workshop.id}/people/{person['participant']}/remove")
        before = kept(server, workshop)
        with pytest.raises((ConnectionClosed, asyncio.CancelledError)):
            await phone.does(workshop.vote("r0", "agree"))
        await asyncio.wait_for(phone.socket.wait_closed(), 5)
    headers = {"Authorization": f"Bearer {person['token']}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False) as http:
        answer = await http.post("/api/v1/actions", json=[workshop.vote("r0", "agree")])
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_signed_in")
    assert is_plain(answer.json()["error"])
    assert kept(server, workshop) == before


@pytest.fixture(scope="module")
def typist(server: Server) -> str:
    """The cookie of somebody signed in who types ballots in."""
    link = server.command("link", "--email", "typist@example.org").strip().rpartition("/")[2]
    return httpx.post(f"{server.url}/sign-in/{link}", trust_env=False).cookies["cg_signed_in"]


@pytest.mark.parametrize("named", ["stage", "idea"])
def test_paper_that_names_another_sessions_stage_or_idea_is_refused_by_call_and_by_form(
    server: Server, organiser: Organiser, typist: str, named: str
) -> None:
    workshop, other = organiser.workshop("vote"), organiser.workshop("vote")
    stage = other.stage if named == "stage" else workshop.stage
    idea = other.ideas["r0"]
    code = "unknown_stage" if named == "stage" else "unknown_idea"
    before, beside = kept(server, workshop), kept(server, other)
    good = an_action(workshop.stage, "vote", idea=workshop.ideas["r1"], choice="agree")
    bad = an_action(stage, "vote", idea=idea, choice="agree")
    call = organiser.http.post(
        f"/sessions/{workshop.id}/paper", json={"number": "7", "community": "citizen", "answers": [good, bad]}
    )
    assert call.json()["error"]["code"] == code
    assert call.status_code in (404, 422)
    assert is_plain(call.json()["error"])
    assert (kept(server, workshop), kept(server, other)) == (before, beside), "whole or nothing"
    form = {"stage": stage, "number": "7", "community": "citizen", f"answer|{idea}|": "agree",
            f"answer|{workshop.ideas['r1']}|": "agree", "nonce": secrets.token_urlsafe(12)}  # fmt: skip
    page = httpx.post(
        f"{server.url}/sessions/{workshop.id}/paper", data=form, cookies={"cg_signed_in": typist},
        headers={"Origin": server.url}, trust_env=False,
    )  # fmt: skip
    assert page.status_code in (404, 422), page.status_code
    assert (kept(server, workshop), kept(server, other)) == (before, beside)


def test_a_file_with_the_reference_of_an_idea_that_was_parked_is_taken_but_for_that_row(organiser: Organiser) -> None:
    programme, ideas = organiser.programme({"r0": "An idea", "r1": "Another"})
    organiser.posts(f"/programmes/{programme}/ideas/{ideas['r0']}/park", {"reason": "not now"})
    table = b"ref,text\nr0,Quite another\nr2,A new one\n"
    for dry_run in ("true", "false"):
        told = organiser.http.post(
            f"/programmes/{programme}/ideas/import?dry_run={dry_run}", files={"file": ("ideas.csv", table)}
        ).json()
        assert [row["text"] for row in told["created"]] == ["A new one"]
        assert [(row["row"], row["column"]) for row in told["rejected"]] == [(2, "ref")]
        assert "parked" in told["rejected"][0]["message"]
