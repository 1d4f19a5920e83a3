"""Every test reckons its figures anew. Outside of tests a stage has its id to itself, and figures are kept by it."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import pytest

from app.screens import figures


class Forgetful(OrderedDict[Any, Any]):
    """Keeps nothing for the next who asks: here one workshop after another has a stage called "vote"."""

    def __contains__(self, key: object) -> bool:
        return False


@pytest.fixture(autouse=True)
def figures_reckoned_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_KEPT", Forgetful())
