"""A programme in which everything that can be written is written, by calls: for attacks on all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any

import httpx

from tests.people import SOON, Json, an_action
from tests.serving import Server

GATHER, TALK, VOTE, DOTS, RATE, RANK, TABLES = range(7)
COMMUNITIES = ("citizen", "ahp", "other")


def short(text: str, longest: int = 200) -> str:
    return text[:longest]


class Person:
    """A participant with a device of their own."""

    def __init__(self, server: Server, joined: Json, device: str) -> None:
        self.id, self.token, self.device, self.receipt = (
            joined["participant"],
            joined["token"],
            device,
            joined["receipt"],
        )


class WholeHouse:
    """What `texts` say stands in every field: each text in every kind of list, the next one in each single field.

    `calls` keeps what was sent, in order: (who, method, path, body). `ids` keeps by name what addresses may hold.
    """

    def __init__(self, server: Server, texts: Sequence[str], people: int = 12) -> None:
        self.server, self.texts, self._next = server, list(texts), cycle(texts)
        self.calls: list[tuple[str, str, str, Any]] = []
        self.ids: dict[str, list[str]] = {}
        self.http = httpx.Client(base_url=server.url, timeout=SOON, trust_env=False)
        self._host = {"Authorization": f"Bearer {server.token}"}
        self._builds(people)

    def word(self, longest: int = 200) -> str:
        """The next text that is not only blanks once it is cut."""
        return next(text for text in (short(one, longest) for one in self._next) if text.strip())

    def call(self, method: str, path: str, body: Any = None, person: Person | None = None, status: int = 0) -> Json:
        headers = self._host if person is None else {"Authorization": f"Bearer {person.token}"}
        self.calls.append(("host" if person is None else person.id, method, path, body))
        answer = self.http.request(method, f"/api/v1{path}", json=body, headers=headers)
        expected = answer.status_code == status if status else answer.is_success
        assert expected, f"{method} {path}: {answer.status_code} {answer.text[:400]}"
        found: Json = answer.json()
        return found

    def posts(self, path: str, body: Any = None) -> Json:
        return self.call("POST", path, {} if body is None else body)

    def acts(self, person: Person, *actions: Json) -> list[Json]:
        acks: list[Json] = self.call("POST", "/actions", list(actions), person)["acks"]
        assert all(ack["ok"] for ack in acks), [ack for ack in acks if not ack["ok"]][:2]
        return acks

    def knows(self, name: str, *ids: str) -> None:
        self.ids.setdefault(name, []).extend(ids)

    # before

    def _builds(self, people: int) -> None:
        self.programme = self.posts("/programmes", {"name": self.word()})["id"]
        self.at = f"/programmes/{self.programme}"
        self.knows("programme", self.programme)
        self._listens()
        self._shapes()
        self._plans()
        self.people = [self._joins(n) for n in range(people)]
        self.knows("participant", *(person.id for person in self.people))
        self.helper_link, self.helper = self._lets_in_a_helper()
        self._holds()
        self._drafts()

    def _listens(self) -> None:
        questions = [{"text": self.word(), "hint": self.word()} for _ in range(2)]
        page = self.call("PUT", f"{self.at}/listening", {
            "title": self.word(), "intro": self.word(1000), "equality": ["age"], "open": True, "questions": questions,
        })  # fmt: skip
        self.listening, self.questions = page["link"].rpartition("/")[2], [q["id"] for q in page["questions"]]
        self.knows("question", *self.questions)
        said = [
            {"text": text, "question": self.questions[0], "community": COMMUNITIES[n % 3], "role": self.word(60),
             "area": self.word(60), "theme": self.word(60), "may_quote": True}
            for n, text in enumerate(self.texts)
        ]  # fmt: skip
        body = {"contributions": said, "source": "notes", "source_name": self.word(60)}
        made = self.posts(f"{self.at}/contributions", body)["contributions"]
        self.contributions = [one["id"] for one in made]
        self.knows("contribution", *self.contributions)
        for id in self.contributions[:-3][:60]:
            self.posts(f"{self.at}/contributions/{id}/allow")
        self.posts(f"{self.at}/contributions/{self.contributions[-1]}/hide", {"reason": self.word()})

    def _shapes(self) -> None:
        listed = [
            {"text": text, "ref": f"r{n}", "name": self.word(), "theme": self.word(), "detail": self.word(1000)}
            for n, text in enumerate(self.texts)
        ]
        self.ideas: list[str] = [one["id"] for one in self.posts(f"{self.at}/ideas", {"ideas": listed})["ideas"]]
        self.knows("idea", *self.ideas)
        for n, contribution in enumerate(self.contributions[:8]):
            quote = self.posts(f"{self.at}/ideas/{self.ideas[n % 4]}/quotes", {"contribution": contribution})
            self.knows("quote", quote["id"])
        at = f"{self.at}/ideas/{self.ideas[0]}"
        self.posts(f"{at}/wording", {"easy_read": self.word(), "why": self.word()})
        self.posts(f"{at}/place", {"professions": ["Dietitians"], "commitments": []})
        for contribution in self.contributions[:3]:
            self.posts(f"{self.at}/contributions/{contribution}/tag", {"tag": self.word(40)})
        last = self.ideas[-1]
        self.posts(f"{self.at}/ideas/{last}/merge", {"other": self.ideas[-2], "why": self.word()})
        self.knows("merge", self.call("GET", f"{self.at}/ideas/{last}")["merged"][0]["merge"])
        self.weighed = self.ideas[:-2]

    def _plans(self) -> None:
        scales = [{"key": key, "label": self.word(60), "low": self.word(60), "high": self.word(60)} for key in "ab"]
        few = {"ideas": self.weighed[:6]}
        stages: list[Json] = [
            {"kind": "gather", "settings": {"question": self.word(), "check_first": True}},
            {"kind": "discuss", "ideas": self.weighed}, {"kind": "vote", "ideas": self.weighed},
            {"kind": "dots"} | few, {"kind": "rate", "settings": {"scales": scales}} | few, {"kind": "rank"} | few,
            {"kind": "rank", "settings": {"by": "table"}} | few, {"kind": "reveal", "settings": {"of": ["2"]}},
            {"kind": "break", "settings": {"note": self.word()}},
        ]  # fmt: skip
        stages = [stage | {"title": self.word()} for stage in stages]
        made = self.posts(f"{self.at}/sessions", {"name": self.word(), "stages": stages})
        self.session, self.code, self.links = made["id"], made["code"], made["links"]
        self.stages: list[str] = [stage["id"] for stage in made["stages"]]
        self.knows("session", self.session)
        self.knows("stage", *self.stages)

    def _joins(self, n: int) -> Person:
        body = {"code": self.code, "community": COMMUNITIES[n % 2]}
        answer = self.http.post("/api/v1/join", json=body)
        assert answer.status_code == 201, answer.text
        device = answer.cookies["cg_device"]
        self.http.cookies.clear()
        return Person(self.server, answer.json(), device)

    def _lets_in_a_helper(self) -> tuple[str, str]:
        """→ (the path of a link that is still good, the cookie of a host's pass)"""
        links = []
        for role in ("helper", "host"):
            form = {"name": self.word(60), "role": role}
            page = self.http.post(f"/sessions/{self.session}/helpers", data=form, headers=self._host)
            assert page.status_code == 201, page.text[:300]
            links.append(page.text.partition("/help/")[2].partition('"')[0])
        opened = self.http.post(f"/help/{links[1]}", headers={"Origin": self.server.url})
        cookie = opened.cookies["cg_pass"]
        self.http.cookies.clear()
        return links[0], cookie

    # in the workshop

    def _holds(self) -> None:
        self.posts(f"/sessions/{self.session}/start")
        self._turns(GATHER, "open")
        suggestions = self._say("suggestion", [an_action(self.stages[GATHER], "suggest", text=t) for t in self.texts])
        for n, id in enumerate(suggestions[:20]):
            self.posts(f"/suggestions/{id}/{('allow', 'hide')[n % 2]}", {"reason": self.word()})
        self._turns(GATHER, "close")
        self._turns(TALK, "open")
        about = [self.weighed[n % len(self.weighed)] for n in range(len(self.texts))]
        said = [an_action(self.stages[TALK], "comment", idea=i, text=t) for i, t in zip(about, self.texts, strict=True)]
        self.comments = self._say("comment", said)
        for n, id in enumerate(self.comments[:60]):
            self.posts(f"/comments/{id}/{'hide' if n % 9 == 8 else 'allow'}", {"reason": self.word()})
        self._turns(TALK, "close")
        self._weighs()

    def _say(self, what: str, actions: Sequence[Json]) -> list[str]:
        """Everybody in turn says their share → the ids of what was said."""
        several = len(self.people)
        shares = [
            self.acts(person, *actions[n::several]) for n, person in enumerate(self.people) if actions[n::several]
        ]
        ids = [str(ack[what]) for share in shares for ack in share]
        self.knows(what, *ids)
        return ids

    def _turns(self, stage: int, deed: str) -> None:
        self.posts(f"/stages/{self.stages[stage]}/{deed}")

    def _weighs(self) -> None:
        few = self.weighed[:6]
        asked: dict[int, list[Json]] = {
            VOTE: [{"do": "vote", "idea": idea, "choice": "agree"} for idea in few],
            DOTS: [{"do": "dots", "idea": few[0], "dots": 2}],
            RATE: [{"do": "rate", "idea": idea, "scale": scale, "score": 4} for idea in few for scale in "ab"],
            RANK: [{"do": "rank", "order": few}],
        }
        for stage, answers in asked.items():
            self._turns(stage, "open")
            for person in self.people:
                self.acts(person, *(an_action(self.stages[stage], **answer) for answer in answers))
            self._turns(stage, "close")
        self._turns(TABLES, "open")
        at = f"/stages/{self.stages[TABLES]}"
        self.posts(f"{at}/tables/deal", {"tables": 2})
        self.posts(f"{at}/tables/1/order", {"order": few, "handed_in": True})
        self.posts(f"{at}/reasons", {"idea": few[0], "text": self.word()})

    def ends(self) -> None:
        """Reveals what can be, finishes, decides and publishes."""
        self._turns(TABLES, "close")
        for stage in (VOTE, DOTS, RATE, RANK, TABLES):
            self._turns(stage, "reveal")
        self.posts(f"/sessions/{self.session}/finish")
        for n, idea in enumerate(self.weighed[:6]):
            verdict = ("carry_forward", "park")[n % 2]
            body = {"idea": idea, "verdict": verdict, "reason": self.word(), "who": self.word()}
            self.posts(f"/sessions/{self.session}/decisions", body)
        self.posts(f"/sessions/{self.session}/publish")

    # afterwards

    def _drafts(self) -> None:
        at = f"{self.at}/strategy"
        plan = [{"code": f"C{n}", "short": self.word(40), "text": self.word()} for n in range(3)]
        self.posts(f"{at}/framework", {"name": self.word(), "commitments": plan})
        section = self.posts(f"{at}/sections", {"title": self.word(), "intro": self.word()})["id"]
        self.knows("section", section)
        self.statements = [
            self.posts(f"{at}/statements", {
                "text": short(text, 900), "section": section, "ideas": self.weighed[:2], "professions": ["Dietitians"],
                "with_whom": self.word(), "commitments": ["C0"], "works_if": self.word(), "still_open": self.word(),
                "why": self.word(),
            })["id"]
            for text in self.texts[:40]
        ]  # fmt: skip
        self.knows("statement", *self.statements)
        remark = self.posts(f"{at}/statements/{self.statements[0]}/comments", {"text": self.word()})
        self.knows("remark", remark["id"])

    def close(self) -> None:
        self.http.close()


def pages_of(house: WholeHouse, paths: Sequence[str]) -> Iterator[str]:
    """Every address that these patterns mean in this house, with each of its ids in turn where a path names one."""
    fixed = {"programme_id": house.programme, "version": "1", "table": "1", "upload": "nothing", "download": "nothing"}
    for path in paths:
        names = [part.split("}")[0] for part in path.split("{")[1:]]
        codes = [house.listening] if path.startswith("/listen") else [house.code]
        secrets = [house.helper_link] if path.startswith("/help") else ["unknown"]
        several = {"code": codes, "secret": secrets} | house.ids
        longest = next((name for name in reversed(names) if name not in fixed), "")
        for id in several.get(longest, [""]) if longest else [""]:
            known = {name: several[name][0] for name in names if name in several} | fixed | {longest: id}
            if all(name in known for name in names):
                yield path.format_map({name: known[name] for name in names})
