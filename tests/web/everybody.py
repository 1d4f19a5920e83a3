"""Everybody who could knock at a door, with all that one programme holds, and another programme next door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from app.storage import tables as t
from app.storage.accounts import someone
from app.storage.secrets import new_id
from app.web.halfway import send_on
from app.web.under_way import begin
from tests.people import Organiser, Workshop, an_action
from tests.web.keys import Keys
from tests.web.within import application


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who knocks. `here` are the classes of rights they have at an address that names the programme,
    `nowhere` at one that names none; `only` the rights that a token is limited to. `session_only`: what they have, they
    have in that session. Who brings a key that is not `good` is turned away by every door."""

    headers: Mapping[str, str] = field(default_factory=dict)
    here: frozenset[str] = frozenset()
    nowhere: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    session_only: bool = False
    good: bool = True


class World(Keys):
    """Two programmes. `ids` names one thing of each kind in the first, by the names that addresses give them."""

    def __init__(self, app: FastAPI, client: TestClient, organiser: Organiser, database: str) -> None:
        super().__init__(database, app.state.house.now)
        self.app, self.client, self.organiser = app, client, organiser
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.here = organiser.workshop("discuss", {"kind": "gather"}, "vote", opened=False, start=False)
        self.other = organiser.workshop("vote")
        self.now: float = app.state.house.now()
        self.removed = self.joined(self.here)
        organiser.posts(f"/sessions/{self.here.id}/people/{self.removed['participant']}/remove")
        self.a, self.b = self.joined(self.here), self.joined(self.other)
        self.ids = self._ids()

    def joined(self, workshop: Workshop) -> dict[str, str]:
        """{participant, token, device} of a new person."""
        answer = self.client.post("/api/v1/join", json={"code": workshop.code, "community": "citizen"})
        found = answer.json()
        cookie = httpx.Response(200, headers=answer.headers.raw, request=httpx.Request("GET", "http://x")).cookies
        return {"participant": found["participant"], "token": found["token"], "device": cookie["cg_device"]}

    def turn(self, deed: str, stage: int = 0) -> None:
        self.here.turn(deed, stage)

    def _ids(self) -> dict[str, str]:
        programme, now = self.here.programme, self.now
        idea, kept = self.here.ideas["r0"], self.here.ideas["r1"]
        made = {name: new_id() for name in (
            "contribution", "question", "quote", "merge", "section", "statement", "remark", "comment", "suggestion",
            "helper",
        )}  # fmt: skip
        with self.db() as db:
            db.add(t.Question(id=made["question"], programme=programme, position=0, text="What matters?"))
            db.add(t.Section(id=made["section"], programme=programme, position=0, title="First"))
            db.add(
                t.Contribution(id=made["contribution"], programme=programme, number=1, text="Word",
                               source="page", at=now)
            )  # fmt: skip
            db.flush()
            db.add(t.Statement(id=made["statement"], programme=programme, position=0, text="We will", created_at=now))
            db.add(
                t.Quote(id=made["quote"], idea=idea, contribution=made["contribution"], starts=0, ends=4,
                        who="", at=now)
            )  # fmt: skip
            db.add(
                t.IdeaMerge(id=made["merge"], programme=programme, kept=kept, gone=idea, moved=[], wording=1, who="",
                            at=now, undone_at=now)
            )  # fmt: skip
            db.flush()
            db.add(t.StatementComment(id=made["remark"], statement=made["statement"], text="Hm", who="", at=now))
            db.add(
                t.SessionPass(id=made["helper"], session=self.here.id, role="helper", name="Sam", link=b"link",
                              created_at=now, expires_at=now)
            )  # fmt: skip
            for table, id in ((t.CommentRow, made["comment"]), (t.SuggestionRow, made["suggestion"])):
                extra: dict[str, Any] = {"idea": idea} if table is t.CommentRow else {}
                db.add(
                    table(id=id, session=self.here.id, stage=self.here.stage, participant=self.a["participant"],
                          text="A remark", state="waiting", at=now, number=1, **extra)
                )  # fmt: skip
        return made | {
            "programme": programme, "session": self.here.id, "stage": self.here.stage, "idea": idea,
            "participant": self.a["participant"],
        }  # fmt: skip

    def halfway(self, account: str, to: str) -> str:
        """The note of a browser that knew the password of an account, and is to go on to this step."""
        with self.db() as db:
            known = someone(db, account)
        assert known is not None
        given = send_on(self._request(), Response(), known, to).headers["set-cookie"]
        return given.partition(";")[0].partition("=")[2]

    def on_the_way(self) -> str:
        """The note of a browser that was sent to its organisation's sign-in."""
        return begin(self._request(), "/programmes")[1]

    def _request(self) -> Request:
        return Request({"type": "http", "app": self.app, "path": "/", "headers": [], "scheme": "http"})

    def says(self) -> dict[str, Any]:
        """A vote of the first participant."""
        return an_action(self.here.stages[2], "vote", idea=self.here.ideas["r0"], choice="agree")


@contextmanager
def a_world(data: Path) -> Iterator[World]:
    with application(data) as (app, client, organiser):
        yield World(app, client, organiser, app.state.house.settings.database)
