"""All that one participant's screen needs, as data: the answer to GET /api/v1/me and the first frame of a socket."""

from __future__ import annotations

from typing import Any

from app.domain.outcomes import rfc3339
from app.domain.session import ALLOWED, ENDED, TAKEN_BACK, Comment, Session, Suggestion
from app.domain.stages import DONE, ORDER, READY, REVEALED, Stage, plain_order

from .figures import public_figures
from .shuffling import shuffled


def snapshot(session: Session, person: str) -> dict[str, Any]:
    """{version, session, stage, ideas, answers, …} for one participant, who must be in the session."""
    me, stage = session.people[person], session.current_stage()
    return {
        "version": session.version,
        "session": {"id": session.id, "name": session.name, "state": session.phase},
        "participant": {"id": me.id, "community": me.community, "profession": me.profession},
        "stage": stage_face(session, stage),
        "next": stage_title(session.next_stage()),
        "ideas": _ideas(session, stage, person),
        "order": own_order(stage, person) if stage else [],
        "answers": answers_of(stage, person) if stage else {},
        "done": bool(stage and DONE in stage.ballots.get(person, {})),
        "suggestions": _suggestions(session, stage, person),
        "table": _table(stage, person),
        "results": public_figures(session, stage) if stage else None,
        "shown": _shown(session, stage, person),
        "comments_paused": session.comments_paused,
    }


def stage_face(session: Session, stage: Stage | None) -> dict[str, Any] | None:
    """What everyone may know of a stage: the same for all, and in every `changed` frame."""
    if stage is None:
        return None
    return {
        "id": stage.id,
        "kind": stage.kind,
        "title": stage.title,
        "state": stage.state,
        "settings": stage.settings.as_plain(),
        "closes_at": rfc3339(stage.closes_at),
        "paused_left": stage.paused_left,
    }


def stage_title(stage: Stage | None) -> dict[str, Any] | None:
    return None if stage is None else {"kind": stage.kind, "title": stage.title}


def own_order(stage: Stage, person: str) -> list[str]:
    """The person's own order of the ideas: shuffled the same way each time, so that the first has no advantage."""
    ids = _ids(stage)
    if stage.kind != "vote" or not stage.settings.shuffle:
        return ids
    return shuffled(f"{person}|{stage.id}", ids)


def answers_of(stage: Stage, person: str) -> dict[str, Any]:
    """Own standing answers: {idea: choice or dots}, {idea: {scale: score}}, or {"order": tiers}. In the order of the
    ideas, whichever was answered first."""
    place = {idea.id: n for n, idea in enumerate(stage.ideas)}
    scales = {scale.key: n for n, scale in enumerate(stage.settings.scales)}
    given = [item for item in stage.ballots.get(person, {}).items() if item[0] != DONE]
    given.sort(key=lambda item: (place.get(item[0][0], 0), scales.get(item[0][1], 0)))
    ballot = dict(given)
    if stage.kind == "rank":
        return {"order": plain_order(ballot[ORDER])} if ORDER in ballot else {}
    if stage.kind == "rate":
        scores: dict[str, dict[str, int]] = {}
        for (idea, scale), score in ballot.items():
            scores.setdefault(idea, {})[scale] = score
        return scores
    return {idea: value for (idea, _), value in ballot.items()}


def _comment(session: Session, comment: Comment, person: str) -> dict[str, Any]:
    author, mine = session.people.get(comment.participant), comment.participant == person
    return {
        "id": comment.id,
        "text": comment.text,
        "community": author.community if author else None,
        "mine": mine,
        **({"state": comment.state, "reason": comment.reason} if mine else {}),
        "spotlight": comment.spotlight,
        "support": session.me_too(comment),
        "supported": person in comment.support,
    }


def _ids(stage: Stage | None) -> list[str]:
    return [] if stage is None or stage.state == READY else [idea.id for idea in stage.ideas]


def _ideas(session: Session, stage: Stage | None, person: str) -> list[dict[str, Any]]:
    if stage is None or stage.state == READY:
        return []
    comments: dict[str, list[dict[str, Any]]] = {}
    for c in session.comments.values():
        shown = c.state == ALLOWED and session.is_heard(c.participant)
        if c.idea in stage.idea_ids and (shown or c.participant == person):
            comments.setdefault(c.idea, []).append(_comment(session, c, person))
    return [
        {"id": i.id, "ref": i.ref, "text": i.text, "name": i.name, "comments": comments.get(i.id, [])}
        for i in stage.ideas
    ]


def _shown(session: Session, stage: Stage | None, person: str) -> list[dict[str, Any]]:
    """The results that this person's screen shows of other steps: of those that an open reveal names, and of every one
    when all is over. Own answers stand beside them, as on the screen."""
    if session.phase == ENDED:
        named = list(session.stages.values())
    elif stage is not None and stage.kind == "reveal":
        named = [session.stages[s] for s in stage.settings.of if s in session.stages]
    else:
        named = []
    return [
        {"stage": stage_face(session, s), "ideas": _ideas(session, s, person), "answers": answers_of(s, person),
         "results": figures}
        for s in named
        if s.state == REVEALED and (figures := public_figures(session, s)) is not None
    ]  # fmt: skip


def _table(stage: Stage | None, person: str) -> dict[str, Any] | None:
    """Where this person sits in a step that tables rank, and the list of their table."""
    if stage is None or not stage.by_table or (table := stage.table_of(person)) is None:
        return None
    return {
        "table": table.number,
        "people": len(table.members),
        "scribe": table.scribe == person,
        "written_by_another": table.scribe not in (None, person),
        "order": plain_order(table.order),
        "handed_in": table.handed_in,
        "reasons": dict(table.reasons),
    }


def _suggestions(session: Session, stage: Stage | None, person: str) -> list[dict[str, Any]]:
    """Own suggestions with their fate, and the allowed ones of others."""
    if stage is None or stage.kind != "gather":
        return []
    taken_up = session.taken_up()
    return [
        {"id": s.id, "text": s.text, "mine": s.participant == person,
         **({"state": s.state, "reason": s.reason, "taken_up": s.id in taken_up} if s.participant == person else {})}
        for s in session.suggestions.values()
        if s.stage == stage.id and _may_read(session, s, person)
    ]  # fmt: skip


def _may_read(session: Session, said: Suggestion, person: str) -> bool:
    if said.participant == person:
        return said.state != TAKEN_BACK
    return said.state == ALLOWED and session.is_heard(said.participant)
