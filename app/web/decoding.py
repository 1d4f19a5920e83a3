"""Reading an ACTION as it was sent, by whichever door: into a value the rules know, or a refusal with its id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from app.domain import asking
from app.domain.refusals import Refusal
from app.storage.secrets import new_id

LONGEST_ID = 200
COMMENTS_A_MINUTE = 5
_JSON = msgspec.json.Decoder()


def decode(raw: bytes | str) -> Any:
    """JSON, or Refusal malformed."""
    try:
        return _JSON.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refusal("malformed", "This could not be read. Send it as JSON.") from None


def number_of(text: str) -> int | None:
    """A whole number as forms send it, in plain digits and not too many; None of anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def action_of(sent: Any) -> tuple[str | None, asking.Action | Refusal]:
    """(id, action) of an ACTION; (id or None, the refusal) of anything else."""
    if not isinstance(sent, Mapping):
        return None, Refusal("malformed", "An action is a JSON object.")
    id = sent.get("id")
    if not isinstance(id, str) or not 0 < len(id) <= LONGEST_ID:
        return None, Refusal("bad_field", "An action needs an id of its own.", "id")
    try:
        reader = _READERS.get(_text(sent, "do"))
        if reader is None:
            raise Refusal("bad_field", "This is not something you can do here.", "do")
        return id, reader(sent)
    except Refusal as refusal:
        return id, refusal


def at_a_pace(action: asking.Action | Refusal, limit: int) -> asking.Action | Refusal:
    """A comment is held to as many a minute as a person writes, unless the setting lifts the limit (0)."""
    if limit and isinstance(action, asking.Comment):
        return replace(action, most_a_minute=COMMENTS_A_MINUTE)
    return action


def _vote(sent: Mapping[str, Any]) -> asking.Action:
    if "choice" not in sent:
        raise _missing("choice")
    choice = sent["choice"]
    if choice is not None and not isinstance(choice, str):
        raise Refusal("bad_choice", "Choose agree, not sure or disagree.", "choice")
    return asking.Vote(_text(sent, "stage"), _text(sent, "idea"), choice)


def _dots(sent: Mapping[str, Any]) -> asking.Action:
    return asking.PlaceDots(_text(sent, "stage"), _text(sent, "idea"), _any(sent, "dots"))


def _rate(sent: Mapping[str, Any]) -> asking.Action:
    return asking.Rate(_text(sent, "stage"), _text(sent, "idea"), _text(sent, "scale"), _any(sent, "score"))


def _rank(sent: Mapping[str, Any]) -> asking.Action:
    return asking.Rank(_text(sent, "stage"), order_of(_any(sent, "order")))


def order_of(order: Any) -> tuple[tuple[str, ...], ...]:
    """An order as sent, ["a", ["b", "c"], "d"], as tiers. Empty tiers are left out."""
    if not isinstance(order, list):
        raise Refusal("bad_field", "The order is a list of ideas, best first.", "order")
    tiers = tuple(tuple(tier) if isinstance(tier, list) else (tier,) for tier in order)
    if not all(isinstance(idea, str) for tier in tiers for idea in tier):
        raise Refusal("bad_field", "The order is a list of ideas, best first.", "order")
    return tuple(tier for tier in tiers if tier)


def _comment(sent: Mapping[str, Any]) -> asking.Action:
    return asking.Comment(_text(sent, "stage"), _text(sent, "idea"), _text(sent, "text"), new_id())


def _withdraw(sent: Mapping[str, Any]) -> asking.Action:
    if "suggestion" in sent:
        return asking.TakeBackSuggestion(_text(sent, "stage"), _text(sent, "suggestion"))
    return asking.Withdraw(_text(sent, "stage"), _text(sent, "comment"))


def _hand_in(sent: Mapping[str, Any]) -> asking.Action:
    return asking.HandIn(_text(sent, "stage"), _truth(sent, "on"))


def _reason(sent: Mapping[str, Any]) -> asking.Action:
    return asking.NoteReason(_text(sent, "stage"), _text(sent, "idea"), _text(sent, "text"))


def _support(sent: Mapping[str, Any]) -> asking.Action:
    return asking.Support(_text(sent, "stage"), _text(sent, "comment"), _truth(sent, "on"))


def _suggest(sent: Mapping[str, Any]) -> asking.Action:
    return asking.Suggest(_text(sent, "stage"), _text(sent, "text"), new_id())


def _done(sent: Mapping[str, Any]) -> asking.Action:
    return asking.Finish(_text(sent, "stage"))


_READERS: dict[str, Callable[[Mapping[str, Any]], asking.Action]] = {
    "vote": _vote, "dots": _dots, "rate": _rate, "rank": _rank, "comment": _comment, "withdraw": _withdraw,
    "support": _support, "suggest": _suggest, "done": _done, "hand_in": _hand_in, "reason": _reason,
}  # fmt: skip


def _text(sent: Mapping[str, Any], field: str) -> str:
    value = sent.get(field)
    if not isinstance(value, str):
        raise _missing(field)
    return value


def _truth(sent: Mapping[str, Any], field: str) -> bool:
    value = _any(sent, field)
    if not isinstance(value, bool):
        raise Refusal("bad_field", "This has to be true or false.", field)
    return value


def _any(sent: Mapping[str, Any], field: str) -> Any:
    if field not in sent:
        raise _missing(field)
    return sent[field]


def _missing(field: str) -> Refusal:
    return Refusal("bad_field", "This field is missing or wrong: {where}.", field, where=field)
