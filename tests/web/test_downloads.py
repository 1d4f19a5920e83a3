"""Downloads through their door: real files of a real session."""

from __future__ import annotations

import csv
import io
import zipfile

import httpx

from tests.conversation import made_up
from tests.people import Organiser, join
from tests.replaying import Replay, planned
from tests.serving import Server

KINDS = {
    "csv": "application/zip",
    "polis": "application/zip",
    "preflib": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def get(server: Server, session: str, kind: str, token: str | None = None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token or server.token}"}
    url = f"{server.url}/api/v1/sessions/{session}/export"
    return httpx.get(url, params={"format": kind}, headers=headers, timeout=60, trust_env=False)


async def test_a_conversation_comes_out_of_every_file_as_it_went_in(server: Server, organiser: Organiser) -> None:
    conversation = made_up(7)
    replay = await Replay.of(server, planned(organiser, conversation), conversation)
    await replay.everyone_sends()
    workshop = replay.workshop
    organiser.posts(f"/sessions/{workshop.id}/finish")
    told = workshop.outcomes()
    files = {kind: get(server, workshop.id, kind) for kind in (*KINDS, "json")}
    for kind, answer in files.items():
        assert answer.status_code == 200, answer.text
        assert f"{workshop.id}" in answer.headers["content-disposition"]
        assert answer.headers["content-type"] == KINDS.get(kind, "application/json")
    assert files["json"].json() == told
    rows = _csv(files["csv"], "outcomes.csv")
    counted = {(row["ref"], row["community"]): row for row in rows}
    for ref, cells in conversation.tally().items():
        for community, cell in cells.items():
            assert {name: int(counted[ref, community][name]) for name in cell} == cell
    votes = _csv(files["polis"], "votes.csv")
    assert len(votes) == sum(sum(cell.values()) for cells in conversation.tally().values() for cell in cells.values())


async def test_only_those_who_may_take_a_file_away(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    ann = (await join(server, workshop.code, [{"community": "citizen"}]))[0]["token"]
    assert get(server, workshop.id, "csv", ann).status_code == 403
    assert get(server, workshop.id, "csv", "nobody").status_code == 401
    wrong = get(server, workshop.id, "exe")
    assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "format")
    assert get(server, "no-such-session", "csv").status_code == 404


def _csv(answer: httpx.Response, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"), newline="")))
