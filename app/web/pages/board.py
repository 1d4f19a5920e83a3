"""Pages of the board."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
