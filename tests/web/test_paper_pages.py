"""The pages for paper over the real doors, as a browser without JavaScript uses them: print, type in, read back."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator

import httpx
import pytest

from tests.people import Organiser, Workshop
from tests.serving import Server


class Typist:
    """Somebody signed in who types ballots in."""

    def __init__(self, server: Server, workshop: Workshop, cookie: str) -> None:
        self.at, self.workshop = f"/sessions/{workshop.id}/paper", workshop
        self.http = httpx.Client(
            base_url=server.url, cookies={"cg_signed_in": cookie}, headers={"origin": server.url}, timeout=20,
            trust_env=False,
        )  # fmt: skip

    def looks(self, where: str = "", **query: str) -> str:
        return self.http.get(self.at + where, params=query, follow_redirects=True).raise_for_status().text

    def enters(
        self, number: str, *answers: str, stage: int = 0, more: dict[str, str] | None = None, **fields: str
    ) -> httpx.Response:
        """One ballot whose answers stand beside r0, r1 …"""
        typed = {f"answer|{self.workshop.ideas[f'r{n}']}|": answer for n, answer in enumerate(answers) if answer}
        sent = {"stage": self.workshop.stages[stage], "number": number, "community": "citizen"} | typed
        return self.http.post(self.at, data=sent | {"nonce": secrets.token_urlsafe(12)} | fields | (more or {}))

    def prints(self, **fields: str) -> httpx.Response:
        return self.http.post(f"{self.at}/print", data={"stage": self.workshop.stage, "people": "more"} | fields)


@pytest.fixture(scope="module")
def cookie(server: Server) -> str:
    link = server.command("link", "--email", "typist@example.org").strip().rpartition("/")[2]
    return httpx.post(f"{server.url}/sign-in/{link}", trust_env=False).cookies["cg_signed_in"]


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    ease = {"kind": "rate", "settings": {"scales": [{"key": "ease", "label": "Ease"}]}}
    tables = {"kind": "rank", "settings": {"by": "table"}}
    top = {"kind": "vote", "ideas": {"from": "0", "top": 2, "by": "shared"}}
    return organiser.workshop("vote", "dots", ease, "rank", tables, top)


@pytest.fixture
def typist(server: Server, workshop: Workshop, cookie: str) -> Iterator[Typist]:
    typist = Typist(server, workshop, cookie)
    yield typist
    typist.http.close()


def refusal(answer: httpx.Response) -> str:
    found = re.search(r'class="error-summary".*?<p>(.*?)</p>', answer.text, re.S)
    assert found, answer.text
    return found.group(1)


def test_a_ballot_is_saved_and_the_next_one_begins(typist: Typist, workshop: Workshop) -> None:
    typist.prints(count="3")
    answer = typist.enters("1", "agree", "unsure", "", "disagree")
    assert answer.status_code == 303
    page = typist.http.get(answer.headers["location"]).text
    assert "Ballot 1 is saved." in page
    assert 'name="number" value="2"' in page
    assert "1 of 3" in page
    assert [workshop.tally()[f"r{n}"]["citizen"] for n in range(4)] == [
        {"agree": 1, "unsure": 0, "disagree": 0}, {"agree": 0, "unsure": 1, "disagree": 0},
        {"agree": 0, "unsure": 0, "disagree": 0}, {"agree": 0, "unsure": 0, "disagree": 1},
    ]  # fmt: skip
    assert workshop.shown()["finished"]["citizen"] == 1


def test_a_blank_ballot_is_a_ballot(typist: Typist, workshop: Workshop) -> None:
    typist.prints(count="1")
    assert typist.enters("1").status_code == 303
    assert "1 of 1" in typist.looks()
    assert workshop.outcomes()["participants"]["by_channel"]["paper"] == 1


def test_the_same_form_sent_twice_is_one_sheet(typist: Typist, workshop: Workshop) -> None:
    for _ in range(2):
        assert typist.enters("1", "agree", nonce="pressed-twice").status_code == 303
    assert workshop.shown()["here"]["citizen"] == 1


def test_dots_scores_and_places_are_typed_as_figures(typist: Typist, workshop: Workshop) -> None:
    workshop.turn("close")
    workshop.turn("open", 1)
    assert typist.enters("1", "3", "0", "2", stage=1).status_code == 303
    workshop.turn("close", 1)
    workshop.turn("open", 2)
    scores = {f"answer|{workshop.ideas['r1']}|ease": "4"}
    assert typist.enters("1", stage=2, more=scores).status_code == 303
    workshop.turn("close", 2)
    workshop.turn("open", 3)
    assert typist.enters("1", "2", "1", "2", stage=3).status_code == 303
    _, dots, rate, rank, *_ = workshop.outcomes()["stages"]
    assert [row["communities"]["citizen"]["dots"] for row in dots["ideas"]] == [3, 0, 2, 0]
    assert rate["ideas"][1]["communities"]["citizen"]["ease"]["mean"] == 4
    level = [row for row in rank["standings"]["communities"]["citizen"] if row["place"] == 2]
    assert {row["idea"] for row in level} == {workshop.ideas["r0"], workshop.ideas["r2"]}
    assert workshop.outcomes()["participants"]["by_channel"]["paper"] == 1


def test_what_is_wrong_is_said_in_a_sentence_and_nothing_of_it_is_saved(typist: Typist, workshop: Workshop) -> None:
    other = workshop.host.workshop("vote")
    assert refusal(typist.enters("1", "agree", stage=0, community="")) == "Choose who filled this ballot in."
    assert refusal(typist.enters("", "agree")) == "Type the number that stands on the ballot."
    foreign_stage = {"stage": other.stage, "number": "1", "community": "citizen", "nonce": "a nonce"}
    assert refusal(typist.http.post(typist.at, data=foreign_stage)) == "This step is not part of this workshop."
    foreign_idea = typist.enters("1", "agree", more={f"answer|{other.ideas['r0']}|": "agree"})
    assert refusal(foreign_idea) == "This idea is not part of this step."
    assert 'value="agree" data-key="1" checked' in foreign_idea.text  # what was typed stays
    assert refusal(typist.enters("1", "1", stage=1)) == "This has not opened yet."
    assert refusal(typist.enters("1", "1", stage=4)) == "Single people answer on paper here, not in this step."
    assert refusal(typist.enters("1", "yes")) == "Choose agree, not sure or disagree."
    workshop.turn("close")
    workshop.turn("open", 1)
    assert refusal(typist.enters("1", "9", stage=1)) == "You have 5 dots in all."
    assert refusal(typist.enters("1", "many", stage=1)) == "Type whole numbers only: “many” is none."
    assert workshop.shown()["here"]["citizen"] == 0


def test_the_same_number_again_shows_both_and_is_settled_with_a_reason(typist: Typist, workshop: Workshop) -> None:
    typist.enters("7", "agree", "agree")
    answer = typist.enters("7", "disagree", "agree")
    assert answer.status_code == 409
    assert "Ballot 7 was entered before." in answer.text
    rows = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td>', answer.text, re.S)
    assert len(rows) == 1
    assert ("Agree" in rows[0][1], "Disagree" in rows[0][2]) == (True, True)
    assert workshop.tally()["r0"]["citizen"]["agree"] == 1
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
    assert typist.http.post(typist.at, data=hidden).status_code == 422  # no reason
    assert typist.http.post(typist.at, data=hidden | {"reason": "typed wrongly"}).status_code == 303
    assert workshop.tally()["r0"]["citizen"] == {"agree": 0, "unsure": 0, "disagree": 1}
    assert workshop.shown()["here"]["citizen"] == 1


def test_an_entered_ballot_opens_with_its_answers_and_wants_a_reason_to_change(typist: Typist) -> None:
    typist.enters("7", "agree")
    page = typist.looks(number="7")
    assert "Ballot 7 was entered before." in page
    assert 'name="replace" value="1"' in page
    assert page.count('data-key="1" checked') == 2  # citizen, and agree


def test_a_comment_on_a_ballot_waits_for_the_host(typist: Typist, workshop: Workshop) -> None:
    typist.enters("1", "agree", more={f"comment|{workshop.ideas['r2']}": "Written by hand"})
    (found,) = workshop.host.gets(f"/sessions/{workshop.id}/comments?state=waiting")["comments"]
    assert (found["text"], found["idea"]) == ("Written by hand", workshop.ideas["r2"])


def test_ballots_are_read_back_from_what_was_typed(typist: Typist, workshop: Workshop) -> None:
    for n in range(1, 5):
        typist.enters(str(n), "agree", "unsure")
    for done in range(3):
        page = typist.looks()
        assert f"{done} of 3 read back" in page
        number = re.search(r"Read back ballot (\d)", page)
        assert number
        shown = typist.looks("/read-back", stage=workshop.stage, number=number.group(1))
        assert all(word in shown for word in ("Agree", "Not sure", "Blank"))
        typist.http.post(f"{typist.at}/read-back", data={"stage": workshop.stage, "number": number.group(1)})
    assert "3 of 3 read back" in typist.looks()
    assert "Read back ballot" not in typist.looks()


def test_numbers_go_on_where_the_last_print_ended(typist: Typist, workshop: Workshop) -> None:
    first = typist.prints(count="9")
    assert (first.status_code, workshop.shown()["paper_handed_out"]) == (303, 9)
    page = typist.http.get(first.headers["location"]).text
    assert re.findall(r"Ballot <strong>(\d+)</strong>", page) == [str(n) for n in range(1, 10)]
    more = typist.http.get(typist.prints(count="2").headers["location"]).text
    assert re.findall(r"Ballot <strong>(\d+)</strong>", more) == ["10", "11"]
    again = typist.http.get(typist.prints(people="same", stage=workshop.stages[1]).headers["location"]).text
    assert re.findall(r"Ballot <strong>(\d+)</strong>", again) == [str(n) for n in range(1, 12)]
    assert "You have 5 dots." in again
    assert workshop.shown()["paper_handed_out"] == 11


def test_a_print_before_the_step_opens_says_that_its_wording_can_change(typist: Typist, workshop: Workshop) -> None:
    later = typist.http.get(typist.prints(count="1", stage=workshop.stages[1]).headers["location"]).text
    assert "If its wording changes, print these again." in later
    now = typist.http.get(typist.prints(count="1").headers["location"]).text
    assert "If its wording changes" not in now


@pytest.mark.parametrize("count", ["0", "-1", "501", "ten", "", "1e3", "٣"])
def test_a_count_that_is_none_prints_nothing(typist: Typist, workshop: Workshop, count: str) -> None:
    answer = typist.prints(count=count)
    assert answer.status_code == 422
    assert "Print 1 to 500 ballots at a time." in answer.text
    assert workshop.shown()["paper_handed_out"] == 0


def test_a_step_whose_ideas_are_not_known_yet_cannot_be_printed(typist: Typist, workshop: Workshop) -> None:
    assert typist.prints(count="1", stage=workshop.stages[5]).status_code == 422
    assert typist.prints(count="1", stage=workshop.stages[4]).status_code == 422
    assert workshop.shown()["paper_handed_out"] == 0
    assert "Print them once it has opened." in typist.looks("/print")


def test_the_page_says_so_where_no_step_takes_paper(typist: Typist, workshop: Workshop) -> None:
    workshop.turn("close")
    workshop.turn("reveal")
    assert "No step takes ballots at the moment." in typist.looks()


def test_a_reveal_that_would_leave_out_paper_asks_first(typist: Typist, workshop: Workshop) -> None:
    typist.prints(count="2")
    typist.enters("1", "agree")
    workshop.turn("close")
    console = f"/sessions/{workshop.id}/console"
    asked = {"expected_version": workshop.shown()["version"], "stage": workshop.stage}
    assert "Paper ballots: 1 of 2" in typist.http.get(console).text
    question = typist.http.post(f"{console}/reveal", data=asked)
    assert "1 of 2 paper ballots is not entered yet." in question.text
    assert workshop.shown()["stages"][0]["state"] == "closed"
    assert typist.http.post(f"{console}/reveal", data=asked | {"sure": "true"}).status_code == 303
    assert workshop.shown()["stages"][0]["state"] == "revealed"


def test_a_reveal_with_all_paper_entered_asks_nothing(typist: Typist, workshop: Workshop) -> None:
    typist.prints(count="1")
    typist.enters("1", "agree")
    workshop.turn("close")
    asked = {"expected_version": workshop.shown()["version"], "stage": workshop.stage}
    assert typist.http.post(f"/sessions/{workshop.id}/console/reveal", data=asked).status_code == 303


def test_finishing_with_paper_left_says_so(typist: Typist, workshop: Workshop) -> None:
    typist.prints(count="3")
    asked = {"expected_version": workshop.shown()["version"]}
    question = typist.http.post(f"/sessions/{workshop.id}/console/finish", data=asked).text
    assert "Finish the workshop?" in question
    assert "3 of 3 paper ballots are not entered yet." in question
    assert workshop.shown()["state"] == "running"


def test_going_back_and_typing_the_next_ballot_into_the_old_form_makes_two_people(
    typist: Typist, workshop: Workshop
) -> None:
    typist.enters("1", "agree", nonce="the page came from the browser's memory")
    typist.enters("2", "disagree", nonce="the page came from the browser's memory")
    assert workshop.tally()["r0"]["citizen"] == {"agree": 1, "unsure": 0, "disagree": 1}


def reveal_of(typist: Typist, workshop: Workshop, stage: int) -> httpx.Response:
    """The answer to the console's button, for a step that is closed."""
    asked = {"expected_version": workshop.shown()["version"], "stage": workshop.stages[stage]}
    return typist.http.post(f"/sessions/{workshop.id}/console/reveal", data=asked)


def test_only_steps_with_paper_of_their_own_ask_before_the_reveal_and_say_which(
    typist: Typist, workshop: Workshop
) -> None:
    typist.prints(count="3")
    for number in ("1", "2", "3"):
        typist.enters(number, "agree")
    workshop.turn("close")
    workshop.turn("open", 1)
    workshop.turn("close", 1)
    assert reveal_of(typist, workshop, 1).status_code == 303, "the paper was for the vote"
    workshop.turn("open", 3)
    typist.prints(people="same", stage=workshop.stages[3])
    typist.enters("2", "1", stage=3)
    workshop.turn("close", 3)
    question = reveal_of(typist, workshop, 3)
    assert question.status_code == 200
    assert "2 of 3 paper ballots are not entered yet. Numbers 1, 3." in question.text


def test_paper_that_a_program_hands_out_is_for_the_step_of_now(typist: Typist, workshop: Workshop) -> None:
    workshop.host.posts(f"/sessions/{workshop.id}/paper/handed-out", {"count": 1})
    workshop.turn("close")
    assert "1 of 1 paper ballots is not entered yet. Number 1." in reveal_of(typist, workshop, 0).text
    workshop.turn("open", 1)
    workshop.turn("close", 1)
    assert reveal_of(typist, workshop, 1).status_code == 303
