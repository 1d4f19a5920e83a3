"""One step of the workshop in the document: its pictures, its figures in a table, then idea by idea with quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from docx.shared import Cm

from app.domain.communities import AHP, CITIZEN, COMMUNITIES, COMPARED
from app.domain.percentages import FULL_PERCENT_FROM, printed_percentage
from app.domain.places import printed_place
from app.domain.readings import LINE
from app.domain.shared_order import in_order_of_shared
from app.domain.stages import OPEN
from app.domain.wording import label_of

from .paper import Paper
from .pictures.common_ground_map import drawn_map
from .pictures.rows import MOST, Row, Scale, drawn_rows

NAMES = {"citizen": "Citizens", "ahp": "AHPs", "other": "Others"}
READINGS = {
    "common_ground": "Common ground", "citizen_keener": "Citizens keener", "ahp_keener": "AHPs keener",
    "not_there_yet": "Not there yet", "too_few": "Too few to compare",
}  # fmt: skip
MAP_HIGH = Cm(11)
"""So that it has room on the page of its heading."""
PARTS = ((0.0, "0%"), (0.25, "25%"), (0.5, "50%"), (0.75, "75%"), (1.0, "100%"))

Stage = Mapping[str, Any]
Idea = Mapping[str, Any]
Decided = Mapping[str, str]
"""{idea: what was decided about it, in a sentence}."""
Told = set[tuple[str, str]]
"""(idea, its words) of those that stand in the document in full."""


def write_step(
    paper: Paper, stage: Stage, decided: Decided, ranges: Mapping[str, Any] | None, told: Told | None = None
) -> None:  # fmt: skip
    """`ranges` are the ranges of places of a ranking by single people, `told` what earlier steps said in full."""
    told = set() if told is None else told
    paper.heading(stage["title"] or stage["kind"].capitalize())
    match "tables" if "tables" in stage else stage["kind"]:
        case "vote":
            _vote(paper, stage, decided, told)
        case "dots":
            _dots(paper, stage, decided, told)
        case "rate":
            _rate(paper, stage, decided, told)
        case "rank":
            _rank(paper, stage, decided, ranges, told)
        case "tables":
            _tables(paper, stage, decided, told)
        case _:
            _ideas(paper, stage["ideas"], decided, told)


# a vote


def _vote(paper: Paper, stage: Stage, decided: Decided, told: Told) -> None:
    ordered = in_order_of_shared(stage, "vote")
    close = [idea for idea in ordered if idea["close_call"]]
    shared, close_too = (sum(i["reading"] == "common_ground" for i in some) for some in (ordered, close))
    small = " Small group." if any(idea["small_group"] and idea["reading"] != "too_few" for idea in ordered) else ""
    paper.says(
        f"Ideas that look like common ground: {shared} of {len(ordered)}. Close calls among these: {close_too};"
        f" among all readings: {len(close)}.{small}",
        keep=True,
    )
    paper.picture(
        drawn_map(stage), "Common ground map: each idea by the share of citizens and of AHPs who agree",
        "Ideas numbered as in the table below. Across: citizens who agree. Up: AHPs who agree. The lines are at two"
        " thirds; above both is common ground. Dashed circles are too close to call. The table has every figure.",
        MAP_HIGH,
    )  # fmt: skip
    paper.picture(
        drawn_rows([_shares(n, idea) for n, idea in enumerate(ordered, start=1)], _SHARES),
        _first(ordered, "Every idea: share who agree in each community, with the likely range"),
        "A row for each idea: a round mark for citizens, a square one for AHPs, bands for likely ranges. The dotted"
        " line is at two thirds. The table below has every figure.",
    )  # fmt: skip
    rows = [
        [str(n), label_of(idea), *(_share(idea["communities"][c]) for c in COMMUNITIES), _reading(idea)]
        for n, idea in enumerate(ordered, start=1)
    ]
    paper.table(("No.", "Idea", "Citizens", "AHPs", "Others", "Reading"), rows, f"All ideas of {stage['title']}")
    for n, idea in enumerate(ordered, start=1):
        told.add(_of(idea))
        _idea(paper, idea, decided, number=n, reading=_reading(idea))
        heads = ("", "Agree", "Not sure", "Disagree", "Share who agree", "Likely range")
        cells = [_vote_row(c, idea["communities"][c]) for c in COMMUNITIES]
        paper.table(heads, cells, f"Votes on {label_of(idea)}")
        _quotes(paper, idea)


def _shares(n: int, idea: Idea) -> Row:
    citizen, ahp = (idea["communities"][c] for c in COMPARED)
    printed = "–" if idea["shared"] is None else f"{READINGS[idea['reading']]}"
    return Row(f"{n} {label_of(idea)}", citizen["share"], ahp["share"], citizen["likely_range"], ahp["likely_range"],
               printed)  # fmt: skip


_SHARES = Scale(0.0, 1.0, PARTS, line=LINE, bands="Likely range", heading="Reading")


def _vote_row(community: str, cell: Mapping[str, Any]) -> list[str]:
    span = _likely(cell)
    counts = [str(cell[choice]) for choice in ("agree", "unsure", "disagree")]
    return [NAMES[community], *counts, _share(cell), span]


def _likely(cell: Mapping[str, Any]) -> str:
    """Whole percent, halves up; below ten answers a percentage would say too much."""
    if not cell["likely_range"] or cell["answered"] < FULL_PERCENT_FROM:
        return "–"
    low, high = (int(end * 100 + 0.5) for end in cell["likely_range"])
    return f"{low}% to {high}%"


def _share(cell: Mapping[str, Any], part: str = "agree", whole: int | None = None) -> str:
    out_of = cell["answered"] if whole is None else whole
    if not out_of:
        return "–"
    return f"{printed_percentage(cell[part], out_of)}%" if out_of >= FULL_PERCENT_FROM else f"{cell[part]} of {out_of}"


def _reading(idea: Idea) -> str:
    doubts = [*(["too close to call"] if idea["close_call"] else []),
              *(["small group"] if idea["small_group"] and idea["reading"] != "too_few" else [])]  # fmt: skip
    return READINGS[idea["reading"]] + (f" ({', '.join(doubts)})" if doubts else "")


# dots and scores


def _dots(paper: Paper, stage: Stage, decided: Decided, told: Told) -> None:
    ordered, ballots = in_order_of_shared(stage, "dots"), stage["ballots"]
    rows = [
        Row(label_of(idea), idea["communities"]["citizen"]["share"], idea["communities"]["ahp"]["share"],
            printed=" / ".join(_share(idea["communities"][c], "people", ballots[c]) for c in COMPARED))
        for idea in ordered
    ]  # fmt: skip
    paper.picture(
        drawn_rows(rows, Scale(0.0, 1.0, PARTS, heading="Citizens / AHPs")),
        _first(ordered, "People with a dot on each idea, of all ballots"),
        "A row for each idea: a round mark for citizens, a square one for AHPs. The table below has every figure.",
    )
    cells = [
        [label_of(idea), *(str(idea["communities"][c][what]) for c in COMMUNITIES for what in ("people", "dots"))]
        for idea in ordered
    ]
    heads = ("Idea", *(f"{NAMES[c]}: {what}" for c in COMMUNITIES for what in ("people", "dots")))
    paper.table(heads, cells, f"Dots of {stage['title']}")
    unused = ", ".join(f"{NAMES[c]} {stage['unused'][c]}" for c in COMMUNITIES)
    paper.says(f"Unused dots: {unused}.")
    _ideas(paper, ordered, decided, told)


def _rate(paper: Paper, stage: Stage, decided: Decided, told: Told) -> None:
    steps = stage["settings"]["steps"]
    ticks = tuple((float(n), str(n)) for n in range(1, steps + 1))
    for scale in stage["settings"]["scales"]:
        rows = [_scores(idea, scale["key"]) for idea in stage["ideas"]]
        paper.picture(
            drawn_rows(rows, Scale(1.0, float(steps), ticks, bands="Middle half", heading="Medians")),
            _first(stage["ideas"], f"{scale['label']}: mean score, with the middle half of the scores"),
            "A row for each idea: a round mark for citizens' mean, a square one for AHPs'. Bands are the middle half of"
            " the scores. The table below has every figure.",
        )
    labels = {scale["key"]: scale["label"] for scale in stage["settings"]["scales"]}
    cells = [
        [label_of(idea), labels.get(scale, scale), NAMES[c], str(cell["answered"]), _number(cell["median"]),
         _number(cell["mean"]), _in_hundredths(cell["dissent"])]
        for idea in stage["ideas"] for c in COMMUNITIES for scale, cell in idea["communities"][c].items()
    ]  # fmt: skip
    heads = ("Idea", "Scale", "Community", "Answered", "Median", "Mean", "Dissent")
    paper.table(heads, cells, f"Scores of {stage['title']}")
    _ideas(paper, stage["ideas"], decided, told)


def _scores(idea: Idea, scale: str) -> Row:
    citizen, ahp = (idea["communities"][c].get(scale) or {} for c in COMPARED)
    printed = f"{_number(citizen.get('median'))} / {_number(ahp.get('median'))}"
    return Row(label_of(idea), citizen.get("mean"), ahp.get("mean"), citizen.get("quartiles"), ahp.get("quartiles"),
               printed)  # fmt: skip


# orders


def _rank(
    paper: Paper, stage: Stage, decided: Decided, ranges: Mapping[str, Any] | None, told: Told
) -> None:  # fmt: skip
    standings, ideas = stage["standings"], {idea["idea"]: idea for idea in stage["ideas"]}
    if stage["state"] == OPEN:
        paper.says("The order is shown once this step has closed.")
        return _ideas(paper, stage["ideas"], decided, told)
    listed = standings["combined"] or []
    if stage["ballots"][CITIZEN] == 0 or stage["ballots"][AHP] == 0:
        paper.says(_who_ranked(stage))
    own = {c: {row["idea"]: row for row in standings["communities"][c] or ()} for c in COMPARED}
    spans = _spans(ranges)
    most = len(ideas)
    rows = [_places(row, label_of(ideas[row["idea"]]), own, spans) for row in listed]
    ticks = tuple((float(n), str(n)) for n in range(1, most + 1, max(1, -(-most // 12))))
    paper.picture(
        drawn_rows(rows, Scale(1.0, float(max(most, 2)), ticks, bands="Range of places", heading="Could come")),
        _first(listed, "The combined order, with each community's own place"),
        "A row for each idea in the combined order. A round mark is its place among citizens, a square one among AHPs;"
        " first places are on the left. Bands are ranges of places. The table below has every figure.",
    )
    if standings["methods_agree"] is False:
        paper.says("Two ways of counting put different ideas first. Read them as level.")
    cells = [
        [printed_place(row["place"], row["level"]), label_of(ideas[row["idea"]]),
         *(_own(own[c], row) for c in COMPARED), _span(spans["combined"].get(row["idea"])), f"{row['points']:.2f}"]
        for row in listed
    ] or [["–", label_of(idea), "–", "–", "–", "–"] for idea in ideas.values()]  # fmt: skip
    heads = ("Place", "Idea", "Citizens' place", "AHPs' place", "Could come", "Mean points")
    paper.table(heads, cells, f"The order of {stage['title']}")
    _ideas(paper, [ideas[row["idea"]] for row in listed] or stage["ideas"], decided, told)


def _who_ranked(stage: Stage) -> str:
    if stage["ballots"][CITIZEN]:
        return "No AHP ranked, so this is the citizens’ order alone."
    return "No citizen ranked, so this is the AHPs’ order alone." if stage["ballots"][AHP] else "Nobody ranked."


def _places(row: Mapping[str, Any], name: str, own: Any, spans: Mapping[str, Mapping[str, Any]]) -> Row:
    idea = row["idea"]
    citizen, ahp = (own[c].get(idea, {}).get("place") for c in COMPARED)
    printed = _span(spans["combined"].get(idea))
    label = f"{printed_place(row['place'], row['level'])} {name}"
    return Row(label, citizen, ahp, spans["citizen"].get(idea), spans["ahp"].get(idea), printed)


def _spans(ranges: Mapping[str, Any] | None) -> dict[str, dict[str, tuple[float, float]]]:
    listed = {"combined": ranges["combined"], **ranges["communities"]} if ranges else {}
    return {
        order: {row["idea"]: (row["low"], row["high"]) for row in listed.get(order) or ()}
        for order in ("combined", *COMPARED)
    }


def _span(places: tuple[float, float] | None) -> str:
    if places is None:
        return ""
    low, high = (int(place) for place in places)
    return str(low) if low == high else f"{low} to {high}"


def _own(places: Mapping[str, Mapping[str, Any]], row: Mapping[str, Any]) -> str:
    own = places.get(row["idea"])
    return printed_place(own["place"], own["level"]) if own else "–"


def _tables(paper: Paper, stage: Stage, decided: Decided, told: Told) -> None:
    tables, ideas = stage["tables"], {idea["idea"]: idea for idea in stage["ideas"]}
    handed_in = f"{tables['counted']} of {tables['tables']} tables handed in. The lowest total comes first."
    paper.says(handed_in if tables["counted"] else "No table handed in a list.")
    why = tables["reasons"]
    cells = [
        [printed_place(row["place"], row["level"]), label_of(ideas[row["idea"]]), _number(row["total"]),
         *([why.get(row["idea"], "")] if why else [])]
        for row in tables["order"]
    ] or [["–", label_of(idea), "–", *([""] if why else [])] for idea in ideas.values()]  # fmt: skip
    heads = ("Place", "Idea", "Total", *(["Why it moved"] if why else []))
    paper.table(heads, cells, f"The tables' order of {stage['title']}")
    _ideas(paper, [ideas[row["idea"]] for row in tables["order"]] or stage["ideas"], decided, told)


# idea by idea


def _ideas(paper: Paper, ideas: Sequence[Idea], decided: Decided, told: Told) -> None:
    """The words of each idea, what was decided, and what people said about it: once, unless there is more to quote."""
    for idea in ideas:
        if _of(idea) in told and not idea.get("comments"):
            continue
        told.add(_of(idea))
        _idea(paper, idea, decided)
        _quotes(paper, idea)


def _of(idea: Idea) -> tuple[str, str]:
    return str(idea["idea"]), str(idea["text"])


def _idea(paper: Paper, idea: Idea, decided: Decided, number: int | None = None, reading: str = "") -> None:
    paper.heading(f"{number}. {label_of(idea)}" if number else label_of(idea), 2)
    paper.says(idea["text"], style="Quote", keep=bool(reading))
    if reading:
        paper.point(reading, "", keep=True)
    if idea["idea"] in decided:
        paper.point("Decided:", decided[idea["idea"]], keep=bool(reading))


def _quotes(paper: Paper, idea: Idea) -> None:
    said = idea.get("comments") or ()
    if said:
        paper.heading("What people said", 3)
    for comment in said:
        support = f", {comment['support']} said “me too”" if comment["support"] else ""
        paper.quote(comment["text"], f"– {_ONE[comment['community']]}{support}")


_ONE = {"citizen": "a citizen", "ahp": "an AHP", "other": "another person"}


def _first(listed: Sequence[Any], caption: str) -> str:
    """A caption that says so where the picture has no room for all."""
    return f"{caption}. The first {MOST} of {len(listed)}" if len(listed) > MOST else caption


def _in_hundredths(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}" if value != int(value) else f"{value:.0f}"
