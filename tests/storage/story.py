"""A workshop in which every kind of event happens, in an order that makes sense."""

from __future__ import annotations

from collections.abc import Callable

from app.domain import asking
from app.domain.asking import CLOCK
from app.domain.stages import GRACE, UNSAID, Translation
from app.domain.translating import made_of
from tests.builders import EVERY_KIND, Sitting, a_stage

TICKETS = (("t1", ""), ("t2", "ahp"), ("t3", ""), ("t4", ""), ("t5", ""))


def a_story() -> Sitting:
    """The workshop before anything has happened."""
    tables = [a_stage("rank", name, by="table") for name in ("tables", "more-tables")]
    return Sitting(*tables, *(kind for kind in EVERY_KIND if kind != "reveal"), joining="ticket", started=False)


def opens(sitting: Sitting, stage: str) -> None:
    known = sitting.session.open_stage()
    if known is not None:
        sitting.closes(known.id)
    sitting.opens(stage)


def some_comments(sitting: Sitting) -> None:
    opens(sitting, "discuss")
    sitting.comments("ann", "Hers", "c1")
    sitting.comments("ben", "His", "c2")


def clock_changed(sitting: Sitting) -> None:
    sitting.host(asking.ExtendClock("discuss", seconds=90.5))
    sitting.host(asking.PauseClock("discuss"))


def comment_checked(sitting: Sitting) -> None:
    for comment, verdict in (("c1", "spotlight"), ("c1", "unspotlight"), ("c1", "spotlight"), ("c2", "spotlight")):
        sitting.host(asking.CheckComment(comment=comment, verdict=verdict, reason=f"for {verdict}"))


def answered(sitting: Sitting) -> None:
    for idea, choice in (("a", "agree"), ("b", "disagree"), ("a", "unsure"), ("b", None), ("c", "agree")):
        sitting.votes("ann", idea, choice)
    opens(sitting, "rank")
    sitting.says("ann", asking.Rank("rank", (("b",), ("a", "c"))))
    opens(sitting, "dots")
    sitting.says("ann", asking.PlaceDots("dots", "a", 5))
    opens(sitting, "rate")
    sitting.says("ann", asking.Rate("rate", "a", "ease", 4))
    sitting.says("ben", asking.Finish("rate"))


def paper_entered(sitting: Sitting) -> None:
    for answers, replace in ((("agree", "agree"), False), (("disagree", None), True)):
        votes = [asking.Vote("vote", idea, choice) for idea, choice in zip("ab", answers, strict=True)]
        comment = asking.Comment("vote", "a", "On paper", f"paper-comment-{answers[0]}")
        sitting.host(asking.EnterPaper(number="7", participant="p7", community="ahp", profession="Paramedics",
                                       answers=(*votes, comment), replace=replace, reason="typed wrongly"))  # fmt: skip


def run_sheet_changed(sitting: Sitting) -> None:
    known = list(sitting.session.stages.values())
    new = a_stage("vote", "second", {"from": "vote", "top": 2, "by": "union"}, minutes=2.5, comments=False)
    sitting.host(asking.ChangeRunSheet(stages=(known[1], known[0], new, *known[2:-1])))


def revealed(sitting: Sitting) -> None:
    stage = sitting.session.open_stage()
    assert stage is not None
    sitting.closes(stage.id)
    sitting.waits(GRACE)
    sitting.host(asking.RevealStage("vote"))


def removed(sitting: Sitting) -> None:
    sitting.joins("cas", ticket="t3", device=b"another phone")
    sitting.comments("cas", "Theirs", "c3")
    sitting.says("cas", asking.Support("discuss", "c2", True))
    sitting.says("cas", asking.Finish("discuss"))
    sitting.says("cas", asking.RemoveAnswers("cas"))
    sitting.joins("dot", ticket="t5")
    sitting.host(asking.SeatPerson("more-tables", participant="dot", table=1))
    sitting.says("dot", asking.RemoveAnswers("dot"))
    sitting.joins("cas-again", ticket="t4", device=b"another phone")


def joined(sitting: Sitting) -> None:
    sitting.joins("ann", ticket="t1", device=b"phone", receipt=b"receipt")
    sitting.joins("ben", ticket="t2", community="ahp", profession="Paramedics", simulated=True)


def supported(sitting: Sitting) -> None:
    for on in (True, False, True):
        sitting.says("ann", asking.Support("", "c2", on))


def doors_changed(sitting: Sitting) -> None:
    sitting.host(asking.SetDoors(locked=True, comments_paused=True))
    sitting.host(asking.SetDoors(locked=False))


def suggested(sitting: Sitting) -> None:
    sitting.host(asking.SetDoors(comments_paused=False))
    sitting.says("ben", asking.Suggest("gather", "A bus to the clinic", "s1"))
    sitting.says("ben", asking.Suggest("gather", "Longer hours", "s2"))


def suggestion_checked(sitting: Sitting) -> None:
    sitting.waits(1)
    sitting.host(asking.CheckSuggestion(suggestion="s1", verdict="allowed"))
    sitting.host(asking.CheckSuggestion(suggestion="s1", verdict="hidden", reason="why"))
    sitting.host(asking.CheckSuggestion(suggestion="s1", verdict="merged", reason="alike", into="s2"))


def table_ordered(sitting: Sitting) -> None:
    opens(sitting, "tables")
    sitting.host(asking.MutePerson(participant="ann", muted=False))
    sitting.says("ann", asking.Rank("tables", (("b",), ("a", "c"))))
    sitting.host(asking.OrderTable("tables", table=2, order=(("a",), ("b",))))


def reason_noted(sitting: Sitting) -> None:
    sitting.says("ann", asking.NoteReason("tables", "b", "It saves a journey"))
    for text in ("First", "", "Second"):
        sitting.host(asking.NoteMove("tables", idea="b", text=text))


def unsaid(sitting: Sitting) -> None:
    """Twice of one idea: the first time it keeps some words, and they may be somebody else's."""
    for text, name in (("As somebody said: […]", "A name"), (UNSAID, None)):
        sitting.ask(CLOCK, asking.UnsayIdea("vote", idea="a", text=text, name=name))


def set_aside(sitting: Sitting) -> None:
    """Some set aside while results are shown; and one of them counts again."""
    for people, aside, reason in (
        (("ann", "ben"), True, "quick"), (("ann",), False, "quick"), (("p7",), True, "host"),
    ):  # fmt: skip
        sitting.host(asking.SetPeopleAside(participants=people, aside=aside, reason=reason))


def finished(sitting: Sitting) -> None:
    sitting.closes("discuss")
    sitting.ends()


def translated(sitting: Sitting) -> None:
    idea = sitting.session.stages["vote"].ideas[0]
    for language, text in (("cy", "Syniad"), ("cy", "Syniad arall"), ("ar", "فكرة"), ("ar", ""), ("cy", "Syniad")):
        words = Translation(language, text, "Enw", "Geiriau hawdd")
        sitting.host(asking.TranslateIdea(idea=idea.id, of=made_of(idea.text), translation=words))


CASES: dict[str, Callable[[Sitting], object]] = {
    "tickets_issued": lambda s: s.host(asking.IssueTickets(tickets=TICKETS)),
    "joined": joined,
    "session_changed": lambda s: s.host(asking.ChangeSession(name="A new name")),
    "session_started": lambda s: s.host(asking.StartSession()),
    "profile_changed": lambda s: s.says("ann", asking.ChangeProfile("ann", "ahp", "Dietitians")),
    "stage_opened": lambda s: s.opens("vote"),
    "idea_translated": translated,
    "answered": answered,
    "paper_entered": paper_entered,
    "commented": some_comments,
    "comment_checked": comment_checked,
    "supported": supported,
    "withdrawn": lambda s: s.says("ann", asking.Withdraw("", "c1")),
    "clock_changed": clock_changed,
    "board_changed": lambda s: s.host(asking.ChangeBoard(changes={"page": 2, "pointing": "b", "dark": True})),
    "doors_changed": doors_changed,
    "person_muted": lambda s: s.host(asking.MutePerson(participant="ann")),
    "stage_skipped": lambda s: s.host(asking.SkipStage("break")),
    "run_sheet_changed": run_sheet_changed,
    "stage_closed": lambda s: opens(s, "gather"),
    "suggested": suggested,
    "suggestion_checked": suggestion_checked,
    "suggestion_withdrawn": lambda s: s.says("ben", asking.TakeBackSuggestion("gather", "s2")),
    "paper_handed_out": lambda s: s.host(asking.HandOutPaper(count=9)),
    "paper_read_back": lambda s: s.host(asking.ReadPaperBack(number="7")),
    "tables_dealt": lambda s: s.host(asking.DealTables("tables", count=2)),
    "person_seated": lambda s: s.host(asking.SeatPerson("tables", participant="ann", table=3)),
    "scribe_named": lambda s: s.host(asking.NameScribe("tables", table=3, participant="ann")),
    "table_ordered": table_ordered,
    "reason_noted": reason_noted,
    "table_handed_in": lambda s: s.says("ann", asking.HandIn("tables", True)),
    "stage_revealed": revealed,
    "stage_reopened": lambda s: s.host(asking.ReopenStage("discuss")),
    "answers_removed": removed,
    "people_set_aside": set_aside,
    "idea_unsaid": unsaid,
    "session_finished": finished,
}
"""What makes each kind of event happen, in the story's order."""
