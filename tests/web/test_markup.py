"""Every page as it is written: its tags match, no id stands twice, and whatever is named is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.attacks.crawling import looks, visitors
from tests.attacks.whole_house import WholeHouse
from tests.serving import Server, serving
from tools.gallery.markup import faults

WORDS = [f"Plain words {n} & <more> of “them”" for n in range(12)]


def a_page(body: str) -> str:
    return f'<!doctype html><html lang="en"><head><title>A page</title></head><body><main>{body}</main></body></html>'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>Well</p><ul><li><a href='/'>made</a></li></ul><svg><path d='M0 0'/><title>Two</title></svg>", ""),
        ("<div><p>Open</div>", "<p> is not closed before </div>"),
        ("</div>", "</div> closes nothing"),
        ("<p><ul></ul></p>", "<ul> within <p>"),
        ("<button><h2>Big</h2></button>", "<h2> within <button>"),
        ("<a href='/'><button>Twice</button></a>", "<button> somewhere within <a>"),
        ("<form><div><form></form></div></form>", "<form> somewhere within <form>"),
        ("<ul><p>No row</p></ul>", "<p> right within <ul>"),
        ("<p id='a'>1</p><p id='a'>2</p>", "id 'a' stands 2 times"),
        ("<label for='nobody'>For</label>", "for names 'nobody', which is not there"),
        ("<p aria-labelledby='here gone' id='here'>1</p>", "aria-labelledby names 'gone', which is not there"),
        ("<a href='#gone'>Down</a>", "href names 'gone', which is not there"),
        ("<p class='a' class='b'>Two</p>", "<p> has class 2 times"),
        ("<img src='/x.png'>", "<img> without alt"),
        ("<div/>", "<div/> does not end itself"),
    ],
)
def test_what_is_wrong_with_a_page_is_said(body: str, said: str) -> None:
    found = faults(a_page(body))
    assert said in "".join(found) if said else not found, found


class Watched(WholeHouse):
    """A house whose screens are looked at after every turn of its workshop."""

    def __init__(self, server: Server) -> None:
        self.wrong: list[str] = []
        super().__init__(server, WORDS, people=6)

    def _turns(self, stage: int, deed: str) -> None:
        super()._turns(stage, deed)
        person, here = self.people[0], f"/sessions/{self.session}"
        for path, headers in (
            (here, {"Cookie": f"cg_device={person.device}"}), (f"{here}/board", {}), (f"{here}/console", self._host),
        ):  # fmt: skip
            self.reads(f"{path}, step {stage + 1} after {deed}", self.http.get(path, headers=headers))
            self.http.cookies.clear()

    def reads(self, where: str, answer: httpx.Response) -> None:
        if answer.headers.get("content-type", "").startswith("text/html") and answer.status_code < 300:
            self.wrong += [f"{where}: {one}" for one in faults(answer.text)]

    def looks_at_everything(self, *names: str) -> None:
        """Opens one page of each kind, as each of these visitors."""
        readers = [one for one in visitors(self) if one.name in names]
        for visitor, address, answer in looks(self, readers, at_most=1):
            self.reads(f"{address} for {visitor.name}", answer)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    with serving(tmp_path / "data", action_limit="0") as server:
        house = Watched(server)
        yield house
        house.close()


@pytest.mark.check
def test_every_page_is_well_made_while_a_workshop_runs_and_after_its_end(watched: Watched) -> None:
    watched.looks_at_everything("an organiser")
    watched.ends()
    watched.looks_at_everything("anybody", "a participant", "an organiser")
    assert not watched.wrong, "\n".join(dict.fromkeys(watched.wrong))
