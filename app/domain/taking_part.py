"""Coming in and leaving: by phone, by ticket, on paper; and taking everything back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from . import answering, asking, events
from .communities import AHP, COMMUNITIES
from .refusals import Refusal, moved_on
from .remarking import comment_on_paper
from .session import ENDED, Person, Session
from .stages import REVEALED, Stage

MOST_PAPER = 10_000

PaperAnswer = tuple[str, str, str, Any]
"""(stage, idea, scale, value) of one answer on a paper ballot."""


def join(session: Session, person: str, action: asking.Join, arrived: float) -> events.Joined | None:
    """A new person, or None where this device is in already."""
    if session.phase == ENDED:
        raise Refusal("session_over", "This workshop has ended.")
    if action.device and action.device in session.devices:
        return None
    check_profile(action.community, action.profession)
    if session.locked:
        raise Refusal("not_allowed", "The host has closed the door to newcomers. Please ask them.")
    ticket = _ticket(session, action) if session.joining == "ticket" else None
    return events.Joined(
        action.participant, action.community, action.profession, action.channel,
        action.device, action.receipt, ticket, action.simulated,
    )  # fmt: skip


def _ticket(session: Session, action: asking.Join) -> str:
    """The hash of the ticket that lets this person in."""
    if action.ticket is None or action.ticket not in session.tickets:
        raise Refusal("ticket_needed", "This workshop needs a ticket. Please ask the host for one.", "ticket")
    if action.ticket in session.used_tickets:
        raise Refusal("ticket_used", "This ticket has been used already. Please ask the host.", "ticket")
    wanted = session.tickets[action.ticket]
    if wanted and wanted != action.community:
        raise Refusal("bad_field", "This ticket is for another community.", "community")
    return action.ticket


def check_profile(community: str, profession: str | None) -> None:
    """Raises Refusal bad_field. That the profession is one of the programme's list is checked at the door."""
    if community not in COMMUNITIES:
        raise Refusal("bad_field", "Choose citizen, allied health professional or other.", "community")
    if profession is not None and community != AHP:
        raise Refusal("bad_field", "Only allied health professionals choose a profession here.", "profession")


def change_profile(
    session: Session, person: str, action: asking.ChangeProfile, arrived: float
) -> events.ProfileChanged | None:
    check_profile(action.community, action.profession)
    known = session.people.get(person)
    if known is None:
        raise Refusal("not_signed_in", "Please join again with the code.")
    if session.has_answered(person):
        raise moved_on("This can be changed until your first answer.")
    if (known.community, known.profession) == (action.community, action.profession):
        return None
    return events.ProfileChanged(person, action.community, action.profession)


def remove_answers(
    session: Session, person: str, action: asking.RemoveAnswers, arrived: float
) -> events.AnswersRemoved | None:
    return events.AnswersRemoved(action.participant) if action.participant in session.people else None


def issue_tickets(session: Session, deed: asking.IssueTickets, now: float) -> events.TicketsIssued:
    if session.phase == ENDED:
        raise Refusal("session_over", "This workshop has ended.")
    return events.TicketsIssued(deed.tickets)


def enter_paper(session: Session, deed: asking.EnterPaper, now: float) -> events.PaperEntered | None:
    """One paper ballot, whole or nothing; None where the same was entered before."""
    if session.phase == ENDED:
        raise Refusal("session_over", "This workshop has ended.")
    check_profile(deed.community, deed.profession)
    known = session.numbers.get(deed.number or deed.participant)
    person = known or deed.participant
    answers, comments = _given_on_paper(session, person, deed)
    if known:
        answers += _settled(session, known, deed, answers)
        same = not _moves(session, known, deed) and all(_stands(session, known, a) == a[3] for a in answers)
        if same and not comments:
            return None
    return events.PaperEntered(
        person, deed.number or person, deed.community, deed.profession, tuple(answers), tuple(comments), deed.reason
    )


def _given_on_paper(
    session: Session, person: str, deed: asking.EnterPaper
) -> tuple[list[PaperAnswer], list[tuple[str, str, str, str]]]:
    """The answers of a ballot, and its comments but those that were entered before."""
    trial = _with_person(session, person, deed)
    answers: list[PaperAnswer] = []
    comments = []
    for action in deed.answers:
        if isinstance(action, asking.Comment):
            comments.append(comment_on_paper(trial, action))
        else:
            answers.append(_paper_answer(trial, person, action))
    return answers, [comment for comment in comments if comment[0] not in session.comments]


def _settled(session: Session, known: str, deed: asking.EnterPaper, answers: list[PaperAnswer]) -> list[PaperAnswer]:
    """What a new sheet of a number takes back of the earlier one. Raises Refusal where the two differ and nobody said
    why the new one counts, or where another community would tell what this person said."""
    differs = _differs(session, known, deed, answers)
    if differs and not deed.replace:
        raise Refusal(
            "ballot_differs", "This number was entered before with other answers.",
            details={"entered": _entered(session, known, answers), "sent": _sent(deed, answers)},
        )  # fmt: skip
    if differs and not deed.reason.strip():
        raise Refusal("bad_field", "Say in a few words why the earlier sheet is replaced.", "reason")
    if session.people[known].community != deed.community and _was_seen(session, known):
        raise Refusal("stage_closed", "Results with this number are shown. Its group stays as it is.", "community")
    return _left_out(session, known, answers) if deed.replace else []


def hand_out_paper(session: Session, deed: asking.HandOutPaper, now: float) -> events.PaperHandedOut | None:
    if isinstance(deed.count, bool) or not 0 <= deed.count <= MOST_PAPER:
        raise Refusal("bad_field", "This has to be a whole number from 0 to {most}.", "count", most=MOST_PAPER)
    if deed.first is not None and deed.first != session.handed_out + 1:
        raise moved_on("Somebody else has printed ballots meanwhile. Please print again.")
    return None if session.handed_out == deed.count else events.PaperHandedOut(deed.count)


def read_paper_back(session: Session, deed: asking.ReadPaperBack, now: float) -> events.PaperReadBack | None:
    person = session.numbers.get(deed.number)
    if person is None:
        raise Refusal("bad_field", "No ballot with this number was entered.", "number")
    return None if session.people[person].read_back else events.PaperReadBack(person)


def _with_person(session: Session, person: str, deed: asking.EnterPaper) -> Session:
    """The session as it would look to the rules of answering with this person in it, sharing all the rest."""
    trial = replace(session)
    trial.people = {person: Person(person, deed.community, deed.profession, "paper")}
    trial.stages = {}
    for id, stage in session.stages.items():
        twin = Stage(**{name: getattr(stage, name) for name in stage.__dataclass_fields__})
        twin.ballots = {}
        trial.stages[id] = twin
    return trial


def _was_seen(session: Session, person: str) -> bool:
    """Whether the public has seen figures that count this person: another community would tell what they said."""
    for stage in session.stages.values():
        if stage.shown is not None and person in stage.shown.ballots:
            return True
        if stage.state == REVEALED and stage.ballots.get(person):
            return True
    return False


def _paper_answer(trial: Session, person: str, action: asking.Action) -> PaperAnswer:
    judge = _JUDGES.get(type(action))
    if judge is None:
        raise Refusal("bad_field", "Paper ballots carry answers and comments only.", "answers")
    stage = answering.stage_of(trial, action.stage)
    event = judge(trial, person, action, stage.closed_at or 0.0)
    key = (event.idea, event.scale)
    if event.value:
        stage.ballots.setdefault(person, {})[key] = event.value
    return stage.id, event.idea, event.scale, event.value


def _stands(session: Session, person: str, answer: PaperAnswer) -> object:
    stage, idea, scale, _ = answer
    return session.stages[stage].ballots.get(person, {}).get((idea, scale))


def _left_out(session: Session, person: str, answers: list[PaperAnswer]) -> list[PaperAnswer]:
    """What the earlier sheet of this person said and the new one does not: taken back."""
    given = {answer[:3] for answer in answers}
    return [
        (stage, idea, scale, None)
        for stage in {answer[0] for answer in answers}
        for idea, scale in session.stages[stage].ballots.get(person, {})
        if (stage, idea, scale) not in given
    ]


def _entered(session: Session, person: str, answers: list[PaperAnswer]) -> dict[str, Any]:
    """The ballot as it was entered before, in the stages that the new sheet answers."""
    known, stages = session.people[person], {answer[0] for answer in answers}
    kept = [
        (stage, idea, scale, value)
        for stage in session.stages
        if stage in stages
        for (idea, scale), value in session.stages[stage].ballots.get(person, {}).items()
    ]
    return _ballot(known.community, known.profession, kept)


def _sent(deed: asking.EnterPaper, answers: list[PaperAnswer]) -> dict[str, Any]:
    return _ballot(deed.community, deed.profession, answers)


def _ballot(community: str, profession: str | None, answers: list[PaperAnswer]) -> dict[str, Any]:
    listed = [{"stage": s, "idea": i, "scale": c, "value": v} for s, i, c, v in answers]
    return {"community": community, "profession": profession, "answers": listed}


def _differs(session: Session, person: str, deed: asking.EnterPaper, answers: list[PaperAnswer]) -> bool:
    """Whether something entered before for this number would change."""
    if _moves(session, person, deed):
        return True
    stages = {a[0] for a in answers if session.stages[a[0]].ballots.get(person)}
    return any(a[0] in stages and _stands(session, person, a) != a[3] for a in answers)


def _moves(session: Session, person: str, deed: asking.EnterPaper) -> bool:
    known = session.people[person]
    return (known.community, known.profession) != (deed.community, deed.profession)


_JUDGES: dict[type[asking.Action], Callable[[Session, str, Any, float], events.Answered]] = {
    asking.Vote: answering.vote,
    asking.PlaceDots: answering.place_dots,
    asking.Rate: answering.rate,
    asking.Rank: answering.rank,
    asking.Finish: answering.finish,
}
