"""Sessions, ideas and comments as the JSON API shows them to organisers and hosts."""

from __future__ import annotations

from typing import Any

from app.domain.communities import by_community
from app.domain.outcomes import rfc3339
from app.domain.selecting import stage_figures
from app.domain.session import Comment, Session, Suggestion
from app.domain.stages import Stage, plain_order
from app.live.room import Room


def session_json(room: Room, secret: str, origin: str) -> dict[str, Any]:
    """A session with its stages, links, who is here and who has finished the open stage."""
    session = room.session
    open_stage = session.open_stage()
    finished = open_stage.finished if open_stage else set()
    return {
        "id": session.id,
        "programme": session.programme,
        "name": session.name,
        "code": session.code,
        "joining": session.joining,
        "state": session.phase,
        "version": session.version,
        "locked": session.locked,
        "comments_paused": session.comments_paused,
        "rehearsal": session.rehearsing,
        "paper_handed_out": session.handed_out,
        "started_at": rfc3339(session.started_at),
        "ended_at": rfc3339(session.ended_at),
        "here": by_community(p.community for p in session.counted()),
        "set_aside": len(session.aside),
        "connected": len({seat.person for seat in room.seats.everyone() if seat.person}),
        "finished": by_community(session.communities_among(finished)),
        "stages": [stage_json(stage) for stage in session.stages.values()],
        "links": links_of(session.id, secret, origin),
    }


def stage_json(stage: Stage) -> dict[str, Any]:
    return {
        "id": stage.id,
        "kind": stage.kind,
        "title": stage.title,
        "state": stage.state,
        "skipped": stage.skipped,
        "settings": stage.settings.as_plain(),
        "plan": stage.plan,
        "ideas": [{"id": i.id, "ref": i.ref, "text": i.text, "name": i.name} for i in stage.ideas],
        "opened_at": rfc3339(stage.opened_at),
        "closes_at": rfc3339(stage.closes_at),
        "paused_left": stage.paused_left,
        "closed_at": rfc3339(stage.closed_at),
    }


def tables_json(session: Session, stage: Stage) -> dict[str, Any]:
    """The tables of a stage, with who sits there, what they handed in, and the totals so far."""
    figures = stage_figures(session, stage)["tables"] if stage.by_table else {"order": [], "counted": 0}
    return {
        "tables": [
            {"table": t.number, "members": list(t.members), "scribe": t.scribe, "order": plain_order(t.order),
             "handed_in": t.handed_in, "reasons": dict(t.reasons), "dealt": t.dealt}
            for t in stage.tables.values()
        ],
        "counted": figures["counted"],
        "totals": figures["order"],
        "reasons": dict(stage.reasons),
    }  # fmt: skip


def links_of(session: str, secret: str, origin: str) -> dict[str, str]:
    """Absolute addresses. The join link carries the QR code's secret."""
    at = f"{origin}/sessions/{session}"
    return {
        "join": f"{origin}/join/{secret}",
        "board": f"{at}/board",
        "console": f"{at}/console",
        "outcomes": f"{at}/outcomes",
        "report": f"{at}/report",
    }


def comment_json(session: Session, comment: Comment) -> dict[str, Any]:
    author = session.people.get(comment.participant)
    return {
        "id": comment.id,
        "stage": comment.stage,
        "idea": comment.idea,
        "text": comment.text,
        "community": author.community if author else None,
        "participant": comment.participant,
        "state": comment.state,
        "reason": comment.reason,
        "spotlight": comment.spotlight,
        "support": session.me_too(comment),
        "at": rfc3339(comment.at),
    }


def suggestion_json(session: Session, suggestion: Suggestion) -> dict[str, Any]:
    author = session.people.get(suggestion.participant)
    return {
        "id": suggestion.id,
        "stage": suggestion.stage,
        "text": suggestion.text,
        "community": author.community if author else None,
        "state": suggestion.state,
        "reason": suggestion.reason,
        "merged_with": suggestion.merged_with or None,
        "taken_up": suggestion.id in session.taken_up(),
        "at": rfc3339(suggestion.at),
    }
