"""Rooms of one server, each left in a state of its own, so that all states stand open to be looked at together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.serving import Server
from tools.pictures import told
from tools.pictures.room import Json, Person, Room, answered, organiser, programme_of

NINE_OF_TWELVE = ("Physiotherapists",) * 9 + ("Paramedics", "Dietitians", "Radiographers")
SHARES = [(12, 11), (11, 5), (4, 11), (6, 4), (9, 9), (3, 2), (10, 8), (8, 10)]
"""How many of twelve citizens and of twelve AHPs agree, for one idea after another."""
CHOICES = ("agree", "unsure", "disagree")
PLAIN = "You tell your story once. One person remembers it for you."
PICTURE = Path(__file__).resolve().parents[2] / "app" / "static" / "icons" / "common-ground-512.png"


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many of each community come."""

    citizens: int = 3
    ahps: int = 3
    others: int = 1


TWELVE = Crowd(12, 12, 2)
"""Enough for shares in per cent, and for a byline that names a profession."""
SMALL = Crowd(7, 6, 1)
FEW = Crowd(6, 3, 0)


class Halls:
    """One programme with fourteen ideas, and the rooms that are held on them."""

    def __init__(self, server: Server) -> None:
        self.server, self.http = server, organiser(server)
        self.programme, self.ideas = programme_of(server, "Care closer to home (example)", told.example_ideas())
        self.nothing, _ = programme_of(server, "Nothing here yet (example)", [])
        self.signed_in = self._signs_in()

    def _signs_in(self) -> str:
        """The cookie of a browser in which an organiser has signed in."""
        link = self.server.command("link", "--email", "host@example.org").strip()
        path = "/sign-in/" + link.rsplit("/", 1)[1]
        answer = httpx.post(
            self.server.url + path, headers={"Origin": self.server.url}, trust_env=False, follow_redirects=False
        )
        return answer.cookies["cg_signed_in"]

    def room(self, *stages: Json | str, crowd: Crowd = Crowd(), start: bool = True, refs: Iterable[str] = ()) -> Room:
        """A workshop of these stages (a kind is enough), with its people inside."""
        chosen = [self.ideas[ref] for ref in refs]
        listed = [{"kind": stage} if isinstance(stage, str) else stage for stage in stages]
        listed = [stage | ({"ideas": chosen} if chosen else {}) for stage in listed]
        room = Room(self.server, self.programme, self.ideas, "Care closer to home", listed)
        return self.fills(room, crowd, start)

    def fills(self, room: Room, crowd: Crowd, start: bool = True) -> Room:
        room.join("citizen", crowd.citizens)
        room.join("ahp", crowd.ahps, NINE_OF_TWELVE[: crowd.ahps])
        room.join("other", crowd.others)
        if start:
            room.posts(f"/sessions/{room.id}/start")
        return room

    def opened(self, *stages: Json | str, crowd: Crowd = Crowd(), refs: Iterable[str] = ()) -> Room:
        room = self.room(*stages, crowd=crowd, refs=refs)
        room.stage(0, "open")
        return room

    def many(self, count: int, text: str = "") -> Room:
        """A vote on so many ideas of a programme of its own; `text` stands in each of them."""
        words = [
            {"ref": f"M{n}", "text": f"{text or told.example_ideas()[n % 14]['text']} ({n + 1})"} for n in range(count)
        ]
        programme, known = programme_of(self.server, "Many ideas (example)", words)
        room = Room(self.server, programme, known, "Care closer to home", [{"kind": "vote"}])
        self.fills(room, TWELVE)
        room.stage(0, "open")
        return room


def in_easy_read(halls: Halls) -> Room:
    """A vote on ideas of which the first has a picture and plain words."""
    words = [{"ref": f"P{n}", "text": idea["text"]} for n, idea in enumerate(told.example_ideas()[:2])]
    programme, known = programme_of(halls.server, "Easy Read (example)", words)
    picture = {"picture": ("circles.png", PICTURE.read_bytes(), "image/png")}
    answer = httpx.post(
        f"{halls.server.url}/programmes/{programme}/ideas/{known['P0']}/picture", files=picture,
        data={"words": "Two circles that overlap"}, cookies={"cg_signed_in": halls.signed_in},
        headers={"Origin": halls.server.url}, trust_env=False,
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    plain = {"text": words[0]["text"], "easy_read": PLAIN}
    answered(halls.http.post(f"/programmes/{programme}/ideas/{known['P0']}/wording", json=plain))
    steps = [{"kind": "vote", "settings": {"shuffle": False}}]
    room = halls.fills(Room(halls.server, programme, known, "Care closer to home", steps), Crowd())
    room.stage(0, "open")
    return room


def everyone(room: Room) -> list[tuple[int, int, Person]]:
    """(side, number, person) of the two communities that are compared."""
    return [(side, n, p) for side, c in enumerate(("citizen", "ahp")) for n, p in enumerate(room.people[c])]


def all_vote(room: Room, at: int = 0, refs: Iterable[str] = ()) -> None:
    listed = list(refs) or list(room.ideas)
    for side, n, person in everyone(room):
        of = len(room.people["ahp" if side else "citizen"])
        agreeing = {ref: round(SHARES[k % len(SHARES)][side] / 12 * of) for k, ref in enumerate(listed)}
        room.vote(person, at, {ref: CHOICES[0 if n < agrees else 1 + n % 2] for ref, agrees in agreeing.items()})


def all_weigh(room: Room, at: int, refs: list[str]) -> None:
    """Everybody shares out dots, rates or ranks, whichever the stage asks for."""
    stage, kind = room.stages[at], room.gets(f"/sessions/{room.id}")["stages"][at]["kind"]
    for side, n, person in everyone(room):
        mine = [room.ideas[refs[(k + side + n // 5) % len(refs)]] for k in range(len(refs))]
        if kind == "dots":
            acts: list[Json] = [{"do": "dots", "idea": idea, "dots": 2 - k} for k, idea in enumerate(mine[:2])]
        elif kind == "rank":
            acts = [{"do": "rank", "order": mine[:5]}]
        else:
            acts = [
                {"do": "rate", "idea": idea, "scale": scale, "score": 1 + (k * 2 + side + n % 2 + s) % 5}
                for k, idea in enumerate(mine) for s, scale in enumerate(("importance", "ease"))
            ]  # fmt: skip
        room.act(person, [{"stage": stage} | act for act in acts])


def shown(room: Room, at: int = 0) -> Room:
    room.stage(at, "close")
    room.stage(at, "reveal")
    return room


def talked(room: Room, at: int = 0) -> Room:
    """Comments in every state: allowed, waiting, hidden, and one in the spotlight."""
    for n, (community, ref, text, too) in enumerate(told.ALLOWED[:6]):
        writer = room.people[community][n % len(room.people[community])]
        comment = room.says(writer, at, ref, text)
        room.posts(f"/comments/{comment}/allow")
        for person in [p for _, _, p in everyone(room) if p is not writer][:too]:
            room.act(person, [{"stage": room.stages[at], "do": "support", "comment": comment, "on": True}])
        if n == 0:
            room.posts(f"/comments/{comment}/spotlight")
    for community, ref, text in told.HIDDEN:
        room.posts(f"/comments/{room.says(room.people[community][-1], at, ref, text)}/hide")
    for community, ref, text in told.WAITING:
        room.says(room.people[community][0], at, ref, text)
    return room


def suggested(room: Room, count: int, at: int = 0) -> Room:
    for n in range(count):
        person = room.people[("citizen", "ahp")[n % 2]][n % 3]
        said = {"stage": room.stages[at], "do": "suggest", "text": f"{told.WAITING[n % 6][2]} ({n + 1})"}
        id = room.act(person, [said])[0]["suggestion"]
        if n % 4 != 3:
            room.posts(f"/suggestions/{id}/allow")
    return room


def link_secret(room: Room) -> str:
    """What the QR code carries."""
    return str(room.gets(f"/sessions/{room.id}")["links"]["join"]).rpartition("/")[2]


def helper_link(halls: Halls, room: Room) -> str:
    """The address of a link for a helper that nobody has used yet."""
    answer = halls.http.post(
        f"{halls.server.url}/sessions/{room.id}/helpers", data={"name": "Sam, table 2", "role": "helper"}
    )
    found = re.search(r"/help/[^\"]+", answer.text)
    assert found, answer.text[:300]
    return found[0]
