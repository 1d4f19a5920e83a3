"""S13: nonsense at every call that our own OpenAPI document describes, and in frames: no call breaks, none opens.

The same runs for a minute among the checks and for ten among the promises. It prints its seed.
"""

from __future__ import annotations

import json
import random
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from app.main import create_app
from app.settings import Settings
from app.web.wire import LARGEST_MESSAGE
from tests.attacks.whole_house import VOTE, WholeHouse
from tests.people import SOON
from tests.serving import Server, serving
from tests.web.routes import doors
from tests.web.test_access import GUARDED

WORDS = [f"Plain words {n}" for n in range(12)]
QUIETLY = settings(
    deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False, max_examples=8
)
RIGHTS = {(door.method, door.path): door.right for door in doors(create_app(Settings()))}
ALWAYS_THESE = 20_261_123
"""A seed: the short runs say the same on every day, the long ones look for what is not known yet."""
LEAVES = {("DELETE", "/api/v1/me")}
"""Whoever calls it is gone, and with them all that others would try with their token."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    with serving(tmp_path_factory.mktemp("fuzzed") / "data", action_limit="0") as server:
        made = WholeHouse(server, WORDS, people=8)
        yield made
        made.close()


class Fuzzer:
    """Sends what the document allows, and what it does not, as everybody in turn; about rows that are there and not."""

    def __init__(self, house: WholeHouse, dice: random.Random) -> None:
        self.house, self.dice, self.statuses = house, dice, Counter[int]()
        self.http = requests.Session()
        self.http.trust_env = False
        document = create_app(Settings()).openapi()
        document["servers"] = [{"url": house.server.url}]
        schema = schemathesis.openapi.from_dict(document)
        self.calls = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
        self.dice.shuffle(self.calls)

    def run(self, seconds: float, examples: int) -> int:
        """→ how many calls were made; every one of the document at least for some examples where time allows."""
        until, rounds = time.monotonic() + seconds, 0
        while time.monotonic() < until:
            for n, call in enumerate(self.calls):
                if time.monotonic() > until:
                    print(f"{n} of {len(self.calls)} calls in round {rounds + 1}")
                    break
                for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                    self._tries(call, mode, examples)
            rounds += 1
        return sum(self.statuses.values())

    def _tries(self, call: Any, mode: GenerationMode, examples: int) -> None:
        door = (call.method.upper(), call.path)
        known = {name: self.dice.choice(ids) for name, ids in self.house.ids.items() if f"{{{name}}}" in call.path}

        @settings(QUIETLY, max_examples=examples)
        @seed(self.dice.getrandbits(32))
        @given(call.as_strategy(mode, path_parameters=known or None))
        def tries(case: Any) -> None:
            who, token = self._somebody(door)
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            try:
                answer = case.call(self.house.server.url, session=self.http, headers=headers, timeout=SOON)
            except (requests.exceptions.InvalidURL, requests.exceptions.InvalidHeader, UnicodeError):
                return  # what no client could send
            self.http.cookies.clear()
            self.statuses[answer.status_code] += 1
            said = f"{who}: {door} {case.body!r:.300} {answer.status_code} {answer.content[:300]!r}"
            assert answer.status_code < 500 or answer.status_code == 503, said
            assert b"Traceback" not in answer.content, said
            if who != "organiser" and RIGHTS.get(door) in GUARDED:
                assert answer.status_code in (400, 401, 403, 404, 405, 413, 422), said

        try:
            tries()
        except Exception as error:
            if isinstance(error, AssertionError):
                raise
            if not str(type(error).__module__).startswith(("schemathesis", "hypothesis")):
                raise

    def _somebody(self, door: tuple[str, str]) -> tuple[str, str]:
        if door in LEAVES:
            return "nobody", ""
        if self.dice.random() < 0.6:
            return "organiser", self.house.server.token
        person = self.dice.choice(self.house.people)
        return self.dice.choice((("participant", person.token), ("nobody", ""), ("a liar", person.token[:-2] + "xx")))


def fuzz(house: WholeHouse, seconds: float, examples: int, number: int) -> None:
    print(f"seed {number}")
    fuzzer = Fuzzer(house, random.Random(number))
    made = fuzzer.run(seconds, examples)
    print(f"{made} calls in {seconds:.0f} s: {dict(sorted(fuzzer.statuses.items()))}")
    assert made > seconds * 5
    assert not unhandled(house.server)


def unhandled(server: Server) -> list[str]:
    """Lines of the server's log that speak of something nobody was ready for."""
    signs = ("Traceback", "A request failed", "could not be judged", "could not be drawn", "Task exception")
    return [line for line in server.said().splitlines() if any(sign in line for sign in signs)]


@pytest.mark.check
def test_a_minute_of_nonsense_breaks_no_call_and_opens_none(house: WholeHouse) -> None:
    fuzz(house, 45, 3, ALWAYS_THESE)


@pytest.mark.promise
def test_ten_minutes_of_nonsense_break_no_call_and_open_none(house: WholeHouse) -> None:
    fuzz(house, 600, 12, secrets.randbits(32))


# frames


@pytest.fixture(scope="module")
def open_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    """A house of its own: where calls were thrown about, the workshop may be over, and says goodbye."""
    with serving(tmp_path_factory.mktemp("framed") / "data", action_limit="0") as server:
        made = WholeHouse(server, WORDS, people=8)
        made.http.post(f"/api/v1/stages/{made.stages[VOTE]}/reopen", headers=made._host, json={})
        yield made
        made.close()


LEAVES_OF_JSON = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30),
    st.sampled_from(["\x00", "\ud800", "a" * 3000, 10**400, -(2**63), 1e308]),
)  # fmt: skip
JSON = st.recursive(
    LEAVES_OF_JSON,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
DEEDS = ("vote", "dots", "rate", "rank", "comment", "withdraw", "support", "suggest", "done", "reason", "seat", "table",
         "scribe", "hand_in", "pulse", "hello", "__class__")  # fmt: skip
FIELDS = ("idea", "choice", "dots", "scale", "score", "order", "text", "comment", "on", "suggestion", "replaces",
          "table", "handed_in", "community", "pulse", "hello")  # fmt: skip


def frames_about(house: WholeHouse) -> st.SearchStrategy[str | bytes]:
    """Nearly right actions, wrong ones, JSON of any kind, half of it, and bytes."""
    real = [house.stages[VOTE], *house.stages, *house.weighed[:3], *house.comments[:2], "agree", "a", 1, True]
    value = st.one_of(st.sampled_from(real), JSON)
    action = st.fixed_dictionaries(
        {"id": st.one_of(st.uuids().map(str), JSON), "stage": st.one_of(st.sampled_from(house.stages), JSON),
         "do": st.one_of(st.sampled_from(DEEDS), JSON)},
        optional=dict.fromkeys(FIELDS, value),
    )  # fmt: skip
    text = st.one_of(action, JSON, st.lists(action, max_size=3)).map(lambda said: json.dumps(said))
    broken = st.tuples(text, st.integers(0, 200)).map(lambda pair: pair[0][: pair[1]])
    deep = st.integers(1, 7000).map(lambda n: "[" * n)
    return st.one_of(text, text, text, broken, deep, st.binary(max_size=200), st.just("x" * 16_385))


def send_all(house: WholeHouse, token: str, frames: list[str | bytes]) -> str:
    """Sends them on one connection → "answered" if the last, a pulse, still was, else the code it closed with."""
    with connect(house.server.ws, proxy=None, compression=None, open_timeout=SOON, close_timeout=2) as socket:
        try:
            socket.send(json.dumps({"hello": token}))
            socket.recv(SOON)
            for sent in frames:
                socket.send(sent)
            socket.send(json.dumps({"pulse": 1}))
            while True:
                if "pulse" in json.loads(socket.recv(SOON)):
                    return "answered"
        except ConnectionClosed as closed:
            return str(closed.rcvd.code if closed.rcvd else "cut")


def throw_frames(house: WholeHouse, examples: int, number: int) -> Counter[str]:
    ends = Counter[str]()
    print(f"seed {number}")
    people = [person.token for person in house.people]

    @settings(QUIETLY, max_examples=examples)
    @seed(number)
    @given(st.sampled_from(people), st.lists(frames_about(house), min_size=1, max_size=8))
    def throws(token: str, frames: list[str | bytes]) -> None:
        end = send_all(house, token, frames)
        ends[end] += 1
        too_big = any(len(sent) > LARGEST_MESSAGE for sent in frames)  # what comes behind it may cut off the goodbye
        assert end in ("answered", "1003", "1007", "1008", "1009") or (end == "cut" and too_big), (end, frames)

    throws()
    print(dict(ends))
    return ends


@pytest.mark.check
def test_no_frame_breaks_a_connection_or_a_room(open_room: WholeHouse) -> None:
    ends = throw_frames(open_room, 250, ALWAYS_THESE)
    assert ends["answered"] > 100
    assert not unhandled(open_room.server)


@pytest.mark.promise
def test_no_frame_breaks_a_connection_or_a_room_in_many_tries(open_room: WholeHouse) -> None:
    throw_frames(open_room, 10_000, secrets.randbits(32))
    assert not unhandled(open_room.server)
