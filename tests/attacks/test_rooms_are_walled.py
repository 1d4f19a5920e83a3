"""S3: ids of one workshop or programme, sent to the doors of another: nothing is read, and nothing is changed."""

from __future__ import annotations

import json
import random
import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.attacks.crawling import LOOKING
from tests.attacks.whole_house import WholeHouse, pages_of
from tests.serving import serving

pytestmark = pytest.mark.check
OURS = [f"Larch words {n}" for n in range(12)]
THEIRS = [f"Walnut words {n}" for n in range(12)]
Swap = dict[str, str]


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[WholeHouse, WholeHouse]]:
    """Two programmes on one server, each with a workshop, written by the same calls in the same order."""
    with serving(tmp_path_factory.mktemp("walls") / "data", action_limit="0") as server:
        ours, theirs = WholeHouse(server, OURS, people=8), WholeHouse(server, THEIRS, people=8)
        for house in (ours, theirs):
            asked = house.call("GET", f"{house.at}/listening")["questions"]
            questions = [{"id": one["id"], "text": one["text"]} for one in asked]
            questions[1]["text"] = f"{house.texts[0]}?"  # nobody has answered this one yet
            house.call("PUT", f"{house.at}/listening", {"title": "Tell us", "open": True, "questions": questions})
        yield ours, theirs
        ours.close()
        theirs.close()


def partners(ours: WholeHouse, theirs: WholeHouse) -> Swap:
    """Each id of ours with the one that stands in the same place next door."""
    assert {name: len(ids) for name, ids in ours.ids.items()} == {name: len(ids) for name, ids in theirs.ids.items()}
    found = {a: b for name in ours.ids for a, b in zip(ours.ids[name], theirs.ids[name], strict=True)}
    return found | {ours.code: theirs.code}


def rows_of(house: WholeHouse, of: WholeHouse) -> set[str]:
    """All rows of the database that hold an id of this house, as text."""
    ids = {id for several in of.ids.values() for id in several}
    with sqlite3.connect(f"file:{house.server.data}/common-ground.db?mode=ro", uri=True) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [(table, *row) for table in tables for row in db.execute(f'SELECT * FROM "{table}"')]
    known = re.compile("|".join(map(re.escape, sorted(ids))))
    return {text for row in rows if known.search(text := repr(row))}


def swapped(value: Any, swap: Swap) -> Any:
    """The same with these ids exchanged, wherever they stand; actions get ids of their own."""
    text = json.dumps(value)
    for mine, other in swap.items():
        text = text.replace(f'"{mine}"', f'"{other}"')
    changed = json.loads(text)
    return [_renewed(one) for one in changed] if isinstance(changed, list) else changed


def _renewed(action: Any) -> Any:
    return action | {"id": f"again-{random.getrandbits(64)}"} if isinstance(action, dict) and "do" in action else action


def ids_in(path: str, body: Any, known: Swap) -> list[str]:
    text = path + json.dumps(body)
    return [id for id in known if f"/{id}" in path or f'"{id}"' in text]


def test_ids_cannot_be_guessed(houses: tuple[WholeHouse, WholeHouse]) -> None:
    """All ids are 128 bits and more in 22 letters, none twice, and none begins like another."""
    ids = [id for house in houses for name, several in house.ids.items() for id in several if name != "remark"]
    assert all(re.fullmatch(r"[\w-]{22,}", id, re.A) for id in ids), [id for id in ids if len(id) < 22]
    assert len({id[:8] for id in ids}) == len(set(ids)) == len(ids)


def test_a_participant_reaches_no_other_room_by_any_id(houses: tuple[WholeHouse, WholeHouse]) -> None:
    """All that participants sent next door, and here with each id exchanged, by somebody of our own room."""
    ours, theirs = houses
    swap, before, tried = partners(ours, theirs), rows_of(ours, theirs), 0
    token = {"Authorization": f"Bearer {ours.people[0].token}"}
    with httpx.Client(base_url=ours.server.url, headers=token, trust_env=False, timeout=20) as http:
        for _, method, path, body in [call for call in ours.calls if call[2] == "/actions"]:
            known = ids_in(path, body, swap)
            for chosen in [{id: swap[id]} for id in known] + [{id: swap[id] for id in known}]:
                for action in swapped(body, chosen):
                    if not any(other in json.dumps(action) for other in chosen.values()):
                        continue
                    answer = http.request(method, f"/api/v1{path}", json=[action])
                    tried += 1
                    acks = answer.json().get("acks", [])
                    assert all(not ack["ok"] for ack in acks), (action, acks)
                    assert "Walnut" not in answer.text, action
    assert tried > 50
    assert rows_of(ours, theirs) == before


def test_a_pass_reaches_no_other_room_by_any_id(houses: tuple[WholeHouse, WholeHouse]) -> None:
    """Every call that our host made, with ids exchanged, by a second host who has a pass for our workshop alone."""
    ours, theirs = houses
    before = rows_of(ours, theirs)
    headers = {"Cookie": f"cg_pass={ours.helper}", "Origin": ours.server.url}
    with httpx.Client(base_url=ours.server.url, headers=headers, trust_env=False, timeout=20) as http:
        for method, path, body, chosen in _mixed(ours, partners(ours, theirs)):
            answer = http.request(method, f"/api/v1{path}", json=body)
            assert "Walnut" not in answer.text, (method, path, chosen)
            assert answer.status_code < 500, (method, path, answer.text[:200])
        for address in pages_of(theirs, LOOKING):
            if not address.startswith(("/listen", "/join", "/help")) and not address.endswith(("/board", "/version")):
                assert "Walnut" not in http.get(address).text, address
    assert rows_of(ours, theirs) == before


def test_programmes_do_not_mix_even_for_an_organiser(houses: tuple[WholeHouse, WholeHouse]) -> None:
    """Each call that named several ids, with one of them taken from next door: what is theirs stays as it was."""
    ours, theirs = houses
    swap, before, tried = partners(ours, theirs), rows_of(ours, theirs), 0
    headers = {"Authorization": f"Bearer {ours.server.token}"}
    with httpx.Client(base_url=ours.server.url, headers=headers, trust_env=False, timeout=20) as http:
        for method, path, body, chosen in _mixed(ours, swap):
            if len(ids_in(path, body, swap)) and chosen[1] > 1:  # with its only id exchanged it is a call to next door
                answer = http.request(method, f"/api/v1{path}", json=body)
                tried += 1
                assert answer.status_code < 500, (method, path, answer.text[:200])
                assert "Walnut" not in answer.text, (method, path, body, answer.text[:300])
    assert tried > 50
    assert rows_of(ours, theirs) == before


def _mixed(ours: WholeHouse, swap: Swap) -> Iterator[tuple[str, str, Any, tuple[str, int]]]:
    """The host's calls with one id each exchanged; and how many ids the call names."""
    seen: set[tuple[tuple[str, str, bool, int], str]] = set()
    for who, method, path, body in list(ours.calls):
        if who != "host" or path.endswith(("/finish", "/publish")):
            continue
        known = ids_in(path, body, swap)
        for id in known:
            at = path.replace(id, swap[id])
            shape = (method, re.sub(r"[\w-]{22,}", "*", path), id in path, len(known))
            if (shape, id) not in seen and sum(1 for one, _ in seen if one == shape) < 10:
                seen.add((shape, id))
                yield method, at, swapped(body, {id: swap[id]}), (id, len(known))


def test_a_file_of_one_programme_holds_no_word_of_another(houses: tuple[WholeHouse, WholeHouse]) -> None:
    ours, theirs = houses
    at = f"/api/v1/programmes/{ours.programme}"
    with httpx.Client(base_url=ours.server.url, trust_env=False, timeout=60) as http:
        http.headers["Authorization"] = f"Bearer {ours.server.token}"
        for path in (f"{at}/strategy", f"{at}/strategy/export?format=md", f"{at}/across", f"{at}/contributions"):
            assert "Walnut" not in http.get(path).text, path
        for path in (path for path in LOOKING if "{" in path):
            address = next(iter(pages_of(ours, [path])), None)
            assert address is None or "Walnut" not in http.get(address).text, path
    assert theirs.programme != ours.programme
