"""What may be said about ideas: comments, support for them, suggestions, and the host's check of both."""

from __future__ import annotations

from . import asking, events
from .answering import must_take_answers, stage_for, stage_of
from .refusals import Refusal
from .session import ALLOWED, ENDED, HIDDEN, MERGED, TAKEN_BACK, WAITING, Comment, Session
from .stages import LONGEST_COMMENT, LONGEST_IDEA, WITH_IDEAS, Stage
from .wording import tidied

A_MINUTE = 60.0


def comment(session: Session, person: str, action: asking.Comment, arrived: float) -> events.Commented:
    stage = stage_for(session, person, action.stage, None, arrived)
    if stage.kind not in WITH_IDEAS or not stage.settings.comments:
        raise Refusal("wrong_kind", "This step takes no comments.", "do")
    if action.idea not in stage.idea_ids:
        raise Refusal("unknown_idea", "This idea is not part of this step.", "idea")
    text = _words(session, person, action.text, LONGEST_COMMENT)
    _not_too_fast(session, person, action.most_a_minute, arrived)
    state = WAITING if stage.settings.check_first else ALLOWED
    return events.Commented(action.comment, person, stage.id, action.idea, text, state)


def withdraw(session: Session, person: str, action: asking.Withdraw, arrived: float) -> events.Withdrawn | None:
    mine = session.comments.get(action.comment)
    if mine is None or mine.participant != person:
        raise _unknown_comment()
    return None if mine.state == TAKEN_BACK else events.Withdrawn(mine.id)


def support(session: Session, person: str, action: asking.Support, arrived: float) -> events.Supported:
    if person not in session.people:
        raise Refusal("not_signed_in", "Please join again with the code.")
    theirs = session.comments.get(action.comment)
    if theirs is None or theirs.state != ALLOWED or theirs.participant == person:
        raise _unknown_comment()
    if session.phase == ENDED:
        raise Refusal("session_over", "This workshop has ended.")
    return events.Supported(theirs.id, person, action.on)


def suggest(session: Session, person: str, action: asking.Suggest, arrived: float) -> events.Suggested:
    stage = stage_for(session, person, action.stage, "gather", arrived)
    most = stage.settings.most_per_person
    mine = sum(
        s.participant == person and s.stage == stage.id and s.state != TAKEN_BACK for s in session.suggestions.values()
    )
    if most is not None and mine >= most:
        raise Refusal("too_many", "You can send up to {most} ideas here.", "text", most=most)
    text = _words(session, person, action.text, LONGEST_IDEA)
    return events.Suggested(
        action.suggestion, person, stage.id, text, WAITING if stage.settings.check_first else ALLOWED
    )


def take_back_suggestion(
    session: Session, person: str, action: asking.TakeBackSuggestion, arrived: float
) -> events.SuggestionWithdrawn | None:
    mine = session.suggestions.get(action.suggestion)
    if mine is None or mine.participant != person:
        raise Refusal("unknown_idea", "This idea is not known here.", "suggestion")
    if mine.id in session.taken_up():
        raise Refusal("not_allowed", "Your idea is on everybody's list now. Please ask the host.", "suggestion")
    return None if mine.state == TAKEN_BACK else events.SuggestionWithdrawn(mine.id)


def check_comment(session: Session, deed: asking.CheckComment, now: float) -> events.CommentChecked | None:
    """`verdict` is allowed, hidden, waiting, spotlight or unspotlight. A comment taken back stays so."""
    found = session.comments.get(deed.comment)
    if found is None:
        raise _unknown_comment()
    if found.state == TAKEN_BACK:
        raise Refusal("moved_on", "Its author has taken this comment back.")
    return _checked(found, deed)


def _checked(found: Comment, deed: asking.CheckComment) -> events.CommentChecked | None:
    state = deed.verdict if deed.verdict in (HIDDEN, WAITING) else ALLOWED
    spotlight = deed.verdict == "spotlight" or (found.spotlight and deed.verdict == ALLOWED)
    if (found.state, found.spotlight, found.reason) == (state, spotlight, deed.reason):
        return None
    return events.CommentChecked(found.id, state, spotlight, deed.reason)


def check_suggestion(session: Session, deed: asking.CheckSuggestion, now: float) -> events.SuggestionChecked:
    """`verdict` is allowed, hidden, waiting or merged: joined with `into`, which stands for both from then on."""
    found = session.suggestions.get(deed.suggestion)
    if found is None:
        raise Refusal("unknown_idea", "This suggestion is not known here.", "suggestion")
    if found.state == TAKEN_BACK:
        raise Refusal("moved_on", "Its author has taken this idea back.")
    if deed.verdict != MERGED:
        return events.SuggestionChecked(found.id, deed.verdict, deed.reason)
    into = session.suggestions.get(deed.into)
    if into is None or into is found or into.stage != found.stage or into.state not in (WAITING, ALLOWED):
        raise Refusal("unknown_idea", "It can only be joined with another idea of the same step.", "into")
    return events.SuggestionChecked(found.id, MERGED, deed.reason, into.id)


def unsay_idea(session: Session, deed: asking.UnsayIdea, now: float) -> events.IdeaUnsaid | None:
    """Whenever it comes, before or after the finish: what was taken back is nowhere."""
    stage = stage_of(session, deed.stage)
    said = next((idea for idea in stage.ideas if idea.id == deed.idea), None)
    beside = said is not None and (said.easy_read or said.translations)
    if said is None or ((said.text, said.name) == (deed.text, deed.name) and not beside):
        return None
    return events.IdeaUnsaid(stage.id, deed.idea, deed.text, deed.name)


def comment_on_paper(session: Session, action: asking.Comment) -> tuple[str, str, str, str]:
    """A comment written on a ballot → (id, stage, idea, text)."""
    stage: Stage = stage_of(session, action.stage)
    if stage.kind not in WITH_IDEAS or action.idea not in stage.idea_ids:
        raise Refusal("unknown_idea", "This idea is not part of this step.", "idea")
    must_take_answers(session, stage, stage.closed_at or 0.0)
    return action.comment, stage.id, action.idea, _text(action.text, LONGEST_COMMENT)


def _words(session: Session, person: str, text: str, longest: int) -> str:
    if session.comments_paused:
        raise Refusal("not_allowed", "The host has paused comments for a moment.")
    if session.people[person].muted:
        raise Refusal("not_allowed", "The host has stopped comments from this phone.")
    return _text(text, longest)


def _not_too_fast(session: Session, person: str, most: int, now: float) -> None:
    """A phone keeps what is refused as busy and sends it later, so that nothing that was written is lost."""
    mine = 0
    for said in reversed(session.comments.values()):
        if said.at <= now - A_MINUTE:
            break
        mine += said.participant == person
    if most and mine >= most:
        raise Refusal("busy", "That is a lot at once. Please wait a minute, then send it again.")


def _text(text: str, longest: int) -> str:
    kept = tidied(text)
    if not kept:
        raise Refusal("bad_field", "Please write something first.", "text")
    if len(kept) > longest:
        raise Refusal("too_long", "Please keep it under {longest} characters.", "text", longest=longest)
    return kept


def _unknown_comment() -> Refusal:
    return Refusal("unknown_comment", "This comment is not known here.", "comment")
