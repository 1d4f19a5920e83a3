"""Shaping against the real server, by plain forms and by calls: no script is needed for any of it."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator

import pytest

from app.bench.listened import fill
from tests.domain.test_pictures import a_png
from tests.people import Json, Organiser
from tests.serving import Server, serving
from tests.web.test_organiser_pages import Browser, a_link

FALL = "My mum fell on the Friday. Nobody came. A visit in two days would have changed 😀 everything."


@pytest.fixture(scope="module")
def signed_in(server: Server) -> Iterator[Browser]:
    browser = Browser(server)
    browser.sends(f"/sign-in/{a_link(server)}")
    yield browser
    browser.http.close()


class Bench:
    """One programme with what people said, as its organiser sees it."""

    def __init__(self, organiser: Organiser, browser: Browser, *said: str) -> None:
        self.organiser, self.browser = organiser, browser
        self.programme: str = organiser.posts("/programmes", {"name": "Example programme"})["id"]
        self.api, self.shape = f"/programmes/{self.programme}", f"/programmes/{self.programme}/shape"
        self.said = [self.hears(text) for text in said]

    def hears(self, text: str, **more: str) -> str:
        sent = {"contributions": [{"text": text, "role": "Carer", **more}], "source": "notes"}
        made = self.organiser.posts(f"{self.api}/contributions", sent | {"source_name": "Hull listening event"})
        id: str = made["contributions"][0]["id"]
        self.organiser.posts(f"{self.api}/contributions/{id}/allow")
        return id

    def idea(self, text: str, **more: str) -> str:
        made = self.organiser.posts(f"{self.api}/ideas", {"ideas": [{"text": text, **more}]})
        id: str = made["ideas"][0]["id"]
        return id

    def known(self, idea: str) -> Json:
        return self.organiser.gets(f"{self.api}/ideas/{idea}")

    def words(self, idea: str) -> list[str]:
        return [quote["words"] for quote in self.known(idea)["quotes"]]

    def page(self, query: str = "") -> str:
        return html.unescape(self.browser.reads(f"{self.shape}{query}"))

    def sends(self, path: str = "", status: int = 303, **form: str) -> str:
        return self.browser.sends(f"{self.shape}{path}", status, more=form)


@pytest.fixture
def bench(organiser: Organiser, signed_in: Browser) -> Bench:
    return Bench(organiser, signed_in, FALL, "Nobody told me the foot clinic does Saturdays.", "I ring at 8.")


def test_the_workbench_without_a_word_says_what_to_do(organiser: Organiser, signed_in: Browser) -> None:
    empty = Bench(organiser, signed_in)
    assert "Nobody has said anything yet" in empty.page()
    assert "0 of 0 are in an idea" in empty.page()


def test_a_passage_is_quoted_whole_by_its_words_or_by_its_places(bench: Bench) -> None:
    idea = bench.idea("A home visit after a fall")
    page = bench.page(f"?idea={idea}&at={bench.said[0]}")
    assert "“A home visit after a fall”" in page
    assert "Quote only these words" in page
    assert "Carer, Hull listening event" in page
    to = bench.sends(
        do="attach", idea=idea, contribution=bench.said[0], words="a visit in two days", back=f"idea={idea}"
    )
    assert "1 quote was added" in bench.browser.reads(to)
    start = FALL.index("would")
    bench.sends(
        do="attach", idea=idea, contribution=bench.said[0], starts=str(start), ends=str(len(FALL)), marked=FALL[start:]
    )
    bench.sends(do="attach", idea=idea, contribution=bench.said[1])
    assert bench.words(idea) == ["A visit in two days", FALL[start:], "Nobody told me the foot clinic does Saturdays."]
    answer = bench.sends("", 422, do="attach", idea=idea, contribution=bench.said[0], words="six weeks")
    assert "not in what was said" in answer
    assert 'value="six weeks"' in answer, "what was typed is shown again"
    answer = bench.sends(
        "", 409, do="attach", idea=idea, contribution=bench.said[0], starts="0", ends="5", marked="other"
    )
    assert "changed meanwhile" in answer
    assert "2 of 3 are in an idea" in bench.page()


def test_a_new_idea_is_made_of_a_passage_and_of_several(bench: Bench) -> None:
    to = bench.sends(do="new", contribution=bench.said[0], words="a visit in two days", back="q=mum&all=1&evil=//x")
    assert re.fullmatch(rf"{bench.shape}\?q=mum&all=1&idea=[\w-]+&made=1", to), to
    assert "“A visit in two days”" in bench.page(to.partition("shape")[2])
    answer = bench.browser.http.post(
        f"{bench.shape}/several", data={"do": "new", "chosen": bench.said[1:], "back": "page=2"}
    )
    idea = re.findall(r"idea=([\w-]+)", answer.headers["location"])[0]
    assert bench.words(idea) == ["Nobody told me the foot clinic does Saturdays.", "I ring at 8."]
    assert "Open an idea first" in bench.sends("/several", 422, do="attach", chosen=bench.said[0])
    assert "Choose at least one" in html.unescape(bench.sends("/several", 422, do="new"))
    assert "Everything that people said is in an idea" in bench.page()


def test_quotes_are_taken_off_put_back_and_undone(bench: Bench) -> None:
    idea = bench.idea("A home visit after a fall")
    quote = bench.organiser.posts(f"{bench.api}/ideas/{idea}/quotes", {"contribution": bench.said[2]}, 201)["id"]
    to = bench.sends(f"/quotes/{quote}", do="remove", idea=idea)
    assert bench.words(idea) == []
    page = html.unescape(bench.browser.reads(to.partition("#")[0]))
    assert "1 quote was removed" in page
    bench.sends(f"/quotes/{quote}", do="put-back", idea=idea)
    assert bench.words(idea) == ["I ring at 8."]
    what, id = re.findall(r'name="(?:what|id)" value="([^"]+)"', bench.browser.reads(f"{bench.shape}?idea={idea}"))[:2]
    assert (what, id) == ("quoted", quote)
    assert "Something else was done" in bench.sends("/undo", 409, idea=idea, what="merged", id="x")
    bench.sends("/undo", idea=idea, what=what, id=id)
    assert bench.words(idea) == []


def test_what_people_said_is_sorted_and_found_again(bench: Bench) -> None:
    first = bench.said[0]
    bench.sends("/sort", do="tag", contribution=first, tag="Falls at HOME")
    bench.sends("/sort", do="theme", contribution=first, theme="At home", seen_theme="")
    bench.sends(do="flag", contribution=first)
    for query in ("?tag=falls+at+home", "?theme=At+home", "?flagged=1", "?q=mum+friday", "?community=-&q=fell"):
        page = bench.page(query)
        assert page.count("data-said=") == 1, query
        assert FALL in page
    assert "another theme meanwhile" in bench.sends(
        "/sort", 409, do="theme", contribution=first, theme="X", seen_theme=""
    )
    bench.sends("/sort", do="untag", contribution=first, tag="falls at home")
    bench.sends(do="unflag", contribution=first)
    assert "Nothing that people said is like this" in bench.page("?flagged=1")
    for odd in ("?page=999999999999", "?page=-1", "?page=x", "?idea=unknown&at=unknown", "?q=%00", "?tag=%25"):
        bench.page(odd)


def test_look_alikes_are_merged_at_once_or_kept_apart_for_good(bench: Bench) -> None:
    for text in ("Refer myself to a physio", "Long covid groups", "A dietitian at the food bank", "Exercises on video"):
        bench.idea(text)
    ours = bench.idea("A home visit within two days of a fall")
    theirs = bench.idea("A visit at home within days of my fall", name="Theirs")
    third = bench.idea("A home visit within a week of a fall", name="Third")
    page = bench.page(f"?idea={ours}")
    assert "2 ideas look like this one" in page
    assert "1 more could belong here" in page
    bench.browser.sends(f"/programmes/{bench.programme}/ideas/{ours}/keep-apart", other=third)
    assert "1 idea looks like this one" in bench.page(f"?idea={ours}")
    to = bench.browser.sends(f"/programmes/{bench.programme}/ideas/{ours}/merge", other=theirs)
    assert "The two are one idea now" in bench.browser.reads(to.partition("#")[0])
    assert "look like this one" not in bench.page(f"?idea={ours}")
    assert bench.known(theirs)["merged_into"] == ours
    page = html.unescape(bench.browser.reads(f"/programmes/{bench.programme}/ideas/{theirs}"))
    assert "This idea is part of" in page
    undo = re.findall(r'action="([^"]+/merges/[^"]+/undo)"', page)[0]
    assert "two ideas again" in bench.browser.reads(bench.browser.sends(undo))
    assert bench.known(theirs)["merged_into"] is None


def test_ideas_are_merged_and_split_with_words_for_both(bench: Bench) -> None:
    ours, theirs = bench.idea("Ours"), bench.idea("Theirs")
    for idea, said in ((ours, 0), (theirs, 1), (theirs, 2)):
        bench.organiser.posts(f"{bench.api}/ideas/{idea}/quotes", {"contribution": bench.said[said]}, 201)
    ideas = f"/programmes/{bench.programme}/ideas"
    assert "Merge it with" in bench.browser.reads(f"{ideas}/{ours}/merge")
    assert "“Theirs”" in bench.browser.reads(f"{ideas}/{ours}/merge?other={theirs}")
    again = bench.browser.sends(f"{ideas}/{ours}/merge", 422, other=theirs, words="new", text=" ", why="They are one")
    assert "They are one" in again
    bench.browser.sends(f"{ideas}/{ours}/merge", other=theirs, words="new", text="Both", why="They are one", seen="1")
    assert (bench.known(ours)["text"], len(bench.words(ours))) == ("Both", 3)
    quotes = [quote["id"] for quote in bench.known(ours)["quotes"]]
    answer = bench.browser.sends(f"{ideas}/{ours}/split", 422, text="New", old_text="Old")
    assert "Choose the quotes" in answer
    assert "New" in answer
    to = bench.browser.sends(f"{ideas}/{ours}/split", text="New", old_text="Old", why="Two things", quotes=quotes[0])
    new = re.findall(r"idea=([\w-]+)", to)[0]
    assert (bench.known(new)["text"], bench.words(new)) == ("New", [FALL])
    assert (bench.known(ours)["text"], len(bench.words(ours))) == ("Old", 2)


def test_two_organisers_never_overwrite_each_others_words_unseen(bench: Bench) -> None:
    idea = bench.idea("First")
    ideas = f"/programmes/{bench.programme}/ideas/{idea}"
    bench.organiser.posts(f"{bench.api}/ideas/{idea}/wording", {"text": "Theirs", "why": "because"})
    page = html.unescape(bench.browser.sends(ideas, 409, text="Mine", detail="Plain", why="my why", seen="1"))
    for words in ("As it is now", "“Theirs”", "Mine", "Plain", "my why", 'name="seen" value="2"'):
        assert words in page
    bench.browser.sends(ideas, text="Mine", detail="Plain", why="my why", seen="2")
    known = bench.known(idea)
    assert [w["text"] for w in known["wordings"]] == ["Mine", "Theirs", "First"]
    page = html.unescape(bench.browser.reads(ideas))
    assert "Wording 3, changed by you" in page
    assert "my why" in page
    bench.browser.sends(f"{ideas}/restore", number="1", seen="3")
    assert (bench.known(idea)["text"], bench.known(idea)["version"]) == ("First", 4)
    conflict = bench.organiser.posts(f"{bench.api}/ideas/{idea}/wording", {"text": "X", "expected_version": 1}, 409)
    assert (conflict["error"]["code"], conflict["error"]["version"]) == ("moved_on", 4)


def test_an_ideas_place_and_picture(bench: Bench) -> None:
    idea = bench.idea("First")
    ideas = f"/programmes/{bench.programme}/ideas/{idea}"
    bench.browser.http.post(f"{ideas}/place", data={"professions": ["Paramedics", "Dietitians"], "commitments": ["2"]})
    bench.browser.http.post(f"{ideas}/place", data={"was-professions": ["Paramedics"], "commitments": ["2"]})
    assert (bench.known(idea)["professions"], bench.known(idea)["commitments"]) == (["Dietitians"], ["2"])
    picture = {"picture": ("x.svg", a_png())}
    assert "Say in words" in bench.browser.sends(f"{ideas}/picture", 422, files=picture, words=" ")
    bench.browser.sends(f"{ideas}/picture", files=picture, words="A house with stairs")
    answer = bench.browser.http.get(f"{ideas}/picture")
    assert (answer.headers["content-type"], answer.content) == ("image/png", a_png())
    assert 'alt="A house with stairs"' in bench.browser.reads(ideas)
    svg = {"picture": ("x.png", b"<svg onload='alert(1)'/>")}
    assert "PNG or JPEG" in bench.browser.sends(f"{ideas}/picture", 422, files=svg, words="x")
    large = {"picture": ("x.png", a_png() + b"\0" * 1_048_577)}
    assert "1 MB" in bench.browser.sends(f"{ideas}/picture", 413, files=large, words="x")
    bench.browser.sends(f"{ideas}/picture/remove")
    assert bench.known(idea)["picture"] is None


def test_an_idea_in_withdrawn_words_asks_to_be_reworded(bench: Bench) -> None:
    to = bench.sends(do="new", contribution=bench.said[0])
    idea = re.findall(r"idea=([\w-]+)", to)[0]
    bench.organiser.posts(f"{bench.api}/contributions/{bench.said[0]}/withdraw")
    page = html.unescape(bench.browser.reads(f"/programmes/{bench.programme}/ideas"))
    assert "1 idea to reword" in page
    assert bench.known(idea)["reword_wanted"]
    bench.browser.sends(f"/programmes/{bench.programme}/ideas/{idea}", text="Come sooner after a fall")
    for path in ("/ideas", f"/ideas/{idea}", f"/shape?idea={idea}&all=1"):
        assert "My mum fell" not in bench.browser.reads(f"/programmes/{bench.programme}{path}")
    assert "My mum fell" not in str(bench.known(idea))


def test_a_workshop_keeps_the_words_and_the_idea_that_it_weighed(organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    api = f"/programmes/{workshop.programme}"
    kept, gone = workshop.ideas["r1"], workshop.ideas["r0"]
    organiser.posts(f"{api}/ideas/{kept}/merge", {"other": gone, "wording": {"text": "Both"}})
    shown = {idea["id"]: idea["text"] for idea in workshop.shown()["stages"][0]["ideas"]}
    assert gone in shown
    assert shown[kept] != "Both"
    assert gone not in {idea["id"] for idea in organiser.gets(f"{api}/ideas")["ideas"]}


def test_calls_say_how_far_shaping_has_come(bench: Bench) -> None:
    made = bench.organiser.posts(f"{bench.api}/ideas/from-contributions", {"contributions": bench.said[:2]}, 201)
    assert [quote["words"] for quote in made["quotes"]] == [FALL, "Nobody told me the foot clinic does Saturdays."]
    far = bench.organiser.gets(f"{bench.api}/shaping")
    assert (far["in_an_idea"], far["all"], far["themes"]) == (2, 3, [{"name": None, "in_an_idea": 2, "all": 3}])
    for call, sent in (("tag", {"tag": "Falls"}), ("untag", {"tag": "falls"}), ("theme", {"theme": "Home"}),
                       ("flag", {"on": True})):  # fmt: skip
        bench.organiser.posts(f"{bench.api}/contributions/{bench.said[0]}/{call}", sent)
    idea = made["id"]
    removed = bench.organiser.posts(f"{bench.api}/ideas/{idea}/quotes/{made['quotes'][0]['id']}/remove")
    assert len(removed["quotes"]) == len(removed["removed_quotes"]) == 1
    bench.organiser.posts(f"{bench.api}/ideas/{idea}/place", {"professions": ["Dietitians"], "commitments": ["2"]})
    other = bench.idea("Another")
    merged = bench.organiser.posts(f"{bench.api}/ideas/{idea}/merge", {"other": other})["merged"][0]["merge"]
    assert bench.organiser.posts(f"{bench.api}/merges/{merged}/undo")["id"] == other
    assert bench.organiser.posts(f"{bench.api}/ideas/{idea}/park")["parked"]
    assert not bench.organiser.posts(f"{bench.api}/ideas/{idea}/take-up")["parked"]
    alike = bench.organiser.gets(f"{bench.api}/ideas/{idea}/look-alikes")
    assert alike["ready"] is True


@pytest.mark.check
def test_with_two_thousand_contributions_look_alikes_come_from_a_process_and_pages_stay_quick(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with serving(tmp_path_factory.mktemp("many") / "data") as server:
        listened = fill(f"sqlite:///{server.data}/common-ground.db", 2_000, 40)
        with Organiser(server) as organiser:
            path = f"/programmes/{listened.programme}/ideas/{listened.ideas[0]}/look-alikes"
            first = organiser.gets(path)
            assert first["ready"] is False
            until = time.monotonic() + 30
            while not (found := organiser.gets(path))["ready"]:
                assert time.monotonic() < until
                time.sleep(0.2)
            assert found["ideas"]
            assert found["contributions"]
            page = f"{server.url}/programmes/{listened.programme}/shape?idea={listened.ideas[0]}"
            began = time.monotonic()
            answer = organiser.http.get(page)
            assert answer.status_code == 200
            assert answer.text.count("data-said=") == 50
            assert time.monotonic() - began < 2
