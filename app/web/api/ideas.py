"""Calls for shaping ideas: their words, quotes, merges and splits, and what is known about how far shaping has come."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, UploadFile
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from app.actions import merging, picturing, planning, quoting, shaping, splitting, tagging
from app.domain.outcomes import rfc3339
from app.domain.pictures import LARGEST_PICTURE
from app.domain.refusals import Refusal
from app.domain.stages import Translation
from app.screens.ideas import IdeaScreen, Quoted, idea_screen, picture_of
from app.screens.workbench import Progress, Row, shaping_progress, suggested

from ..access import Who, may
from ..alike import look_alikes
from ..house import house_of
from ..translating import translate

router = APIRouter(prefix="/programmes/{programme}", tags=["Shaping"])
Lookers = Annotated[Who, Depends(may("look: programmes"))]
Planners = Annotated[Who, Depends(may("plan: ideas"))]
Shapers = Annotated[Who, Depends(may("plan: shape"))]
Long = Annotated[str | None, Field(max_length=2000)]
Short = Annotated[str | None, Field(max_length=200)]


class Wording(BaseModel):
    """What is left out stays as it is; null or blank takes it away."""

    text: str | None = None
    ref: Annotated[str | None, Field(max_length=100)] = None
    name: Short = None
    theme: Short = None
    detail: Long = None
    easy_read: Long = None


class NewWording(Wording):
    why: str = Field(default="", max_length=500)
    expected_version: int | None = None


class NewTranslation(BaseModel):
    """An empty text takes the translation away."""

    language: str = Field(max_length=8)
    text: str = Field(default="", max_length=2000)
    name: Short = None
    easy_read: Long = None


class Restore(BaseModel):
    number: int
    expected_version: int | None = None


class Place(BaseModel):
    professions: list[str] = Field(default_factory=list, max_length=14)
    commitments: list[str] = Field(default_factory=list, max_length=60)


class Passage(BaseModel):
    starts: int | None = None
    ends: int | None = None
    words: str | None = Field(default=None, max_length=4000)


class NewQuote(Passage):
    contribution: str


class Grown(Passage):
    contributions: list[str] = Field(max_length=200)


class Other(BaseModel):
    other: str


class Merge(Other):
    wording: Wording | None = None
    why: str = Field(default="", max_length=500)
    expected_version: int | None = None


class Split(BaseModel):
    quotes: list[str] = Field(max_length=2000)
    new: Wording
    old: Wording | None = None
    why: str = Field(default="", max_length=500)
    expected_version: int | None = None


class Tag(BaseModel):
    tag: str = Field(max_length=200)


class Theme(BaseModel):
    theme: str | None = Field(default=None, max_length=200)
    expected_theme: str | None = None


class Flag(BaseModel):
    on: bool = True


@router.get("/ideas/{idea}")
async def read_idea(request: Request, programme: str, idea: str, who: Lookers) -> dict[str, Any]:
    """An idea with every wording it had, its quotes, and what was merged into it."""
    return idea_json(await house_of(request).store.read(idea_screen, programme, idea))


@router.post("/ideas/from-contributions", status_code=201)
async def grow_idea(request: Request, programme: str, new: Grown, who: Shapers) -> dict[str, Any]:
    """A new idea that grew from what was said. Its first words are the passage, or the first contribution's."""
    house = house_of(request)
    span = (new.starts, new.ends, new.words)
    made = await house.store.write(quoting.idea_from, programme, new.contributions, who.id, house.now(), *span)
    return await read_idea(request, programme, made.id, who)


@router.post("/ideas/{idea}/wording")
async def reword(request: Request, programme: str, idea: str, new: NewWording, who: Planners) -> dict[str, Any]:
    """Words an idea anew. 409 `moved_on` where its version is another than expected."""
    house = house_of(request)
    known = await house.store.read(shaping.known_idea, programme, idea)
    words = _worded(new, known)
    await house.store.write(
        shaping.reword_idea, programme, idea, words, house.now(), who.id, new.why, new.expected_version
    )
    return await read_idea(request, programme, idea, who)


@router.post("/ideas/{idea}/translations")
async def give_translation(
    request: Request, programme: str, idea: str, new: NewTranslation, who: Planners
) -> dict[str, Any]:
    """The idea in another language, for its present words. Phones of running workshops show it within seconds."""
    given = Translation(new.language, new.text, new.name, new.easy_read)
    await translate(request, programme, idea, given, who)
    return await read_idea(request, programme, idea, who)


@router.post("/ideas/{idea}/restore")
async def restore(request: Request, programme: str, idea: str, old: Restore, who: Planners) -> dict[str, Any]:
    """Gives an idea the words of an earlier wording, as its next one."""
    house = house_of(request)
    await house.store.write(
        shaping.restore_wording, programme, idea, old.number, who.id, house.now(), "", old.expected_version
    )
    return await read_idea(request, programme, idea, who)


@router.post("/ideas/{idea}/words-are-ours")
async def leave_words(request: Request, programme: str, idea: str, who: Planners) -> dict[str, Any]:
    """What is left of an idea, out of which words were cut that somebody took back, may stay."""
    house = house_of(request)
    await house.store.write(shaping.leave_words, programme, idea, house.now(), who.id)
    return await read_idea(request, programme, idea, who)


@router.post("/ideas/{idea}/place")
async def place(request: Request, programme: str, idea: str, new: Place, who: Planners) -> dict[str, Any]:
    """Says which professions could act on an idea and which commitments it could serve."""
    house = house_of(request)
    await house.store.write(shaping.place_idea, programme, idea, new.professions, new.commitments, who.id, house.now())
    return await read_idea(request, programme, idea, who)


@router.post("/ideas/{idea}/park")
async def park(request: Request, programme: str, idea: str, who: Planners) -> dict[str, Any]:
    house = house_of(request)
    await house.store.write(shaping.park_idea, programme, idea, house.now(), who.id)
    return await read_idea(request, programme, idea, who)


@router.post("/ideas/{idea}/take-up")
async def take_up(request: Request, programme: str, idea: str, who: Planners) -> dict[str, Any]:
    house = house_of(request)
    await house.store.write(shaping.unpark_idea, programme, idea, house.now(), who.id)
    return await read_idea(request, programme, idea, who)


@router.post("/ideas/{idea}/quotes", status_code=201)
async def attach(request: Request, programme: str, idea: str, new: NewQuote, who: Shapers) -> dict[str, Any]:
    """Ties a passage to an idea: characters `starts` up to `ends`, or where `words` stand, or all that was said."""
    house = house_of(request)
    made = await house.store.write(
        quoting.attach_quote, programme, idea, new.contribution, who.id, house.now(), new.starts, new.ends, new.words
    )
    return {"id": made.id, "contribution": made.contribution, "starts": made.starts, "ends": made.ends}


@router.post("/ideas/{idea}/quotes/{quote}/remove")
async def loosen(request: Request, programme: str, idea: str, quote: str, who: Shapers) -> dict[str, Any]:
    house = house_of(request)
    await house.store.write(quoting.detach_quote, programme, idea, quote, who.id, house.now())
    return await read_idea(request, programme, idea, who)


@router.post("/ideas/{idea}/quotes/{quote}/put-back")
async def put_back(request: Request, programme: str, idea: str, quote: str, who: Shapers) -> dict[str, Any]:
    house = house_of(request)
    await house.store.write(quoting.put_back_quote, programme, idea, quote, who.id, house.now())
    return await read_idea(request, programme, idea, who)


@router.post("/ideas/{idea}/merge")
async def merge(request: Request, programme: str, idea: str, new: Merge, who: Planners) -> dict[str, Any]:
    """Makes the other idea part of this one, with its quotes. Its merge is in the answer, to be undone by."""
    house = house_of(request)
    known = await house.store.read(shaping.known_idea, programme, idea)
    words = _worded(new.wording, known) if new.wording is not None else None
    await house.store.write(
        merging.merge_ideas, programme, idea, new.other, who.id, house.now(), words, new.why, new.expected_version
    )
    return await read_idea(request, programme, idea, who)


@router.post("/merges/{merge}/undo")
async def undo_merge(request: Request, programme: str, merge: str, who: Planners) -> dict[str, Any]:
    """Makes two ideas of one again → the one that is back, with what came by the merge."""
    house = house_of(request)
    undone = await house.store.write(merging.undo_merge, programme, merge, who.id, house.now())
    return await read_idea(request, programme, undone.gone, who)


@router.post("/ideas/{idea}/keep-apart")
async def keep_apart(request: Request, programme: str, idea: str, body: Other, who: Planners) -> dict[str, Any]:
    """The two are not one: they are not suggested again."""
    house = house_of(request)
    kept = await house.store.write(merging.keep_apart, programme, idea, body.other, who.id, house.now())
    return {"kept_apart": [kept.one, kept.other]}


@router.post("/ideas/{idea}/split", status_code=201)
async def split(request: Request, programme: str, idea: str, new: Split, who: Planners) -> dict[str, Any]:
    """→ the new idea, with these quotes. `old` words the first one anew."""
    house = house_of(request)
    known = await house.store.read(shaping.known_idea, programme, idea)
    first = planning.NewIdea(new.new.text or "", None, new.new.name, new.new.theme or known.theme, new.new.detail)
    old = _worded(new.old, known) if new.old is not None else None
    made = await house.store.write(
        splitting.split_idea, programme, idea, new.quotes, first, who.id, house.now(), old, new.why,
        new.expected_version,
    )  # fmt: skip
    return await read_idea(request, programme, made.id, who)


@router.get("/ideas/{idea}/look-alikes")
async def alike(request: Request, programme: str, idea: str, who: Shapers) -> dict[str, Any]:
    """Ideas that look like this one, and contributions that could belong to it. `ready` is false while we look."""
    house = house_of(request)
    await house.store.read(shaping.known_idea, programme, idea)
    search = await look_alikes(house, programme)
    if search.found is None:
        return {"ready": False, "doing": search.doing, "part": search.part, "ideas": [], "contributions": []}
    found = await house.store.read(suggested, programme, idea, search.found.ideas, search.found.contributions)
    return {
        "ready": not search.busy, "doing": search.doing, "part": search.part,
        "ideas": [{"id": other.id, "text": other.text, "quotes": quotes} for other, quotes in found.ideas],
        "contributions": [{"id": one.id, "number": one.number, "text": one.text} for one in found.said],
    }  # fmt: skip


@router.get("/ideas/{idea}/picture")
async def picture(request: Request, programme: str, idea: str, who: Lookers) -> Response:
    """The idea's Easy Read picture, PNG or JPEG."""
    found = await house_of(request).store.read(picture_of, programme, idea)
    if found is None:
        raise Refusal("unknown_code", "There is no picture here.")
    return Response(found[1], media_type=found[0])


@router.post("/ideas/{idea}/picture")
async def give_picture(
    request: Request, programme: str, idea: str, who: Planners, file: UploadFile, words: Annotated[str, Form()] = ""
) -> dict[str, Any]:
    """A PNG or JPEG of up to 1 MB as multipart `file`, with `words` that say what it shows."""
    house, data = house_of(request), await file.read(LARGEST_PICTURE + 1)
    await house.store.write(picturing.give_picture, programme, idea, data, words, who.id, house.now())
    return await read_idea(request, programme, idea, who)


@router.post("/ideas/{idea}/picture/remove")
async def take_picture_away(request: Request, programme: str, idea: str, who: Planners) -> dict[str, Any]:
    house = house_of(request)
    await house.store.write(picturing.take_picture_away, programme, idea, who.id, house.now())
    return await read_idea(request, programme, idea, who)


@router.post("/contributions/{contribution}/tag")
async def tag(request: Request, programme: str, contribution: str, body: Tag, who: Shapers) -> dict[str, Any]:
    house = house_of(request)
    kept = await house.store.write(tagging.add_tag, programme, contribution, body.tag, who.id, house.now())
    return {"id": contribution, "tag": kept}


@router.post("/contributions/{contribution}/untag")
async def untag(request: Request, programme: str, contribution: str, body: Tag, who: Shapers) -> dict[str, Any]:
    house = house_of(request)
    await house.store.write(tagging.remove_tag, programme, contribution, body.tag, who.id, house.now())
    return {"id": contribution}


@router.post("/contributions/{contribution}/theme")
async def theme(request: Request, programme: str, contribution: str, body: Theme, who: Shapers) -> dict[str, Any]:
    """409 `moved_on` where its theme is another than expected."""
    house = house_of(request)
    told = await house.store.write(
        tagging.set_theme, programme, contribution, body.theme or "", who.id, house.now(), body.expected_theme
    )
    return {"id": contribution, "theme": told.theme}


@router.post("/contributions/{contribution}/flag")
async def flag(request: Request, programme: str, contribution: str, body: Flag, who: Shapers) -> dict[str, Any]:
    """Marks it to come back to; with `on: false` no longer."""
    house = house_of(request)
    told = await house.store.write(tagging.flag, programme, contribution, body.on, who.id, house.now())
    return {"id": contribution, "flagged": told.flagged}


@router.get("/shaping")
async def how_far(request: Request, programme: str, who: Lookers) -> dict[str, Any]:
    """How many contributions are in an idea, in all and by question, community and theme."""
    store = house_of(request).store
    await store.read(planning.must_exist, programme)
    return _progress_json(await store.read(shaping_progress, programme))


def idea_json(screen: IdeaScreen) -> dict[str, Any]:
    idea = screen.idea
    return {
        **{k: getattr(idea, k) for k in ("id", "ref", "text", "name", "theme", "detail", "easy_read", "version")},
        "professions": list(idea.professions), "commitments": list(idea.commitments),
        "parked": idea.parked_at is not None, "merged_into": idea.merged_into, "picture": screen.picture,
        "reword_wanted": screen.to_reword, "translations": screen.translations,
        "wordings": [
            {"number": w.number, "text": w.text, "name": w.name, "theme": w.theme, "detail": w.detail,
             "easy_read": w.easy_read, "how": w.how, "why": w.why, "who": w.who, "at": rfc3339(w.at)}
            for w in screen.wordings
        ],
        "quotes": [_quote_json(quoted) for quoted in screen.quotes],
        "removed_quotes": [_quote_json(quoted) for quoted in screen.loosened],
        "merged": [{"merge": merge.id, "idea": gone.id, "at": rfc3339(merge.at)} for merge, gone in screen.merged],
    }  # fmt: skip


def _quote_json(quoted: Quoted) -> dict[str, Any]:
    quote, told = quoted.quote, quoted.told
    return {
        "id": quote.id, "contribution": told.id, "number": told.number, "starts": quote.starts, "ends": quote.ends,
        "words": quoted.words, "community": told.community, "role": told.role, "source_name": told.source_name,
        "state": told.state, "may_quote": told.may_quote,
    }  # fmt: skip


def _progress_json(progress: Progress) -> dict[str, Any]:
    def rows(some: tuple[Row, ...]) -> list[dict[str, Any]]:
        return [{"name": row.name, "in_an_idea": row.placed, "all": row.all} for row in some]

    return {
        "in_an_idea": progress.placed, "all": progress.all, "questions": rows(progress.questions),
        "communities": rows(progress.communities), "themes": rows(progress.themes),
    }  # fmt: skip


def _worded(new: Wording, known: Any) -> planning.NewIdea:
    """The fields that were sent, and for the others what is known."""
    fields = ("text", "ref", "name", "theme", "detail", "easy_read")
    given = {name: getattr(new if name in new.model_fields_set else known, name) for name in fields}
    return planning.NewIdea(given.pop("text") or "", **given)
