"""Pages of the organiser."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
