"""The server is killed in any state of any kind of step, and started again: every screen is where it was."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.people import Json, Organiser, an_action, join
from tests.serving import Server, serving

pytestmark = pytest.mark.check

MINUTES = {"minutes": 30}
TWO_WEEKS = {"minutes": 14 * 24 * 60}
SCALES = [
    {"key": "importance", "label": "Importance"},
    {"key": "ease", "label": "Ease", "low": "A year", "high": "Now"},
]
KINDS: dict[str, list[Json]] = {
    "gather": [{"kind": "gather", "settings": MINUTES | {"question": "What would help?"}}],
    "discuss": [{"kind": "discuss", "settings": MINUTES}],
    "vote": [{"kind": "vote", "settings": MINUTES}],
    "vote for days": [{"kind": "vote", "settings": TWO_WEEKS}],
    "dots": [{"kind": "dots", "settings": MINUTES | {"budget": 5}}],
    "rate": [{"kind": "rate", "settings": MINUTES | {"scales": SCALES}}],
    "rank": [{"kind": "rank", "settings": MINUTES | {"places": 3}}],
    "tables": [{"kind": "rank", "settings": MINUTES | {"by": "table"}}],
    "reveal": [{"kind": "vote"}, {"kind": "reveal", "settings": MINUTES | {"of": ["0"]}}],
    "break": [{"kind": "break", "settings": MINUTES | {"note": "Tea is next door"}}],
}
STATES = {"ready": [], "open": ["open"], "paused": ["open", "pause"], "closed": ["open", "close"],
          "revealed": ["open", "close", "reveal"]}  # fmt: skip
"""State → the deeds that lead to it. Answers come once the step is open."""
PEOPLE = ("citizen", "ahp") * 5


class Sitting:
    """One workshop that stands in one state, and the eyes on it."""

    def __init__(self, server: Server, organiser: Organiser, kind: str, state: str) -> None:
        self.server, self.kind = server, kind.split()[0]
        self.workshop = organiser.workshop(*KINDS[kind], opened=False)
        self.step = len(KINDS[kind]) - 1
        people = asyncio.run(join(server, self.workshop.code, [{"community": community} for community in PEOPLE]))
        self.tokens = [person["token"] for person in people]
        self.phone = self._a_phone()
        if self.kind == "tables":
            organiser.posts(f"/stages/{self.stage}/tables/deal", {"tables": 2})
        if self.kind == "reveal":
            self.workshop.turn("open")
            self._answers("vote", self.workshop.stage)
            self.workshop.turn("close")
        for deed in STATES[state]:
            self.workshop.turn(deed, self.step)
            if deed == "open":
                self._answers(self.kind, self.stage)

    @property
    def stage(self) -> str:
        return self.workshop.stages[self.step]

    def _a_phone(self) -> httpx.Client:
        phone = httpx.Client(base_url=self.server.url, trust_env=False, timeout=20)
        joined = phone.post("/api/v1/join", json={"code": self.workshop.code, "community": "citizen"})
        self.tokens.append(joined.json()["token"])
        return phone

    def _answers(self, kind: str, stage: str) -> None:
        if kind == "tables":
            self._lists(stage)
            return
        acks = [ack for n, token in enumerate(self.tokens) for ack in self._sends(token, self._said(n, kind, stage))]
        assert all(ack["ok"] for ack in acks), acks
        for made, called in (("comment", "comments"), ("suggestion", "suggestions")):
            for id in [ack[made] for ack in acks if made in ack][:2]:
                self.workshop.host.posts(f"/{called}/{id}/allow")

    def _said(self, n: int, kind: str, stage: str) -> list[Json]:
        a, b, c, _ = self.workshop.ideas.values()
        match kind:
            case "vote":
                choice = ("agree", "agree", "disagree")[n % 3]
                return [an_action(stage, "vote", idea=idea, choice=choice) for idea in (a, b)]
            case "dots":
                return [an_action(stage, "dots", idea=a, dots=3), an_action(stage, "dots", idea=(b, c)[n % 2], dots=1)]
            case "rate":
                scores = (("importance", 5 - n % 2), ("ease", 1 + n % 3))
                return [an_action(stage, "rate", idea=a, scale=scale, score=score) for scale, score in scores]
            case "rank":
                return [an_action(stage, "rank", order=[(a, b)[n % 2], c])]
            case "gather":
                return [an_action(stage, "suggest", text=f"A bus, number {n}")] if n > 6 else []
            case "discuss":
                return [an_action(stage, "comment", idea=a, text=f"Remark {n}")] if n > 6 else []
        return []

    def _lists(self, stage: str) -> None:
        ideas = list(self.workshop.ideas.values())
        for number, order in ((1, ideas), (2, ideas[::-1])):
            body = {"order": order, "handed_in": number == 1}
            self.workshop.host.posts(f"/stages/{stage}/tables/{number}/order", body)

    def _sends(self, token: str, actions: list[Json]) -> list[Json]:
        if not actions:
            return []
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.post(f"{self.server.url}/api/v1/actions", json=actions, headers=headers, trust_env=False)
        found: list[Json] = answer.json()["acks"]
        return found

    def looks(self) -> dict[str, Any]:
        """Every screen as it is now, without its clocks."""
        here, host = f"/sessions/{self.workshop.id}", {"Authorization": f"Bearer {self.server.token}"}
        pages = {"board": "/board", "console": "/console", "tables": "/tables", "helping": "/helping"}
        with httpx.Client(base_url=self.server.url, headers=host, trust_env=False, timeout=20) as desk:
            found = {name: still(desk.get(here + path)) for name, path in pages.items()}
        frame = self.phone.get(f"{here}/screen").raise_for_status().json()
        frame.pop("left", None)
        return found | {"phone": still(self.phone.get(here)), "phone's frame": frame}


def still(answer: httpx.Response) -> str:
    """A page without what moves by itself: clocks that run, and the mark of a form that makes each page another one."""
    text = re.sub(r'name="nonce" value="[^"]*"', "", answer.raise_for_status().text)
    text = re.sub(r'data-left="[\d.]+"', "", text)
    return re.sub(r'(<span class="timer"[^>]*>)[^<]*', r"\1", text)


@pytest.fixture(scope="module")
def server_to_kill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("killed") / "data") as server:
        yield server


@pytest.mark.parametrize("kind", KINDS)
def test_a_kill_in_any_state_leaves_every_screen_where_it_was(server_to_kill: Server, kind: str) -> None:
    server = server_to_kill
    with Organiser(server) as organiser:
        sittings = {state: Sitting(server, organiser, kind, state) for state in STATES}
        before = {state: sitting.looks() for state, sitting in sittings.items()}
        server.kill9()
        server.start()
        for state, sitting in sittings.items():
            after = sitting.looks()
            for screen, shown in before[state].items():
                assert after[screen] == shown, f"{kind}, {state}: the {screen} changed"
            sitting.phone.close()


def test_states_differ_on_every_screen_that_shows_them(server_to_kill: Server) -> None:
    """Else the test above would compare pages that show nothing."""
    with Organiser(server_to_kill) as organiser:
        shown = [Sitting(server_to_kill, organiser, "vote", state).looks() for state in STATES]
    for screen, fewest in (("board", 5), ("console", 5), ("phone", 3)):
        bodies = {re.sub(r"[0-9a-f-]{20,}|\d{3} \d{3}|[\w-]{20,}", "", looks[screen]) for looks in shown}
        assert len(bodies) >= fewest, screen
