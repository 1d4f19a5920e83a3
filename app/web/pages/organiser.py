"""Pages of the organiser, together."""

from __future__ import annotations

from fastapi import APIRouter

from . import (
    accounts,
    across,
    book,
    by_provider,
    contributions,
    contributions_import,
    deciding,
    first_workshop,
    idea_deeds,
    ideas,
    importing,
    invitations,
    listening_desk,
    my_account,
    outcomes,
    people,
    planning,
    poster,
    programmes,
    replay,
    second_step,
    shape,
    signing_in,
    statements,
    strategy,
    tokens,
    trail,
    you_said,
)

router: APIRouter = APIRouter()
for part in (
    second_step,
    by_provider,
    signing_in,
    my_account,
    invitations,
    tokens,
    programmes,
    first_workshop,
    people,
    importing,
    ideas,
    idea_deeds,
    shape,
    listening_desk,
    planning,
    poster,
    outcomes,
    accounts,
    across,
    contributions,
    contributions_import,
    deciding,
    statements,
    strategy,
    replay,
    trail,
    book,
    you_said,
):
    router.include_router(part.router)
