"""Conversations to replay: people, ideas, and votes in the order they were cast, with a tally of our own making."""

from __future__ import annotations

import csv
import os
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from random import Random

PEOPLE, IDEAS, VOTES, CHANGED = 339, 54, 2_995, 123
CHOICES = ("agree", "unsure", "disagree")
COMMUNITIES = ("citizen", "ahp", "other")
Tally = dict[str, dict[str, dict[str, int]]]


@dataclass(frozen=True, slots=True)
class Conversation:
    """`people` are communities by person, `ideas` texts by ref, `votes` (person, ref, choice) in order."""

    people: dict[str, str]
    ideas: dict[str, str]
    votes: list[tuple[str, str, str]]

    def tally(self) -> Tally:
        """{ref: {community: {choice: people}}}, each person's last vote on an idea counted once."""
        last = {(person, ref): choice for person, ref, choice in self.votes}
        counted = Counter((ref, self.people[person], choice) for (person, ref), choice in last.items())
        return {
            ref: {group: {choice: counted[ref, group, choice] for choice in CHOICES} for group in COMMUNITIES}
            for ref in self.ideas
        }


def made_up(seed: int) -> Conversation:
    """As large as the real one: 2,995 votes, of which 123 change an earlier vote to another choice."""
    dice = Random(seed)
    people = {f"p{n}": dice.choices(COMMUNITIES, (6, 3, 1))[0] for n in range(PEOPLE)}
    ideas = {f"r{n}": f"Made-up idea {n} of seed {seed}" for n in range(IDEAS)}
    pairs = [(person, ref) for person in people for ref in ideas]
    first = [(person, ref, dice.choice(CHOICES)) for person, ref in dice.sample(pairs, VOTES - CHANGED)]
    votes = first.copy()
    for person, ref, choice in dice.sample(first, CHANGED):
        other = dice.choice([c for c in CHOICES if c != choice])
        votes.insert(dice.randint(votes.index((person, ref, choice)) + 1, len(votes)), (person, ref, other))
    return Conversation(people, ideas, votes)


def data_folder() -> Path:
    """Where the real conversation lies: beside the project, or where COMMON_GROUND_TEST_DATA says."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("COMMON_GROUND_TEST_DATA", beside)) / "polis_15-per-hour-seattle"


def real(folder: Path) -> Conversation:
    """Group 0 joins as citizens, 1 as AHPs, everybody else as others."""
    groups = {row["voter_id"]: row["group_id"] for row in rows(folder / "participants.csv")}
    people = {voter: {"0": "citizen", "1": "ahp"}.get(group, "other") for voter, group in groups.items()}
    ideas = {row["comment_id"]: row["comment_body"] for row in rows(folder / "comments.csv")}
    word = {"1": "agree", "0": "unsure", "-1": "disagree"}
    events = sorted(rows(folder / "vote_events.csv"), key=lambda row: int(row["seq"]))
    return Conversation(people, ideas, [(e["voter_id"], e["comment_id"], word[e["vote"]]) for e in events])


def expected_tallies(folder: Path) -> tuple[dict[str, dict[str, int]], dict[tuple[str, str], dict[str, int]]]:
    """The tallies that came with the data: by idea, and by (idea, group)."""
    whole = {row["comment_id"]: _counts(row) for row in rows(folder / "expected_tally.csv")}
    groups: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in rows(folder / "expected_group_tally.csv"):
        groups[row["comment_id"], row["group_id"]] = _counts(row)
    return whole, dict(groups)


def _counts(row: dict[str, str]) -> dict[str, int]:
    return {"agree": int(row["agrees"]), "unsure": int(row["passes"]), "disagree": int(row["disagrees"])}


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
