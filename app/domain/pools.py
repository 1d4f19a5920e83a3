"""One idea over several sessions: what each said, what they add up to, and whether they differ."""

from collections.abc import Mapping, Sequence
from typing import Any

from .chances import chi_square_above
from .communities import COMPARED
from .percentages import at_or_above_the_line
from .readings import CLOSE_BELOW, ENOUGH, chance_of_side, likely_range, reading_of

SESSIONS_FOR_A_RANGE = 4
DIFFER_BELOW = 0.05

Count = tuple[int, int]  # (agree, answered) in one session


def pooled(communities: Mapping[str, Sequence[Count]]) -> dict[str, Any]:
    """{"communities": {community: pool_of(…)}, "shared", "reading", "close_call"} over sessions.

    `communities` holds one (agree, answered) a session and community. Up to three sessions in either compared
    community there is no pooled reading (None), and `shared` is the lower pooled share.
    """
    pools = {c: pool_of(counts) for c, counts in communities.items()}
    compared = [pools[c] for c in COMPARED]
    shares = [pool["share"] for pool in compared]
    reading = None
    if all(pool["sessions"] >= SESSIONS_FOR_A_RANGE for pool in compared):
        citizen, ahp = ((pool["agree"], pool["answered"]) for pool in compared)
        reading = reading_of(citizen, ahp)
    return {
        "communities": pools,
        "shared": None if None in shares else min(shares),
        "reading": reading,
        "close_call": reading not in (None, "too_few") and _is_close(compared),
    }


def pool_of(counts: Sequence[Count]) -> dict[str, Any]:
    """One community: sessions with an answer, agree, answered, share, dispersion, likely_range, differ, chi_square.

    People are not de-duplicated between sessions. From four sessions the range is Wilson's on a/D and n/D, where D is
    the design effect of sessions as clusters (Rao and Scott 1992), never under 1. Sessions differ if Pearson's
    chi-square on k − 1 degrees of freedom has p < 0.05. None where it cannot be said.
    """
    counts = [(a, n) for a, n in counts if n]
    agree, answered = sum(a for a, _ in counts), sum(n for _, n in counts)
    enough = len(counts) >= SESSIONS_FOR_A_RANGE
    dispersion = dispersion_of(counts) if enough else None
    return {
        "sessions": len(counts),
        "agree": agree,
        "answered": answered,
        "share": agree / answered if answered else None,
        "dispersion": dispersion,
        "likely_range": likely_range(agree / dispersion, answered / dispersion) if dispersion else None,
        "chi_square": chi_square_of(counts),
        "differ": sessions_differ(counts),
    }


def dispersion_of(counts: Sequence[Count]) -> float:
    """D = max(1, k/(k−1) · Σ(aᵢ − p̂nᵢ)² ÷ (N · p̂(1−p̂))); 1 if p̂ is 0 or 1."""
    agree, answered = sum(a for a, _ in counts), sum(n for _, n in counts)
    if agree in (0, answered) or len(counts) < 2:
        return 1.0
    share, k = agree / answered, len(counts)
    spread = sum((a - share * n) ** 2 for a, n in counts)
    return max(1.0, k / (k - 1) * spread / (answered * share * (1 - share)))


def chi_square_of(counts: Sequence[Count]) -> float | None:
    """Pearson's chi-square of agree and not agree over sessions (Pearson 1900); None under two sessions."""
    agree, answered = sum(a for a, _ in counts), sum(n for _, n in counts)
    if len(counts) < 2:
        return None
    if agree in (0, answered):
        return 0.0
    share = agree / answered
    return sum((a - share * n) ** 2 / (n * share * (1 - share)) for a, n in counts)


def sessions_differ(counts: Sequence[Count]) -> bool | None:
    """Whether sessions differ more than chance explains (p < 0.05); None under two sessions."""
    value = chi_square_of(counts)
    return None if value is None else chi_square_above(value, len(counts) - 1) < DIFFER_BELOW


def public_counts(counts: Sequence[Count]) -> list[Count]:
    """The sessions' counts that a public pool may hold.

    Closed cells (under 5 answers) are left out, unless together they hold at least 5 people from 2 or more sessions.
    """
    closed = [n for _, n in counts if 0 < n < ENOUGH]
    kept = sum(closed) >= ENOUGH and len(closed) >= 2
    return [(a, n) for a, n in counts if n >= ENOUGH or (n and kept)]


def _is_close(compared: Sequence[Mapping[str, Any]]) -> bool:
    chance = 1.0
    for pool in compared:
        agree, answered, by = pool["agree"], pool["answered"], pool["dispersion"]
        chance *= chance_of_side(agree / by, answered / by, above=at_or_above_the_line(agree, answered))
    return chance < CLOSE_BELOW
