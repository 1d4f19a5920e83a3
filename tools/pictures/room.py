"""A workshop held over the API: its organiser's deeds, and everybody who takes part in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.serving import Server

from .camera import ORIGIN

Json = dict[str, Any]
AT_ONCE = 100
DEVICE = "cg_device"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has joined. `device` is the cookie that makes a browser theirs."""

    community: str
    token: str
    device: str


class Room:
    """One session. `stages` are ids in the order of the run sheet, `ideas` ids by ref."""

    def __init__(self, server: Server, programme: str, ideas: dict[str, str], name: str, stages: list[Json]) -> None:
        self._server, self._programme, self.ideas = server, programme, ideas
        self._http = organiser(server)
        session = self.posts(f"/programmes/{programme}/sessions", {"name": name, "stages": stages})
        self.id, self.code = session["id"], session["code"]
        self.stages = [stage["id"] for stage in session["stages"]]
        self.people: dict[str, list[Person]] = {"citizen": [], "ahp": [], "other": []}

    def posts(self, path: str, body: Json | None = None) -> Json:
        """A call of the organiser's → its answer. Raises where it was refused."""
        return answered(self._http.post(path, json=body or {}))

    def gets(self, path: str) -> Json:
        return answered(self._http.get(path))

    def stage(self, at: int, deed: str, **body: Any) -> None:
        self.posts(f"/stages/{self.stages[at]}/{deed}", body)

    def board(self, **changes: Any) -> None:
        self.posts(f"/sessions/{self.id}/board", changes)

    def join(self, community: str, count: int, professions: Iterable[str | None] = ()) -> None:
        """So many people of a community, each on a device of their own."""
        named = list(professions) or [None] * count
        for profession in named[:count]:
            body = {"code": self.code, "community": community} | ({"profession": profession} if profession else {})
            answer = httpx.post(f"{self._server.url}/api/v1/join", json=body, trust_env=False, timeout=30)
            made = answered(answer)
            self.people[community].append(Person(community, made["token"], answer.cookies[DEVICE]))

    def knows(self, device: str) -> None:
        """Somebody who has joined in a browser with this device."""
        body, cookie = {"code": self.code, "community": "citizen"}, {"Cookie": f"{DEVICE}={device}", "Origin": ORIGIN}
        made = answered(httpx.post(f"{self._server.url}/api/v1/join", json=body, headers=cookie, trust_env=False))
        self.people["citizen"].append(Person("citizen", made["token"], device))

    def act(self, person: Person, acts: Iterable[Json]) -> list[Json]:
        """What one person does, in order → the acks. Raises where one was refused."""
        listed = [{"id": str(uuid.uuid4())} | act for act in acts]
        acks: list[Json] = []
        for first in range(0, len(listed), AT_ONCE):
            answer = httpx.post(
                f"{self._server.url}/api/v1/actions", json=listed[first : first + AT_ONCE],
                headers={"Authorization": f"Bearer {person.token}"}, trust_env=False, timeout=30,
            )  # fmt: skip
            acks += answered(answer)["acks"]
        refused = [ack for ack in acks if not ack["ok"]]
        if refused:
            raise RuntimeError(f"refused: {refused[0]}")
        return acks

    def vote(self, person: Person, at: int, answers: dict[str, str | None]) -> None:
        """Answers by ref, in a vote; None is no answer."""
        votes = [{"stage": self.stages[at], "do": "vote", "idea": self.ideas[ref], "choice": choice}
                 for ref, choice in answers.items() if choice]  # fmt: skip
        self.act(person, votes)

    def says(self, person: Person, at: int, ref: str, text: str) -> str:
        """A comment → its id."""
        said = {"stage": self.stages[at], "do": "comment", "idea": self.ideas[ref], "text": text}
        return str(self.act(person, [said])[0]["comment"])


def organiser(server: Server) -> httpx.Client:
    headers = {"Authorization": f"Bearer {server.token}"}
    return httpx.Client(base_url=f"{server.url}/api/v1", headers=headers, timeout=30, trust_env=False)


def programme_of(server: Server, name: str, ideas: list[Json]) -> tuple[str, dict[str, str]]:
    """A programme with these ideas → its id, and the ideas' ids by ref."""
    with organiser(server) as http:
        id = str(answered(http.post("/programmes", json={"name": name}))["id"])
        made = answered(http.post(f"/programmes/{id}/ideas", json={"ideas": ideas}))["ideas"]
    return id, {idea["ref"]: idea["id"] for idea in made}


def answered(answer: httpx.Response) -> Json:
    if not answer.is_success:
        raise RuntimeError(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
    found: Json = answer.json()
    return found
