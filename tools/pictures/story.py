"""The workshop that the pictures tell, from the lobby to the published report, and where each picture is taken."""

from __future__ import annotations

import re
from itertools import chain, repeat

from playwright.sync_api import FilePayload, Page, expect

from tests.serving import Server

from . import told
from .camera import ORIGIN, Camera
from .room import DEVICE, Json, Person, Room, programme_of

PHONE, NARROW, WALL, DESK, SMALL_DESK = (390, 844, 2), (320, 640, 2), (1920, 1080), (1440, 900), (1024, 768)
VOTE, SEE, TALK, PAUSE, DOTS, RANK, AFTER = range(2, 9)
RUN_SHEET: list[Json] = [
    {"kind": "break", "title": "Welcome and join", "settings": {"minutes": 15}},
    {"kind": "break", "title": "Read the ideas", "settings": {"minutes": 10}},
    {"kind": "vote", "title": "Vote on 14 ideas", "ideas": "all", "settings": {"minutes": 20, "shuffle": False}},
    {"kind": "reveal", "title": "See what we share", "settings": {"minutes": 10, "of": ["2"]}},
    {"kind": "discuss", "title": "Table talk and comments", "ideas": "all", "settings": {"minutes": 20}},
    {"kind": "break", "title": "Time for a break",
     "settings": {"minutes": 15, "note": "Tea is in the foyer. The quiet room is first on the left."}},
    {"kind": "dots", "title": "Share out 5 dots", "ideas": "all", "settings": {"minutes": 15}},
    {"kind": "rank", "title": "Rank the top 5", "settings": {"minutes": 15, "places": 5}},
    {"kind": "break", "title": "What happens next", "settings": {"minutes": 15}},
]  # fmt: skip


class Story:
    """One programme with a large workshop that is held, a small one, and one still to come."""

    def __init__(self, server: Server, camera: Camera) -> None:
        self.server, self.camera = server, camera
        ideas = told.example_ideas()
        self.programme, self.ideas = programme_of(server, "Care closer to home (example)", ideas)
        self.hall = self._session("Care closer to home", RUN_SHEET)
        self.board = camera.visitor(*WALL)
        self.desk = camera.visitor(*DESK)

    def _session(self, name: str, stages: list[Json]) -> Room:
        ranked = [self.ideas[ref] for ref in told.RANKED]
        filled = [stage | ({"ideas": ranked} if stage["kind"] == "rank" else {}) for stage in stages]
        return Room(self.server, self.programme, self.ideas, name, filled)

    def tell(self) -> None:
        self._signs_in()
        self._fewer_and_longer()
        self._gathers()
        self._votes()
        self._shares()
        self._talks()
        self._ranks()
        self._looks_back()

    # before the workshop

    def _signs_in(self) -> None:
        desk = self.desk
        desk.goto("/sign-in")
        for _ in range(2):
            desk.get_by_label("Email").fill("organiser@northdales.example")
            desk.get_by_label("Password", exact=True).fill("not the one!")
            desk.get_by_role("button", name="Sign in", exact=True).click()
            expect(desk.get_by_text("That email and password")).to_be_visible()
        desk.get_by_label("Password", exact=True).fill("not the one!")
        desk.get_by_role("heading", name="Sign in", exact=True).click()
        self.camera.take(desk, "org-signin")
        link = self.server.command("link", "--email", "host@example.org").strip()
        desk.goto("/sign-in/" + link.rsplit("/", 1)[1])
        desk.get_by_role("button", name=re.compile("^Sign in as")).click()
        expect(desk.get_by_role("heading", name="Programmes")).to_be_visible()
        coming = self._session("Selby Town Hall", RUN_SHEET)
        desk.goto(f"/sessions/{coming.id}/plan")
        for field, words in (("Day", "3"), ("Year", "2026"), ("Time", "10:00")):
            desk.get_by_label(field, exact=True).fill(words)
        desk.get_by_label("Month").select_option(label="December")
        desk.get_by_role("button", name="Set the time").click()
        desk.get_by_role("link", name=re.compile("Vote on 14 ideas")).first.click()
        desk.wait_for_url(re.compile("stage="))
        desk.wait_for_load_state()
        desk.evaluate("scrollTo(0, 0)")
        self.camera.take(desk, "host-plan")
        desk.goto(f"/programmes/{self.programme}/ideas/import")
        file = FilePayload(name="listening-event.csv", mimeType="text/csv", buffer=told.MORE_IDEAS.encode())
        desk.locator("input[type=file]").set_input_files(file)
        desk.get_by_role("button", name="Look at this file").click()
        expect(desk.get_by_role("heading", name="Check before you import")).to_be_visible()
        self.camera.take(desk, "org-import")

    def _fewer_and_longer(self) -> None:
        """A room of 14 people, and phones with a long idea, no signal, and answers that come too late."""
        ideas = [idea | ({"text": told.LONG} if idea["ref"] == "E5" else {}) for idea in told.example_ideas()]
        programme, known = programme_of(self.server, "Long words (example)", ideas)
        few = Room(self.server, programme, known, "Care closer to home",
                   [{"kind": "vote", "ideas": [known[ref] for ref in told.FEW_VOTES]}])  # fmt: skip
        few.join("citizen", 8)
        few.join("ahp", 6)
        few.join("other", 2)
        few.posts(f"/sessions/{few.id}/start")
        few.stage(0, "open")
        for person, answers in answers_of(few, told.FEW_VOTES):
            few.vote(person, 0, answers)
        few.stage(0, "close")
        few.stage(0, "reveal")
        self.board.goto(f"/sessions/{few.id}/board")
        self.camera.take(self.board, "board-small")
        self._phones_in_trouble(programme, known)

    def _phones_in_trouble(self, programme: str, known: dict[str, str]) -> None:
        room = Room(self.server, programme, known, "Care closer to home", [RUN_SHEET[VOTE]])
        room.join("citizen", 3)
        room.posts(f"/sessions/{room.id}/start")
        room.stage(0, "open")
        narrow, cut_off, late = room.people["citizen"]
        refs = list(known)
        room.vote(narrow, 0, dict.fromkeys(refs[:4], "agree"))
        page = self._phone(room, narrow, NARROW)
        turn_to(page, 5)
        self.camera.take(page, "phone-320")
        room.vote(cut_off, 0, dict.fromkeys(refs[:4], "agree"))
        page = self._phone(room, cut_off)
        turn_to(page, 5)
        page.context.set_offline(True)
        choose(page, "Agree")
        turn_to(page, 6)
        choose(page, "Agree")
        expect(page.locator("#banner")).to_contain_text("2 answers")
        expect(page.locator("#banner")).to_be_visible()
        page.evaluate("document.activeElement.blur()")
        self.camera.take(page, "phone-reconnect")
        room.vote(late, 0, dict.fromkeys(refs[:11], "agree"))
        page = self._phone(room, late)
        turn_to(page, 12)
        page.context.set_offline(True)
        for at, choice in ((12, "Agree"), (13, "Disagree"), (14, "Agree")):
            turn_to(page, at)
            choose(page, choice)
        room.stage(0, "close")
        room.stage(0, "reveal")
        page.context.set_offline(False)
        expect(page.locator("[data-late-title]")).to_contain_text("3 answers came too late", timeout=40_000)
        self.camera.take(page, "phone-late")
        room.posts(f"/sessions/{room.id}/finish")

    def _gathers(self) -> None:
        hall, camera = self.hall, self.camera
        phone = camera.visitor(*PHONE)
        phone.goto("/")
        phone.get_by_label("Code").fill(f"{hall.code[:3]} {hall.code[3]}")
        phone.get_by_label("Code").focus()
        camera.take(phone, "phone-code")
        phone.goto(f"/join/{hall.code}")
        phone.locator("input[value=ahp]").check(force=True)
        phone.get_by_label("Your profession").select_option(label="Occupational therapists")
        phone.evaluate("document.activeElement.blur()")
        camera.take(phone, "phone-join")
        hall.join("citizen", 37)
        hall.join("ahp", 27, chain.from_iterable(repeat(name, n) for name, n in told.PROFESSIONS.items()))
        hall.join("other", 6)
        self.phone = camera.visitor(*PHONE)
        self._joins(self.phone)
        self.board.goto(f"/sessions/{hall.id}/board")
        camera.take(self.board, "board-lobby")

    def _joins(self, phone: Page) -> None:
        """One citizen joins in a browser, as people do; the calls know her as the last of them."""
        phone.goto(f"/join/{self.hall.code}")
        phone.locator("input[value=citizen]").check(force=True)
        phone.get_by_role("button", name="Join the workshop").click()
        phone.wait_for_selector("html.live")
        cookies = phone.context.cookies(ORIGIN)
        self.hall.knows(next(cookie["value"] for cookie in cookies if cookie["name"] == DEVICE))

    # in the workshop

    def _votes(self) -> None:
        hall, camera, desk = self.hall, self.camera, self.desk
        hall.posts(f"/sessions/{hall.id}/start")
        hall.stage(0, "open")
        hall.stage(0, "close")
        hall.stage(1, "open")
        hall.stage(1, "close")
        hall.stage(VOTE, "open")
        everyone = answers_of(hall, told.VOTES)
        done, part, later = parts_of(everyone)
        dina = hall.people["citizen"][-1]
        hers = next(answers for person, answers in everyone if person is dina)
        hall.vote(dina, VOTE, dict(list(hers.items())[:2]))
        for person, answers in done:
            hall.vote(person, VOTE, answers)
        for person, answers in part:
            hall.vote(person, VOTE, dict(list(answers.items())[:6]))
        phone = self.phone
        phone.goto(f"/sessions/{hall.id}")
        phone.wait_for_selector("[data-cards]")
        turn_to(phone, 3)
        choose(phone, "Agree")
        phone.wait_for_timeout(3000)
        phone.evaluate("document.activeElement.blur()")
        camera.take(phone, "phone-vote")
        self._remarks()
        self._waiting_remarks()
        hall.stage(VOTE, "extend", seconds=-796)
        phone.reload()
        phone.goto(f"/sessions/{hall.id}#talk-{hall.ideas['E3']}")
        camera.take(phone, "phone-comments")
        phone.goto(f"/sessions/{hall.id}#stage")
        self.board.goto(f"/sessions/{hall.id}/board")
        camera.take(self.board, "board-voting")
        desk.goto(f"/sessions/{hall.id}/console")
        desk.locator("#step").focus()
        desk.keyboard.press("Shift+Tab")
        desk.keyboard.press("Tab")
        desk.wait_for_timeout(1500)
        camera.take(desk, "host-console")
        desk.evaluate("document.activeElement.blur()")
        camera.take(desk, "console")
        small = self._second_desk()
        small.goto(f"/sessions/{hall.id}/console")
        small.wait_for_timeout(1000)
        camera.take(small, "host-console-1024")
        for person, answers in [*part, *later]:
            hall.vote(person, VOTE, answers)
        hall.stage(VOTE, "close")
        phone.reload()
        camera.take(phone, "phone-wait")

    def _second_desk(self) -> Page:
        small = self.camera.visitor(*SMALL_DESK)
        small.context.add_cookies([
            {"name": cookie["name"], "value": cookie["value"], "url": ORIGIN}
            for cookie in self.desk.context.cookies(ORIGIN)
        ])  # fmt: skip
        return small

    def _remarks(self) -> None:
        """What a host has allowed, oldest last."""
        hall = self.hall
        everyone = [person for people in hall.people.values() for person in people]
        for n, (community, ref, text, too) in reversed(list(enumerate(told.ALLOWED))):
            writer = hall.people[community][n % 6 if community != "ahp" else (1 if n == 1 else 20)]
            comment = hall.says(writer, VOTE, ref, text)
            hall.posts(f"/comments/{comment}/allow")
            for person in [person for person in everyone if person is not writer][:too]:
                hall.act(person, [{"stage": hall.stages[VOTE], "do": "support", "comment": comment, "on": True}])

    def _waiting_remarks(self) -> None:
        hall = self.hall
        for community, ref, text in told.HIDDEN:
            hall.posts(f"/comments/{hall.says(hall.people[community][-2], VOTE, ref, text)}/hide")
        for n, (community, ref, text) in enumerate(told.WAITING):
            writer = hall.people[community][n if community == "citizen" else -n]
            hall.says(writer, VOTE, ref, text)

    def _shares(self) -> None:
        hall, camera, board = self.hall, self.camera, self.board
        hall.stage(VOTE, "reveal")
        self._wall("board-results")
        hall.board(page=2)
        self._wall("board-results-2")
        hall.board(page=1, dark=True)
        self._wall("board-dark")
        hall.board(dark=False, view="map")
        self._wall("board-map")
        board.wait_for_timeout(100)
        self.phone.reload()
        camera.take(self.phone, "phone-results")
        hall.stage(SEE, "open")
        hall.stage(SEE, "close")

    def _wall(self, name: str) -> None:
        self.board.goto(f"/sessions/{self.hall.id}/board")
        self.camera.take(self.board, name)

    def _talks(self) -> None:
        hall = self.hall
        hall.stage(TALK, "open")
        comments = hall.gets(f"/sessions/{hall.id}/comments?state=allowed")["comments"]
        large = next(one for one in comments if one["text"] == told.ALLOWED[0][2])
        hall.posts(f"/comments/{large['id']}/spotlight")
        self._wall("board-comments")
        hall.stage(TALK, "close")
        hall.stage(PAUSE, "open")
        hall.stage(PAUSE, "extend", seconds=-180)
        self._wall("board-break")
        hall.stage(PAUSE, "close")
        hall.stage(DOTS, "skip")

    def _ranks(self) -> None:
        hall = self.hall
        hall.stage(RANK, "open")
        dina = hall.people["citizen"][-1]
        self._rank(dina, ["E3", "E1", "E5", "E2", "E14"])
        self.phone.reload()
        self.camera.take(self.phone, "phone-rank")
        for community, order in (("citizen", told.CITIZENS_ORDER), ("ahp", told.AHPS_ORDER), ("other", told.RANKED)):
            for at, person in enumerate(hall.people[community]):
                if person is not dina:
                    self._rank(person, told.ordered(order, at, community))
        hall.stage(RANK, "close")
        hall.stage(RANK, "reveal")
        self._wall("board-ranking")

    def _rank(self, person: Person, refs: list[str]) -> None:
        order = [self.hall.ideas[ref] for ref in refs]
        self.hall.act(person, [{"stage": self.hall.stages[RANK], "do": "rank", "order": order}])

    # after the workshop

    def _looks_back(self) -> None:
        hall, camera, desk = self.hall, self.camera, self.desk
        hall.stage(AFTER, "open")
        hall.posts(f"/sessions/{hall.id}/finish")
        self.phone.reload()
        camera.take(self.phone, "phone-thanks")
        desk.goto(f"/sessions/{hall.id}/outcomes?idea={hall.ideas['E12']}")
        camera.take(desk, "org-outcomes")
        hall.posts(f"/sessions/{hall.id}/publish")
        anyone = camera.visitor(*PHONE)
        anyone.goto(f"/sessions/{hall.id}/report")
        camera.take(anyone, "org-report-public")
        camera.prints(anyone, "org-report-print")

    def _phone(self, room: Room, person: Person, size: tuple[int, int, int] = PHONE) -> Page:
        page = self.camera.visitor(*size, device=person.device)
        page.goto(f"/sessions/{room.id}")
        page.wait_for_selector("html.live")
        return page


Ballot = tuple[Person, dict[str, str | None]]


def answers_of(room: Room, votes: dict[str, tuple[tuple[int, int, int], tuple[int, int, int]]]) -> list[Ballot]:
    """Every person with their answers by ref; the others answer like citizens."""
    ballots: list[Ballot] = []
    for community, people in room.people.items():
        side = 1 if community == "ahp" else 0
        dealt = {}
        for ref, counts in votes.items():
            of = len(room.people["ahp" if side else "citizen"])
            dealt[ref] = told.dealt(counts[side], of, ref, community)
        ballots += [(person, {ref: dealt[ref][at] for ref in votes}) for at, person in enumerate(people)]
    return ballots


def parts_of(everyone: list[Ballot]) -> tuple[list[Ballot], list[Ballot], list[Ballot]]:
    """Those who have finished, those who are part way, and those who have not begun, as the console shows them."""
    done, part, later = [], [], []
    for community, finished, begun in (("citizen", 31, 36), ("ahp", 22, 25), ("other", 4, 5)):
        mine = [ballot for ballot in everyone if ballot[0].community == community]
        done += mine[:finished]
        part += mine[finished:begun]
        later += mine[begun:]
    return done, part, later


def turn_to(page: Page, at: int) -> None:
    """Goes on, one idea at a time, until this one is shown."""
    for _ in range(20):
        if f"Idea {at} of" in (page.locator(".progress p").first.inner_text()):
            return
        page.locator("button[data-next]").click()
    raise RuntimeError(f"There is no idea {at}")


def choose(page: Page, answer: str) -> None:
    shown = page.locator("[data-answers]:visible").first
    shown.locator("label.answer").filter(has_text=re.compile(rf"^\s*{answer}")).click()
