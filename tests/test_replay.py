"""A whole conversation over real sockets: tallies exact per idea and community, and nothing counted twice."""

from __future__ import annotations

import csv
import io

import pytest

from tests.chance import a_seed
from tests.conversation import CHANGED, VOTES, data_folder, expected_tallies, made_up, real
from tests.people import Organiser, Workshop
from tests.replaying import Replay, planned
from tests.serving import Server


async def replayed_twice(server: Server, replay: Replay) -> None:
    """Everything once, and again backwards with the same ids: the second time changes nothing."""
    first = await replay.everyone_sends()
    assert len(first) == VOTES
    assert all(ack["ok"] for ack in first.values())
    once = replay.workshop.outcomes()
    assert replay.workshop.tally() == replay.conversation.tally()
    again = await replay.everyone_sends(backwards=True)
    assert again == first
    twice = replay.workshop.outcomes()
    assert (twice["version"], twice["stages"], twice["participants"]) == (
        once["version"], once["stages"], once["participants"],
    )  # fmt: skip


def test_the_made_up_conversation_is_as_large_as_it_says() -> None:
    conversation = made_up(1)
    pairs = {(person, ref) for person, ref, _ in conversation.votes}
    assert (len(conversation.votes), len(conversation.votes) - len(pairs)) == (VOTES, CHANGED)
    assert sum(sum(cell.values()) for row in conversation.tally().values() for cell in row.values()) == len(pairs)


async def test_a_conversation_is_counted_exactly_and_once(server: Server, organiser: Organiser) -> None:
    seed = a_seed()
    conversation = made_up(seed)
    replay = await Replay.of(server, planned(organiser, conversation), conversation)
    await replayed_twice(server, replay)
    people = replay.workshop.outcomes()["participants"]
    communities = list(conversation.people.values())
    assert {c: people[c] for c in ("citizen", "ahp", "other")} == {
        c: communities.count(c) for c in ("citizen", "ahp", "other")
    }


@pytest.mark.check
async def test_a_real_conversation_imported_and_replayed_gives_its_published_tallies(
    server: Server, organiser: Organiser
) -> None:
    folder = data_folder()
    if not folder.is_dir():
        pytest.skip("The real conversation is not here: name its folder in COMMON_GROUND_TEST_DATA.")
    conversation = real(folder)
    replay = await Replay.of(server, imported(organiser, conversation), conversation)
    await replayed_twice(server, replay)
    tally = replay.workshop.tally()
    whole, groups = expected_tallies(folder)
    kinds = ("agree", "unsure", "disagree")
    assert {ref: {k: sum(cell[k] for cell in row.values()) for k in kinds} for ref, row in tally.items()} == whole
    assert {
        (ref, group): row[community]
        for ref, row in tally.items()
        for group, community in (("0", "citizen"), ("1", "ahp"))
        if sum(row[community].values())
    } == {cell: counts for cell, counts in groups.items() if sum(counts.values())}


def imported(organiser: Organiser, conversation: object) -> Workshop:
    """All statements as ideas through the import, whatever anybody thought of them."""
    file = (data_folder() / "comments.csv").read_bytes()
    programme = organiser.posts("/programmes", {"name": "A real conversation"})["id"]
    for dry_run in ("true", "false"):
        answer = organiser.http.post(
            f"/programmes/{programme}/ideas/import?dry_run={dry_run}",
            files={"file": ("comments.csv", file, "text/csv")},
        )
        report = answer.json()
        assert answer.status_code == 200, answer.text
        assert (len(report["created"]), report["duplicates"], report["rejected"]) == (54, [], [])
    ideas = {idea["ref"]: idea["id"] for idea in organiser.gets(f"/programmes/{programme}/ideas")["ideas"]}
    texts = {idea["ref"]: idea["text"] for idea in organiser.gets(f"/programmes/{programme}/ideas")["ideas"]}
    given = csv.DictReader(io.StringIO(file.decode(), newline=""))
    assert texts == {row["comment_id"]: row["comment_body"].strip() for row in given}
    workshop = Workshop(organiser, organiser.session(programme, "vote"), ideas)
    workshop.turn("open")
    return workshop
