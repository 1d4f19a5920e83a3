"""The download as a Word document: the pack that a strategy is drafted from, idea by idea."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.communities import COMMUNITIES
from app.domain.decisions import Decision, decision_labels, standing_decisions
from app.domain.findings import findings_of
from app.domain.place_ranges import place_ranges_of
from app.domain.session import Session
from app.domain.stages import WITH_IDEAS
from app.storage.facts import professions

from .document_steps import NAMES, Told, write_step
from .material import CHANNELS, Material
from .paper import Paper
from .telling import Tell

VERDICTS = {"carry_forward": "Carry forward", "merge_with": "Merge with another idea", "park": "Park"}
TOPICS = {
    "ballots": "Ballots", "communities": "Communities", "percentages": "Percentages", "small_numbers": "Small numbers",
    "ties": "Ties", "share": "Share", "shared": "Shared", "likely_range": "Likely range", "reading": "Readings",
    "close_call": "Close calls", "small_group": "Small groups", "dots": "Dots", "share_of_dots": "Share of dots",
    "rating": "Scores", "dissent": "Dissent", "picture": "The picture of two scales", "ranking": "Rankings",
    "combined": "The combined order", "no_show": "A doubt about combined orders", "other_methods": "Other counts",
    "methods_agree": "Whether ways to count agree", "agreement": "Agreement", "place_ranges": "Ranges of places",
    "tables": "Tables", "tables_level": "Level at tables", "tables_dealt": "Who sat where", "tables_moved": "Moves",
    "tables_small": "Small tables", "two_ways": "Two ways to count", "rounds": "Steps", "joining": "Joining",
    "group_informed_consensus": "Group-informed consensus", "left_out": "What is left out", "doubts": "Doubts",
    "set_aside": "Set aside", "combined_of_one": "An order of one community",
}  # fmt: skip


def write_docx(file: Path, material: Material, tell: Tell) -> None:
    paper, outcome = Paper(material.template), material.outcome
    paper.title(outcome["name"], _when(outcome))
    _at_a_glance(paper, outcome)
    decided = standing_decisions(material.decisions)
    labels = decision_labels(outcome)
    weighed = [stage for stage in outcome["stages"] if stage["kind"] in WITH_IDEAS and stage["ideas"]]
    told: Told = set()
    for n, stage in enumerate(weighed):
        tell("writing", n / len(weighed))
        write_step(paper, stage, {idea: _in_words(said, labels) for idea, said in decided.items()},
                   _ranges(material.session, stage["id"]), told)  # fmt: skip
    _decisions(paper, decided, labels)
    _who_came(paper, outcome)
    paper.heading("How it was counted")
    for topic, sentences in outcome["method"].items():
        paper.point(f"{TOPICS.get(topic, topic.replace('_', ' ').capitalize())}.", sentences)
    if material.mark:
        paper.point("The record.", f"{material.mark}: where it ended when this was made.")
    paper.save(file)


def _when(outcome: Mapping[str, Any]) -> str:
    started = outcome["started_at"]
    day = f"Workshop of {_day(datetime.fromisoformat(started))}. " if started else ""
    return f"{day}A pack to draft a strategy from: what was said, who agreed, and how sure we can be."


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _at_a_glance(paper: Paper, outcome: Mapping[str, Any]) -> None:
    paper.heading("At a glance")
    here = outcome["participants"]
    people = ", ".join(f"{NAMES[community]}: {here[community]}" for community in COMMUNITIES)
    paper.says(f"{people}. On paper: {here['by_channel']['paper']}.")
    for finding in findings_of(outcome["stages"]):
        paper.point(f"{finding.title}.", f"{finding.text}.")


def _ranges(session: Session, stage: str) -> Mapping[str, Any] | None:
    found = session.stages.get(stage)
    if found is None or found.kind != "rank" or found.by_table or not found.ideas:
        return None
    return place_ranges_of([idea.id for idea in found.ideas], found.ballots, session.community_of())


def _in_words(decision: Decision, labels: Mapping[str, str]) -> str:
    """ "Merge with: Home visits. The same wish. (A. Example, 3 November 2026)"."""
    verdict = VERDICTS[decision.verdict]
    if decision.merged_with:
        verdict = f"Merge with: {labels.get(decision.merged_with, decision.merged_with)}"
    reason = decision.reason if decision.reason.endswith((".", "!", "?")) else f"{decision.reason}."
    return f"{verdict}. {reason} ({decision.who}, {_day(datetime.fromtimestamp(decision.at).astimezone())})"


def _decisions(paper: Paper, decided: Mapping[str, Decision], labels: Mapping[str, str]) -> None:
    if not decided:
        return
    paper.heading("What was decided")
    rows = [
        [labels.get(idea, idea), VERDICTS[said.verdict], labels.get(said.merged_with or "", ""), said.reason, said.who,
         _day(datetime.fromtimestamp(said.at).astimezone())]
        for idea, said in decided.items()
    ]  # fmt: skip
    paper.table(("Idea", "Decision", "Merged with", "Why", "Who", "When"), rows, "What was decided")


def _who_came(paper: Paper, outcome: Mapping[str, Any]) -> None:
    paper.heading("Who was here")
    here = outcome["participants"]
    how = "with a ticket each" if outcome["joining"] == "ticket" else "with a code that anybody could type"
    aside = outcome["method"].get("set_aside", "")
    paper.says(f"People joined {how}. {aside}".rstrip())
    rows = [[NAMES[community], str(here[community])] for community in COMMUNITIES]
    rows += [[CHANNELS[channel], str(count)] for channel, count in here["by_channel"].items()]
    paper.table(("Who", "People"), rows, "Who took part")
    if here["professions"]:
        paper.table(
            ("Profession", "People"), [[name, str(count)] for name, count in here["professions"].items()],
            "Professions that were here",
        )  # fmt: skip
    if missing := [name for name in professions() if name not in here["professions"]]:
        paper.point("Nobody said they are from:", f"{', '.join(missing)}. An AHP may choose not to say.")
    comments = outcome["comments"]
    paper.says(
        f"Comments: {comments['allowed']} allowed, {comments['hidden']} hidden, {comments['waiting']} not checked,"
        f" {comments['withdrawn']} taken back."
    )
