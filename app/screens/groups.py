"""Opinion groups as organisers read them: what sets each apart, and who is in it. Exploratory, and never public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.across import last_votes
from app.domain.communities import COMMUNITIES

from .vote_outcome import Share, share_of


@dataclass(frozen=True, slots=True)
class StandsFor:
    """An idea that sets a group apart: what share of it, and of everybody else, agree or disagree."""

    text: str
    way: str
    inside: Share
    outside: Share


@dataclass(frozen=True, slots=True)
class Group:
    """`letter` is its name. `communities` is how many of each are in it, of those who could be placed."""

    letter: str
    people: int
    communities: Mapping[str, Share]
    stands_for: tuple[StandsFor, ...]


@dataclass(frozen=True, slots=True)
class GroupsScreen:
    """`why` none are shown: few_people, few_ideas, small_groups, chance, unfinished, no_outcome; else empty."""

    session: str
    name: str
    why: str
    people: int = 0
    ideas: int = 0
    groups: tuple[Group, ...] = ()


def no_groups(session: str, name: str, why: str) -> GroupsScreen:
    return GroupsScreen(session, name, why)


def groups_screen(outcome: Mapping[str, Any], found: Mapping[str, Any]) -> GroupsScreen:
    """`outcome` is the session's; `found` is `opinion_groups` of it."""
    about = (outcome["session"], outcome["name"])
    if not found["shown"]:
        return GroupsScreen(*about, found["why"], found["people"], found["ideas"])
    texts = {idea: figures["text"] for idea, figures in last_votes(outcome).items()}
    placed = {c: sum(group["communities"][c] for group in found["groups"]) for c in COMMUNITIES}
    groups = tuple(_group(n, group, placed, texts) for n, group in enumerate(found["groups"]))
    return GroupsScreen(*about, "", found["people"], found["ideas"], groups)


def _group(n: int, group: Mapping[str, Any], placed: Mapping[str, int], texts: Mapping[str, str]) -> Group:
    stands_for = (
        StandsFor(texts.get(row["idea"], row["idea"]), row["way"], share_of(row["inside"], row["inside_of"]),
                  share_of(row["outside"], row["outside_of"]))
        for row in group["stands_for"]
    )  # fmt: skip
    spread = {c: share_of(group["communities"][c], placed[c]) for c in COMMUNITIES}
    return Group("ABCDE"[n], group["people"], spread, tuple(stands_for))
