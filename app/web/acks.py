"""Acks: what a participant's action came to, in the contract's words."""

from __future__ import annotations

from typing import Any

from app import metrics
from app.domain import asking
from app.domain.refusals import Refusal
from app.live.turn import Answer

from .errors import error_of
from .languages import SOURCE
from .templating import sentence_in


def ack_of(id: str | None, action: asking.Action | Refusal, answer: Answer, language: str = SOURCE) -> dict[str, Any]:
    """{id, ok, version, …} or {id, ok: false, error}. A comment's or suggestion's id comes with its ack."""
    if isinstance(answer, Refusal):
        metrics.refused(answer.code)
        return {"id": id, "ok": False, "error": error_of(answer, sentence_in(language, answer))}
    ack: dict[str, Any] = {"id": id, "ok": True, "version": answer.version}
    if answer.made is not None:
        ack["suggestion" if isinstance(action, asking.Suggest) else "comment"] = answer.made
    return ack
