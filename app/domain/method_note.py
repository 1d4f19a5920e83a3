"""What was done with the answers, in plain words, so that the way is as open as the result."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .communities import AHP, CITIZEN
from .stages import READY, WEIGHING

Stage = Mapping[str, Any]


def method_note(
    stages: Iterable[Stage], translate: Callable[[str], str] = str, joining: str | None = None,
    aside: Mapping[str, Any] | None = None,
) -> dict[str, str]:  # fmt: skip
    """{topic: sentences} for the kinds that a session used.

    `stages` are the stages of an outcome: kind, ballots and, for a ranking, standings. `translate` is the reader's
    gettext; without it the sentences are English. `joining` and `aside` are the outcome's too (`set_aside` there): how
    people came in, and whose answers a host left out of the counts.
    """
    stages = [stage for stage in stages if stage["kind"] in WEIGHING]
    kinds = {_kind_of(stage) for stage in stages}
    note = _rounds(stages, translate) | _general(translate) if kinds else {}
    for kind, words in _OF_KIND.items():
        if kind in kinds:
            note |= words(translate)
    return note | _one_sided(stages, translate) | _two_ways(stages, translate) | _who_counts(joining, aside, translate)


def _kind_of(stage: Stage) -> str:
    """Its kind; what tables ranked is counted in another way than what single people did."""
    return "tables" if "tables" in stage else str(stage["kind"])


def _rounds(stages: Iterable[Stage], _: Callable[[str], str]) -> dict[str, str]:
    """In which order ideas were weighed, by the titles that the host gave."""
    titles = [str(s["title"]) for s in stages if s.get("title") and s.get("state") != READY]
    if not titles:
        return {}
    return {"rounds": _("Ideas were weighed in these steps: {steps}.").format(steps=" · ".join(titles))}


def _who_counts(joining: str | None, aside: Mapping[str, Any] | None, _: Callable[[str], str]) -> dict[str, str]:
    said = {}
    if joining is not None:
        by_ticket, by_code = _("Each person joined with a ticket of their own."), _("Anybody with the code could join.")
        said["joining"] = by_ticket if joining == "ticket" else by_code
    if aside is not None:
        said["set_aside"] = _set_aside(aside, _)
    return said


def _set_aside(aside: Mapping[str, Any], _: Callable[[str], str]) -> str:
    """How many devices a host took out of the counts, and why."""
    if not aside["people"]:
        return _("Nobody’s answers were set aside.")
    words = {
        "quick": _("faster than anyone reads: {count}"),
        "same": _("the same answers as others at the same time: {count}"),
        "busy": _("more answers in a minute than anyone gives: {count}"),
        "host": _("the host’s own decision: {count}"),
    }
    why = "; ".join(words[reason].format(count=count) for reason, count in aside["reasons"].items())
    told = _("Devices whose answers a host set aside, so that they do not count: {count}. Why: {why}.")
    return told.format(count=aside["people"], why=why)


def _general(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "ballots": _(
            "A ballot is one person with at least one answer. Each person counts once for each idea, with their last"
            " answer. Paper and phone count the same."
        ),
        "left_out": _(
            "Not counted: blanks, answers that came after the close, and answers that people took back. Simulated"
            " people never count."
        ),
        "doubts": _("All this tells what those in the room said. It cannot tell who was not there, or was not asked."),
        "communities": _(
            "Citizens and AHPs are compared on equal footing, whatever their numbers. Others are counted, and shown"
            " beside them."
        ),
        "percentages": _(
            "Printed percentages are rounded, so they may add to 99 or 101. No share below two thirds is printed as"
            " 67%. Ideas are sorted by the exact figures."
        ),
        "small_numbers": _(
            "In public nothing is shown from fewer than 5 answers. From 5 to 9 answers we print “6 of 8”, not a"
            " percentage. Organisers can see exact figures, and each look is recorded."
        ),
        "ties": _("Ideas with equal results share a place, such as 2=. We never break a tie by chance."),
    }


def _of_votes(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "share": _("A share is the people who agree, out of all who answered agree, not sure or disagree."),
        "shared": _(
            "Shared is the lower of the citizens’ and the AHPs’ share. Where both agree alike it comes out a little"
            " low. With 20 citizens and 12 AHPs it is about 6 points, with 2,500 and 500 about 1 point."
        ),
        "likely_range": _(
            "The likely range shows how far chance may move a share. It is the 95% score interval of Wilson."
        ),
        "reading": _(
            "The line is two thirds. Both communities at or above it: common ground. Only one: that community is"
            " keener. Neither: not there yet. Under 5 answers in either community: too few to compare."
        ),
        "close_call": _(
            "A close call means another group like this could come out the other way. We say so when the chance of"
            " the same reading is under 80%. It measures chance, not who came."
        ),
        "small_group": _("Readings from fewer than 10 answers in either community are marked as a small group."),
        "group_informed_consensus": _(
            "Downloads also hold the group-informed consensus of Polis. It cannot be compared between groups of"
            " different size."
        ),
    }


def _of_dots(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "dots": _(
            "The headline is the people who put at least one dot on an idea, out of all ballots. Shared is the lower"
            " of the two communities, and sorts the ideas."
        ),
        "share_of_dots": _(
            "The share of dots is out of the dots that a community placed. Unused dots are printed. Dots are never"
            " added across communities."
        ),
    }


def _of_ratings(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "rating": _(
            "Scores are summed up for each community by the middle score and the middle half. They are never mixed"
            " into one mean."
        ),
        "dissent": _("Dissent is 0 when all give the same score, and 1 when half choose each end."),
        "picture": _(
            "The picture of two scales uses only people who scored both. A corner is named only if both communities"
            " lie in it. It is dashed if chance could move a community out."
        ),
    }


def _of_rankings(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "ranking": _(
            "An idea gets one point for each idea it beats on a ballot, and half a point for a tie. Ideas left out"
            " are level last. This is the Borda count. Orders are never shown before the stage closes."
        ),
        "combined": _(
            "The combined order is the mean of citizens’ mean points and AHPs’ mean points. Each community counts the"
            " same, whatever its size."
        ),
        "no_show": _(
            "Moving an idea up never harms it. But in rare cases a new ballot can make its own first choice lose. That"
            " comes from weighing both communities the same."
        ),
        "other_methods": _(
            "Borda and Schulze over all ballots stand beside it. There each ballot is one voice, so a large community"
            " weighs more. A balanced Schulze order gives both communities equal weight."
        ),
        "methods_agree": _(
            "We compare the combined order with the balanced Schulze order. If they put different ideas first, we say"
            " so."
        ),
        "agreement": _(
            "Agreement is how often two people put two ideas in the same order. One half is no more than chance."
        ),
        "place_ranges": _(
            "We draw 1,000 groups from the same people, by chance. The range of places holds nine in ten of an idea’s"
            " places there. In small groups it is wide."
        ),
    }


def _of_tables(_: Callable[[str], str]) -> dict[str, str]:
    return {
        "tables": _(
            "Tables ranked together, as the James Lind Alliance does. Each table agreed one list. The places of all"
            " tables are added up, and the lowest total comes first. A table that handed in nothing is left out."
        ),
        "tables_level": _(
            "Level ideas share the mean of the places they cover. Ideas that a table left out are level last. Equal"
            " totals are shown level."
        ),
        "tables_dealt": _(
            "Where people were dealt to tables, chance did it, with each community spread evenly. In a later round as"
            " few pairs as possible meet again. The host may have moved single people."
        ),
        "tables_moved": _(
            "Moves are counted in places since the round before. The reasons are the host’s notes of what tables said."
        ),
        "tables_small": _(
            "A table’s list is what its people agreed aloud. In public it is shown from three people at a table."
        ),
    }


_OF_KIND: Mapping[str, Callable[[Callable[[str], str]], dict[str, str]]] = {
    "vote": _of_votes,
    "dots": _of_dots,
    "rate": _of_ratings,
    "rank": _of_rankings,
    "tables": _of_tables,
}


def _one_sided(stages: Iterable[Stage], _: Callable[[str], str]) -> dict[str, str]:
    """Says so where a combined order rests on one community alone."""
    words = {
        CITIZEN: _("No AHP ranked in one ranking, so its combined order is the citizens’ alone."),
        AHP: _("No citizen ranked in one ranking, so its combined order is the AHPs’ alone."),
    }
    alone = {_only_ranker(stage) for stage in stages if _kind_of(stage) == "rank"}
    said = [words[community] for community in (CITIZEN, AHP) if community in alone]
    return {"combined_of_one": " ".join(said)} if said else {}


def _only_ranker(stage: Stage) -> str | None:
    citizens, ahps = (stage["ballots"][c] for c in (CITIZEN, AHP))
    if citizens and ahps == 0:
        return CITIZEN
    return AHP if ahps and citizens == 0 else None


def _two_ways(stages: Iterable[Stage], _: Callable[[str], str]) -> dict[str, str]:
    differ = any(stage.get("standings", {}).get("methods_agree") is False for stage in stages)
    return {"two_ways": _("Two ways of counting put different ideas first. Read them as level.")} if differ else {}
