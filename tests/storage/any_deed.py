"""Anything that anybody might do next, by the throw of a die: most of it allowed, some of it refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

from app.domain import asking
from app.domain.asking import Action, Actor
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.domain.stages import Stage, Translation, settings_of
from app.domain.translating import made_of
from tests.builders import EVERY_KIND, HOST, IDEAS, Sitting, a_stage

WORDS = ("A bus to the clinic", "Längere Öffnungszeiten 👩‍⚕️", "'; DROP TABLE answer;--", "<b>=1+1</b>", "\\u0000", " ")
NOBODY = "nobody"


def any_sitting(dice: Random, name: str) -> Sitting:
    """A planned session of this name with a stage of every kind, in any order."""
    kinds = list(EVERY_KIND)
    dice.shuffle(kinds)
    shown = [f"vote-{name}", f"rank-{name}"]
    stages = [a_stage(k, f"{k}-{name}", of=shown) if k == "reveal" else a_stage(k, f"{k}-{name}") for k in kinds]
    stages.insert(dice.randrange(len(stages)), a_stage("rank", f"tables-{name}", by="table"))
    sitting = Sitting(*stages, joining=dice.choice(["open", "open", "ticket"]), started=False)
    sitting.session.id, sitting.session.programme, sitting.session.code = name, f"programme-{name}", f"code-{name}"
    return sitting


def any_deed(dice: Random, sitting: Sitting) -> None:
    """Does one thing, or is refused; time passes."""
    sitting.now += dice.choice([0.1, 0.5, 2.5])
    actor, action = _any_ask(dice, sitting)
    with suppress(Refusal):
        sitting.ask(actor, action)
    sitting.waits(0.0)


def _any_ask(dice: Random, sitting: Sitting) -> tuple[Actor, Action]:
    session, chance = sitting.session, dice.random()
    if session.phase == "planned" and chance < 0.4:
        return HOST, asking.StartSession()
    if session.open_stage() is None and chance < 0.5:
        return HOST, asking.OpenStage(dice.choice([*session.stages]), ideas=IDEAS)
    if session.comments and chance < 0.03:
        comment = dice.choice([*session.comments.values()])
        return Actor("participant", comment.participant), asking.Withdraw("", comment.id)
    if len(session.people) < 3 or chance < 0.15:
        new = f"person-{session.version}-{dice.randrange(10**9)}"
        return Actor("participant", new), _joining(dice, session, new)
    if chance < 0.7:
        person = dice.choice([*session.people, NOBODY])
        return Actor("participant", person), dice.choice(_SAID)(dice, session, person)
    return HOST, dice.choice(_DONE)(dice, session)


def _stage(dice: Random, session: Session) -> Stage:
    """The stage people look at, mostly."""
    current = session.current_stage()
    return current if current and dice.random() < 0.8 else dice.choice([*session.stages.values()])


def _idea(dice: Random, stage: Stage) -> str:
    return dice.choice([idea.id for idea in stage.ideas] or ["a"])


def _tables(session: Session) -> str:
    return f"tables-{session.id}"


def _answer(dice: Random, session: Session, person: str) -> Action:
    stage = _stage(dice, session)
    idea = _idea(dice, stage)
    match stage.kind:
        case "dots":
            return asking.PlaceDots(stage.id, idea, dice.randrange(4))
        case "rate":
            return asking.Rate(stage.id, idea, dice.choice(["importance", "ease"]), dice.choice([None, 1, 3, 5]))
        case "rank" if dice.random() < 0.2:
            return dice.choice([asking.HandIn(stage.id, dice.random() < 0.8), asking.NoteReason(stage.id, idea, "So")])
        case "rank":
            ideas = dice.sample([i.id for i in stage.ideas], dice.randint(0, len(stage.ideas)))
            return asking.Rank(stage.id, tuple((i,) for i in ideas[2:]) + ((tuple(ideas[:2]),) if ideas[:2] else ()))
        case "gather":
            id = f"suggestion-{session.version}-{dice.randrange(10**9)}"
            return asking.Suggest(stage.id, dice.choice(WORDS), id)
    return asking.Vote(stage.id, idea, dice.choice(["agree", "unsure", "disagree", None]))


def _comment(dice: Random, session: Session, person: str) -> Action:
    stage = _stage(dice, session)
    id = f"comment-{session.version}-{dice.randrange(10**9)}"
    return asking.Comment(stage.id, _idea(dice, stage), dice.choice(WORDS), id)


def _some_comment(dice: Random, session: Session) -> str:
    return dice.choice([*session.comments, NOBODY])


def _profile(dice: Random, session: Session, person: str) -> Action:
    return asking.ChangeProfile(person, *dice.choice([("citizen", None), ("ahp", "Paramedics"), ("other", None)]))


def _joining(dice: Random, session: Session, person: str) -> Action:
    ticket = dice.choice([*session.tickets, None])
    device = dice.choice([b"", person.encode(), *session.devices])
    return asking.Join(
        person, dice.choice(["citizen", "ahp", "other"]), device=device, ticket=ticket,
        receipt=person[::-1].encode(), simulated=dice.random() < 0.05,
    )  # fmt: skip


def _paper(dice: Random, session: Session) -> Action:
    answers: list[Action] = [_answer(dice, session, NOBODY) for _ in range(dice.randrange(4))]
    if dice.random() < 0.3:
        answers.append(_comment(dice, session, NOBODY))
    sheet = f"sheet-{session.id}-{session.version}-{dice.randrange(10**9)}"
    return asking.EnterPaper(
        number=dice.choice([None, "1", "2", "3"]), participant=sheet,
        community=dice.choice(["citizen", "ahp"]), answers=tuple(answers), replace=dice.random() < 0.5, reason="typed",
    )  # fmt: skip


def _run_sheet(dice: Random, session: Session) -> Action:
    stages = [*session.stages.values()]
    dice.shuffle(stages)
    if dice.random() < 0.5:
        source, settings = f"vote-{session.id}", settings_of("vote", {"minutes": 0.1})
        new = f"new-{session.id}-{session.version}"
        stages.append(Stage(new, "vote", "Another", settings, {"from": source, "top": 2}))
    ready = [stage for stage in stages if stage.state == "ready"]
    if ready and dice.random() < 0.2:
        stages.remove(dice.choice(ready))
    return asking.ChangeRunSheet(stages=tuple(stages))


def _board(dice: Random, session: Session) -> Action:
    changes: list[dict[str, Any]] = [{"blank": True}, {"page": dice.randint(1, 4), "dark": True}, {"pointing": "a"}]
    return asking.ChangeBoard(changes=dice.choice(changes))


def _translation(dice: Random, session: Session) -> Action:
    idea = dice.choice(IDEAS)
    words = Translation(dice.choice(["cy", "ar"]), dice.choice(WORDS))
    return asking.TranslateIdea(idea=idea.id, of=made_of(idea.text), translation=words)


def _deed(kind: Callable[[str], Action]) -> Callable[[Random, Session], Action]:
    return lambda dice, session: kind(_stage(dice, session).id)


_SAID: list[Callable[[Random, Session, str], Action]] = [
    *[_answer] * 8, *[_comment] * 2, _profile,
    lambda dice, session, person: asking.Finish(_stage(dice, session).id),
    *[lambda dice, session, person: asking.Support("", _some_comment(dice, session), dice.random() < 0.7)] * 2,
    lambda dice, session, person: asking.TakeBackSuggestion("", dice.choice([*session.suggestions, NOBODY])),
    lambda dice, session, person: asking.RemoveAnswers(person if dice.random() < 0.5 else NOBODY),
]  # fmt: skip

_DONE: list[Callable[[Random, Session], Action]] = [
    *[_paper] * 3, _run_sheet, _board, _deed(asking.CloseStage), _deed(asking.RevealStage), _deed(asking.ReopenStage),
    _deed(asking.PauseClock), _deed(asking.ResumeClock),
    lambda dice, session: asking.FinishSession() if dice.random() < 0.1 else asking.StartSession(),
    lambda dice, session: asking.SkipStage(_stage(dice, session).id, skip=dice.random() < 0.5),
    lambda dice, session: asking.ExtendClock(_stage(dice, session).id, seconds=dice.choice([-30.0, 1.0, 60.0])),
    lambda dice, session: asking.ChangeSession(
        name=dice.choice([None, *WORDS]), joining=dice.choice([None, "open", "ticket"])
    ),
    lambda dice, session: asking.SetDoors(locked=dice.random() < 0.3, comments_paused=dice.random() < 0.3),
    lambda dice, session: asking.IssueTickets(tickets=((f"t-{session.version}-{dice.randrange(10**9)}", ""),)),
    lambda dice, session: asking.MutePerson(participant=dice.choice([*session.people, NOBODY])),
    *[lambda dice, session: asking.SetPeopleAside(
        participants=tuple(dice.choices([*session.people, NOBODY], k=3)), aside=dice.random() < 0.6,
        reason=dice.choice(["quick", "same", "host"]),
    )] * 2,
    *[lambda dice, session: asking.CheckComment(
        comment=_some_comment(dice, session), verdict=dice.choice(["allowed", "hidden", "spotlight", "unspotlight"])
    )] * 4,
    lambda dice, session: asking.CheckSuggestion(
        suggestion=dice.choice([*session.suggestions, NOBODY]), verdict=dice.choice(["allowed", "hidden", "merged"]),
        into=dice.choice([*session.suggestions, NOBODY]),
    ),
    lambda dice, session: asking.HandOutPaper(count=dice.randrange(20)),
    lambda dice, session: asking.UnsayIdea(_stage(dice, session).id, idea="a", text=dice.choice(["Less", "Least"])),
    lambda dice, session: asking.ReadPaperBack(number=dice.choice([*session.numbers, "0"])),
    *[_translation] * 2,
    *[lambda dice, session: asking.DealTables(_tables(session), dice=dice)] * 2,
    lambda dice, session: asking.SeatPerson(
        _tables(session), participant=dice.choice([*session.people, NOBODY]), table=dice.randrange(5)
    ),
    lambda dice, session: asking.NameScribe(
        _tables(session), table=dice.randrange(5), participant=dice.choice([*session.people, None])
    ),
    lambda dice, session: asking.OrderTable(_tables(session), table=dice.randrange(5), order=(("a", "b"), ("c",))),
    lambda dice, session: asking.HandInTable(_tables(session), table=dice.randrange(5), on=dice.random() < 0.7),
    lambda dice, session: asking.NoteMove(_tables(session), idea="a", text=dice.choice(["So", ""])),
]  # fmt: skip
