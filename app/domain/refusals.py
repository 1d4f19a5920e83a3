"""A polite no, in words a participant can read; an everyday answer, not a crash."""

from __future__ import annotations

from typing import Any


def N_(sentence: str) -> str:
    """Marks a sentence for translators where it is kept apart from its Refusal."""
    return sentence


CONFLICTS = frozenset({
    "ticket_used", "session_over", "stage_not_open", "stage_closed", "another_stage_open", "moved_on", "ref_taken",
    "ballot_differs",
})  # fmt: skip
"""Codes of what the state of things does not allow now: 409."""


class Refusal(Exception):
    """Says why a deed was not done.

    `code` is one of the contract's error codes; `message` a sentence for a person, with `{name}` places that
    `params` fill (so that it can be translated whole); `field` names what was wrong, where one field was.
    `version` travels with conflicts, so that the asker knows where the session is now: a room fills it in. `details`
    are further plain data that a program may want, such as both of two ballots that differ.
    """

    def __init__(
        self,
        code: str,
        message: str,
        field: str | None = None,
        *,
        version: int | None = None,
        details: dict[str, Any] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.field, self.version, self.params = code, message, field, version, params
        self.details = details or {}

    def __str__(self) -> str:
        return self.message.format(**self.params)

    def __repr__(self) -> str:
        return f"Refusal({self.code!r}, {str(self)!r})"


def moved_on(message: str) -> Refusal:
    """The state is another one than the asker thought."""
    return Refusal("moved_on", message)
