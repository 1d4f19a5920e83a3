"""What participants see, from the first page to the thanks, in every state of every kind of stage."""

from __future__ import annotations

import re
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tools.pictures import told
from tools.pictures.room import Person, Room

from .halls import FEW, TWELVE, Halls, all_vote, all_weigh, in_easy_read, link_secret, shown, suggested, talked
from .scenes import Scene, nothing

REFS = ["E3", "E1", "E5", "E2", "E9"]
WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"


def phones(halls: Halls) -> Iterator[Scene]:
    yield from _coming_in(halls)
    yield from _voting(halls)
    yield from _weighing(halls)
    yield from _talking(halls)
    yield from _results(halls)
    yield from _at_the_end(halls)


def of(name: str, room: Room, also: object = None, path: str = "", person: Person | None = None) -> Scene:
    """This room on the phone of its first citizen."""
    who = person or room.people["citizen"][0]
    return Scene(f"phone-{name}", f"/sessions/{room.id}{path}", who.device, also=also if callable(also) else nothing)


def _coming_in(halls: Halls) -> Iterator[Scene]:
    waits, over = halls.room("vote", start=False), halls.room("vote")
    over.posts(f"/sessions/{over.id}/finish")
    yield Scene("phone-code", "/")
    yield Scene("phone-code-error", "/", also=_types_a_wrong_code)
    yield Scene("phone-privacy", "/privacy")
    yield Scene("phone-receipt", "/receipt")
    yield Scene("phone-receipt-error", "/receipt", also=_types_a_wrong_receipt)
    yield Scene("phone-not-found", "/nowhere")
    yield Scene("phone-join", f"/join/{waits.code}")
    yield Scene("phone-join-ahp", f"/join/{waits.code}", also=lambda page: _chooses(page, "ahp"))
    yield Scene("phone-join-error", f"/join/{waits.code}", also=_presses_join)
    yield Scene("phone-join-over", f"/join/{over.code}")
    yield Scene("phone-shared-join", f"/join/{link_secret(waits)}/shared")
    yield of("lobby", waits)


def _voting(halls: Halls) -> Iterator[Scene]:
    room = halls.opened("vote")
    yield of("vote", room)
    yield of("vote-saved", room, _answers, person=room.people["citizen"][1])
    yield of("vote-offline", room, _answers_offline, person=room.people["citizen"][2])
    finished = room.people["ahp"][0]
    room.vote(finished, 0, dict.fromkeys(room.ideas, "agree"))
    yield of("vote-finished", room, person=finished)
    yield of("vote-remove", room, path="/remove", person=finished)
    timed = halls.opened({"kind": "vote", "title": "A vote with a clock", "settings": {"minutes": 20}})
    yield of("vote-timed", timed)
    yield of("vote-long", halls.many(3, told.LONG))
    yield of("vote-longest-word", halls.many(3, f"{WORD} {WORD}"))
    yield of(
        "vote-easy-read", in_easy_read(halls), lambda page: page.locator(".easy-read summary:visible").first.click()
    )
    late = halls.opened("vote")
    yield of("vote-late", late, lambda page: _answers_too_late(page, late))
    closed = halls.opened("vote")
    closed.vote(closed.people["citizen"][0], 0, dict.fromkeys(list(closed.ideas)[:9], "unsure"))
    closed.stage(0, "close")
    yield of("vote-closed", closed)
    yield of("vote-closed-answers", closed, path="#answers")
    tablet = halls.opened("vote")
    yield Scene("phone-shared-vote", f"/join/{link_secret(tablet)}/shared", also=_takes_the_tablet)
    yield Scene("phone-shared-finished", f"/join/{link_secret(tablet)}/shared",
                also=lambda page: _gives_the_tablet_back(page, tablet))  # fmt: skip


def _weighing(halls: Halls) -> Iterator[Scene]:
    dots = halls.opened({"kind": "dots", "settings": {"budget": 5}})
    yield of("dots", dots)
    _acts(dots, 1, [{"do": "dots", "idea": dots.ideas["E3"], "dots": 5}])
    yield of("dots-none-left", dots, person=dots.people["citizen"][1])
    rate = halls.opened("rate")
    yield of("rate", rate)
    _acts(rate, 1, [{"do": "rate", "idea": idea, "scale": "ease", "score": 2} for idea in rate.ideas.values()])
    yield of("rate-part", rate, person=rate.people["citizen"][1])
    rank = halls.opened({"kind": "rank", "settings": {"places": 5}})
    yield of("rank", rank)
    _acts(rank, 1, [{"do": "rank", "order": [rank.ideas[ref] for ref in REFS]}])
    yield of("rank-full", rank, person=rank.people["citizen"][1])
    tables = halls.room({"kind": "rank", "settings": {"by": "table"}}, crowd=TWELVE, refs=REFS)
    tables.stage(0, "tables/deal", tables=3)
    tables.stage(0, "open")
    for name, person in zip(("table", "table-scribe"), _two_of_a_table(tables), strict=True):
        yield of(name, tables, person=person)


def _talking(halls: Halls) -> Iterator[Scene]:
    quiet, talk = halls.opened("discuss"), talked(halls.opened("discuss", crowd=TWELVE))
    yield of("discuss", quiet)
    yield of("talk-empty", quiet, path=f"#talk-{quiet.ideas['E3']}")
    yield of("talk", talk, path=f"#talk-{talk.ideas['E3']}")
    paused = halls.opened("discuss")
    paused.posts(f"/sessions/{paused.id}/doors", {"comments_paused": True})
    yield of("talk-paused", paused, path=f"#talk-{paused.ideas['E3']}")
    yield of("gather", halls.opened({"kind": "gather", "settings": {"question": "What would help you?"}}))
    yield of("gather-own", suggested(halls.opened("gather"), 12))
    rest = halls.opened({"kind": "break", "settings": {"minutes": 15, "note": "Tea is in the foyer."}})
    yield of("break", rest)


def _results(halls: Halls) -> Iterator[Scene]:
    voted = halls.opened("vote", "reveal", crowd=TWELVE)
    all_vote(voted)
    shown(voted)
    yield of("results", voted)
    yield of("results-table", voted, path="#as-table")
    few = halls.opened("vote", crowd=FEW)
    all_vote(few)
    yield of("results-few", shown(few))
    many = halls.many(40)
    all_vote(many)
    yield of("results-forty", shown(many))
    for kind in ("dots", "rate", "rank"):
        room = halls.opened(kind, crowd=TWELVE, refs=told.RANKED)
        all_weigh(room, 0, list(told.RANKED))
        yield of(f"results-{kind}", shown(room))
        nobody = halls.opened(kind, crowd=FEW, refs=REFS)
        yield of(f"results-{kind}-none", shown(nobody))


def _at_the_end(halls: Halls) -> Iterator[Scene]:
    over = halls.opened("vote", crowd=TWELVE)
    all_vote(over)
    shown(over)
    over.posts(f"/sessions/{over.id}/finish")
    yield of("thanks", over)
    yield of("thanks-results", over, path="#todays-results")
    empty = halls.room("vote")
    empty.posts(f"/sessions/{empty.id}/finish")
    yield of("thanks-nothing", empty)


def _types_a_wrong_code(page: Page) -> None:
    page.get_by_label("Code").fill("000 000")
    page.get_by_role("button", name="Go in").click()
    page.wait_for_load_state()


def _types_a_wrong_receipt(page: Page) -> None:
    page.get_by_label("Receipt code").fill("AAAA-BBBB-CCCC")
    page.get_by_role("button", name="Show my answers").click()
    page.wait_for_load_state()


def _chooses(page: Page, community: str) -> None:
    page.locator(f"input[value={community}]").check(force=True)


def _presses_join(page: Page) -> None:
    page.get_by_role("button", name="Join the workshop").click()
    page.wait_for_load_state()


def _answers(page: Page, choice: str = "Agree") -> None:
    shown = page.locator("[data-answers]:visible").first
    shown.locator("label.answer").filter(has_text=re.compile(rf"^\s*{choice}")).click()
    expect(page.locator("#status")).to_have_text(re.compile("Saved|Kept"))


def _answers_offline(page: Page) -> None:
    page.context.set_offline(True)
    _answers(page)
    expect(page.locator("#banner")).to_be_visible()


def _answers_too_late(page: Page, room: Room) -> None:
    page.context.set_offline(True)
    for choice in ("Agree", "Disagree"):
        _answers(page, choice)
        page.locator("button[data-next]").click()
    shown(room)
    page.context.set_offline(False)
    expect(page.locator("[data-late-title]")).to_contain_text("2 answers came too late", timeout=30_000)


def _takes_the_tablet(page: Page) -> None:
    _chooses(page, "citizen")
    page.get_by_role("button", name="Start").click()
    page.wait_for_selector("html.live")


def _gives_the_tablet_back(page: Page, room: Room) -> None:
    _takes_the_tablet(page)
    page.goto(f"/sessions/{room.id}/shared")


def _acts(room: Room, at: int, acts: list[dict[str, object]]) -> None:
    room.act(room.people["citizen"][at], [{"stage": room.stages[0]} | act for act in acts])


def _two_of_a_table(room: Room) -> tuple[Person, Person]:
    """Somebody at the first table, and whoever writes its list."""
    table = room.gets(f"/stages/{room.stages[0]}/tables")["tables"][0]
    everybody = {p.token.split(".")[2]: p for people in room.people.values() for p in people}
    scribe = table.get("scribe") or table["members"][0]
    other = next(member for member in table["members"] if member != scribe)
    return everybody[other], everybody[scribe]
