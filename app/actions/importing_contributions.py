"""Files of what people said: what importing one would do, row by row. Nothing here is saved (see `bringing_in`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b

from app.domain.communities import AHP, CITIZEN, OTHER
from app.domain.flags import details_in, flags_of, without_details
from app.domain.refusals import N_
from app.domain.wording import folded, tidied
from app.storage.facts import professions

from .contributing import LONGEST_CONTRIBUTION, LONGEST_WORD_ABOUT_ONESELF, Told
from .delimited import TOO_WIDE
from .recognising_exports import Columns, Export
from .tabular import Row

NO_TEXT, TOO_LONG, PERSONAL, BROKEN, COMMUNITY, LONG_WORD = (
    "no_text", "too_long", "personal", "broken", "community", "long_word",
)  # fmt: skip
TYPE, TAKE_OUT, KEEP, LEAVE = "type", "out", "keep", "leave"
"""What a person can do with a row to fix: type the words, take the name out, keep it as it is, leave the row out."""
WHAT_TO_DO = {
    NO_TEXT: N_("This row has no text. Type it, or leave the row out."),
    TOO_LONG: N_("This is longer than 4,000 characters. Shorten it, or leave the row out."),
    PERSONAL: N_("This may name a person. Take the name out, or say that it is no name."),
    COMMUNITY: N_("We do not know this community. Write citizen, AHP or other in the file, and import it again."),
    LONG_WORD: N_("This is longer than 100 characters. Shorten it in the file, and import it again."),
}
CUT = N_("This row has more cells than there are headings. Put the words in quotation marks, and import it again.")
MENDED_HERE = (NO_TEXT, TOO_LONG, PERSONAL)

Mends = Mapping[tuple[int, int], tuple[str, str]]
"""{(row, column's place): (what to do, the words typed)}"""


@dataclass(frozen=True, slots=True)
class ForAll:
    """What holds for all rows: their question and community where a row names none, and whether people were told that
    they may be quoted."""

    question: str | None = None
    community: str | None = None
    may_quote: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that somebody said. `asked` is its question in the file's words, where the file has one."""

    row: int
    place: int
    told: Told
    asked: str = ""


@dataclass(frozen=True, slots=True)
class ToFix:
    """A row that a person must look at: which, in which column, and what to do. `words` are what stands there, `spans`
    what in them looks like a personal detail."""

    row: int
    column: str
    why: str
    message: str
    words: str = ""
    place: int = 0
    spans: tuple[tuple[int, int], ...] = ()
    told: Told | None = None
    asked: str = ""

    @property
    def here(self) -> bool:
        """Whether it can be mended on the page."""
        return self.why in MENDED_HERE


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it was read: what can come in, what is to fix, and how many rows its tool's moderators had hidden."""

    found: list[Found] = field(default_factory=list)
    to_fix: list[ToFix] = field(default_factory=list)
    left: int = 0


def read_rows(export: Export, columns: Columns, for_all: ForAll) -> Reading:
    """Says for every row what it would become. Its key tells it from all others, and is the same in the same file."""
    reading, seen = Reading(), Counter[str]()
    left = 0
    for row in export.rows:
        if _was_hidden(export, columns, row):
            left += 1
            continue
        for one in _read(export, columns, for_all, row):
            key = _key(row, one.place, one.asked or for_all.question or "", seen)
            if isinstance(one, Found):
                reading.found.append(replace(one, told=replace(one.told, key=key)))
            else:
                reading.to_fix.append(replace(one, told=one.told and replace(one.told, key=key)))
    return replace(reading, left=left)


def mended(reading: Reading, mends: Mends, otherwise: str) -> list[Found]:
    """What comes in: the good rows, and those to fix as a person mended them. One with personal details that nobody
    decided about is treated as `otherwise` says; any other one stays out."""
    found = [one for one in reading.found if mends.get((one.row, one.place), ("", ""))[0] != LEAVE]
    for one in reading.to_fix:
        do, typed = mends.get((one.row, one.place), (otherwise if one.why == PERSONAL else LEAVE, ""))
        text = _mended_text(one, do, typed)
        if one.told is not None and one.here and text and len(text) <= LONGEST_CONTRIBUTION:
            found.append(Found(one.row, one.place, replace(one.told, text=text), one.asked))
    return sorted(found, key=lambda one: (one.row, one.place))


def _mended_text(one: ToFix, do: str, typed: str) -> str:
    if do == LEAVE:
        return ""
    if do == TAKE_OUT:
        return without_details(one.words)
    return tidied(typed) if do == TYPE else one.words


def _read(export: Export, columns: Columns, for_all: ForAll, row: Row) -> Iterator[Found | ToFix]:
    first = columns.texts[0] if columns.texts else 0
    if row.problem:
        message = CUT if row.problem == TOO_WIDE else row.problem
        yield ToFix(row.number, export.heading(first), BROKEN, message, " ".join(row.cells)[:200], first)
        return
    about = _about(export, columns, for_all, row)
    if isinstance(about, ToFix):
        yield about
        return
    for place in columns.texts:
        text = _words(columns, row, place)
        if not text and (columns.by_heading or len(columns.texts) > 1):  # nobody answers every question
            continue
        asked = export.heading(place) if columns.by_heading else tidied(row.cell(columns.places.get("question")))
        told = replace(about, text=text, question=None if asked else for_all.question)
        why = _wrong_with(text)
        if why:
            spans = details_in(text) if why == PERSONAL else ()
            yield ToFix(
                row.number, export.heading(place), why, WHAT_TO_DO[why], text, place, spans, told, asked
            )  # fmt: skip
        else:
            yield Found(row.number, place, told, asked)


def _wrong_with(text: str) -> str:
    if not text:
        return NO_TEXT
    if len(text) > LONGEST_CONTRIBUTION:
        return TOO_LONG
    return PERSONAL if flags_of(text) else ""


def _words(columns: Columns, row: Row, place: int) -> str:
    """What was said, under its title where the tool asks for one."""
    text, title = tidied(row.cell(place)), tidied(row.cell(columns.places.get("title")))
    return f"{title}\n{text}" if title and text and not folded(text).startswith(folded(title)) else text or title


def _about(export: Export, columns: Columns, for_all: ForAll, row: Row) -> Told | ToFix:
    """What a row says beside the words."""
    told = {name: " ".join(tidied(row.cell(place)).split()) for name, place in columns.places.items()}
    for name in ("role", "area", "theme"):
        if len(told.get(name, "")) > LONGEST_WORD_ABOUT_ONESELF:
            return _unfit(export, columns, row, name, LONG_WORD, told[name])
    profession = _profession(told.get("profession", "")) or _profession(told.get("community", ""))
    given = told.get("community", "")
    community = AHP if profession and not given else _community(given)
    if given and community is None:
        return _unfit(export, columns, row, "community", COMMUNITY, given)
    community = community or for_all.community
    role = told.get("role") or (told.get("profession") if not profession else None)
    return Told(
        "", None, community, role[:LONGEST_WORD_ABOUT_ONESELF] if role else None,
        profession if community == AHP else None, told.get("area") or None, _may_quote(told.get("quote"), for_all),
        told.get("theme") or None, at=_when(told.get("when", "")),
    )  # fmt: skip


def _unfit(export: Export, columns: Columns, row: Row, name: str, why: str, words: str) -> ToFix:
    place = columns.places[name]
    return ToFix(row.number, export.heading(place), why, WHAT_TO_DO[why], words[:200], place)


def _was_hidden(export: Export, columns: Columns, row: Row) -> bool:
    """Whether the tool's own moderators had taken it out."""
    return tidied(row.cell(columns.places.get("left"))).casefold() in ("-1", "rejected", "withdrawn", "hidden")


_COMMUNITY_WORDS = {
    CITIZEN: (
        "citizen", "citizens", "public", "member of the public", "patient", "patients", "carer", "carers", "resident",
        "service user", "person", "family", "parent",
    ),
    AHP: ("ahp", "ahps", "allied health professional", "allied health professionals"),
    OTHER: ("other", "others", "someone else", "nurse", "doctor", "manager", "staff", "professional", "student"),
}  # fmt: skip
_COMMUNITY_OF = {word: community for community, words in _COMMUNITY_WORDS.items() for word in words}


def _community(given: str) -> str | None:
    return AHP if _profession(given) else _COMMUNITY_OF.get(given.casefold())


def _profession(given: str) -> str | None:
    """One of the 14, in the plural or the singular."""
    said = given.casefold()
    return next((name for name in professions() if said in (name.casefold(), name.casefold().rstrip("s"))), None)


def _may_quote(said: str | None, for_all: ForAll) -> bool:
    """A row's own no stands; what it leaves open is as for all."""
    if not said:
        return for_all.may_quote
    return said.casefold() in ("yes", "y", "true", "1", "x", "quote", "may quote", "yes, without my name")


def _when(said: str) -> float | None:
    """Seconds since 1970 of a Unix time, in seconds or thousandths, or of an ISO date; None of anything else."""
    try:
        if said.isascii() and said.isdigit() and 9 <= len(said) <= 13:
            at = int(said) / (1000 if len(said) > 10 else 1)
        else:
            when = datetime.fromisoformat(said.removesuffix(" UTC"))
            at = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
    return at if 0 < at < 4e9 else None


def _key(row: Row, place: int, question: str, seen: Counter[str]) -> str:
    """A hash of the row's cells, its column and its question; two rows that are alike are the first and the second."""
    content = "\x1f".join((question, str(place), *(tidied(cell) for cell in row.cells)))
    bare = blake2b(content.encode("utf-8", "replace"), digest_size=16).hexdigest()
    seen[bare] += 1
    return f"file:{bare}:{seen[bare]}"


def without(found: Sequence[Found], keys: set[str]) -> list[Found]:
    """Those that have not come in before."""
    return [one for one in found if one.told.key not in keys]
