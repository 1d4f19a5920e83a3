"""A second workshop for the pictures: what people suggest, how they share out dots, and how they rate."""

from __future__ import annotations

from itertools import chain, repeat

from playwright.sync_api import Page

from tests.serving import Server

from . import told, told_weighing
from .camera import Camera
from .room import Json, Person, Room, programme_of

PHONE, WALL = (390, 844, 2), (1920, 1080)
GATHER, DOTS, RATE = range(3)
TAKES = frozenset({"phone-gather", "board-gather", "phone-dots", "board-dots", "phone-rate", "board-rate"})
"""The pictures that are taken here."""


class Weighing:
    """The same hall on another day: 38 citizens, 27 AHPs and 6 others."""

    def __init__(self, server: Server, camera: Camera) -> None:
        self.camera = camera
        programme, ideas = programme_of(server, "Staying well at home (example)", told.example_ideas())
        self.hall = Room(server, programme, ideas, "Care closer to home", run_sheet(ideas))
        self.board = camera.visitor(*WALL)

    def tell(self) -> None:
        hall = self.hall
        hall.join("citizen", 38)
        hall.join("ahp", 27, chain.from_iterable(repeat(name, n) for name, n in told.PROFESSIONS.items()))
        hall.join("other", 6)
        hall.posts(f"/sessions/{hall.id}/start")
        self._gathers()
        self._shares_out()
        self._rates()

    def _gathers(self) -> None:
        hall = self.hall
        hall.stage(GATHER, "open")
        for n, text in enumerate(told_weighing.EARLIER):
            community = "ahp" if n % 3 == 1 else "other" if n == 9 else "citizen"
            at = {"citizen": 10 + n, "ahp": n, "other": 1}[community]
            self._suggests(hall.people[community][at], text)
        for n, (community, at, text) in enumerate(told_weighing.NEWEST):
            if n == len(told_weighing.NEWEST) - 2:
                self.board.wait_for_timeout(61_000)  # what came before is not new any more
            self._suggests(hall.people[community][at], text)
        for n, text in enumerate(told_weighing.WAITING):
            self._suggests(hall.people["citizen"][2 if n == 0 else 20 + n], text, checked=False)
        self._wall("board-gather")
        phone = self._phone(hall.people["citizen"][2])
        phone.get_by_label("Your idea").fill("Someone to walk with me the first time I go out again")
        self.camera.take(phone, "phone-gather")
        hall.stage(GATHER, "close")

    def _suggests(self, person: Person, text: str, checked: bool = True) -> None:
        said = {"stage": self.hall.stages[GATHER], "do": "suggest", "text": text}
        id = self.hall.act(person, [said])[0]["suggestion"]
        if checked:
            self.hall.posts(f"/suggestions/{id}/allow")

    def _shares_out(self) -> None:
        hall = self.hall
        hall.stage(DOTS, "open")
        dina = hall.people["citizen"][2]
        self._dots(dina, {"E3": 2, "E5": 1})
        self.camera.take(self._phone(dina), "phone-dots")
        self._dots(dina, {"E3": 0, "E5": 0})
        for side, community in enumerate(("citizen", "ahp")):
            counts = {ref: both[side] for ref, both in told_weighing.DOTS.items()}
            people = hall.people[community]
            dealt = told_weighing.dots_dealt(counts, len(people), told_weighing.NOT_USED[side])
            for person, dots in zip(people, dealt, strict=True):
                self._dots(person, dots)
        hall.stage(DOTS, "close")
        hall.stage(DOTS, "reveal")
        self._wall("board-dots")

    def _dots(self, person: Person, dots: dict[str, int]) -> None:
        stage = self.hall.stages[DOTS]
        self.hall.act(person, [{"stage": stage, "do": "dots", "idea": self.hall.ideas[ref], "dots": n}
                               for ref, n in dots.items()])  # fmt: skip

    def _rates(self) -> None:
        hall = self.hall
        hall.stage(RATE, "open")
        dina = hall.people["citizen"][2]
        refs = list(told_weighing.RATED)
        self._scores(dina, dict.fromkeys(refs[:3], (4, 3)) | {refs[3]: (5, None)})
        phone = self._phone(dina)
        for _ in refs[:3]:
            phone.locator("button[data-next]").click()
        phone.evaluate("document.activeElement.blur()")
        self.camera.take(phone, "phone-rate")
        for side, community in enumerate(("citizen", "ahp")):
            people = hall.people[community]
            dealt = {
                ref: [told_weighing.scores_dealt(mean, len(people), f"{ref} {n}") for n, mean in enumerate(both[side])]
                for ref, both in told_weighing.RATED.items()
            }
            for at, person in enumerate(people):
                self._scores(person, {ref: (importance[at], ease[at]) for ref, (importance, ease) in dealt.items()})
        hall.stage(RATE, "close")
        hall.stage(RATE, "reveal")
        self._wall("board-rate")

    def _scores(self, person: Person, scores: dict[str, tuple[int, int | None]]) -> None:
        stage = self.hall.stages[RATE]
        self.hall.act(person, [
            {"stage": stage, "do": "rate", "idea": self.hall.ideas[ref], "scale": scale, "score": score}
            for ref, both in scores.items() for scale, score in zip(("importance", "ease"), both, strict=True) if score
        ])  # fmt: skip

    def _wall(self, name: str) -> None:
        self.board.goto(f"/sessions/{self.hall.id}/board")
        self.camera.take(self.board, name)

    def _phone(self, person: Person) -> Page:
        page = self.camera.visitor(*PHONE, device=person.device)
        page.goto(f"/sessions/{self.hall.id}")
        page.wait_for_selector("html.live")
        return page


def run_sheet(ideas: dict[str, str]) -> list[Json]:
    return [
        {"kind": "gather", "title": "Your ideas", "settings": {"question": told_weighing.QUESTION}},
        {"kind": "dots", "title": "Share out 5 dots", "ideas": [ideas[ref] for ref in told_weighing.DOTS]},
        {"kind": "rate", "title": "Rate the ideas", "ideas": [ideas[ref] for ref in told_weighing.RATED]},
    ]
