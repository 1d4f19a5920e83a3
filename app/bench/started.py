"""Starting our server as `serve` does, with something changed in it that only a benchmark wants."""

from __future__ import annotations

import sys
from collections.abc import Callable

from fastapi import FastAPI

from app import main
from app.__main__ import cli


def serve_with(change: Callable[[FastAPI], None]) -> None:
    """Runs `serve` on the port named last on the command line, with the application changed after it is made."""
    made = main.create_app

    def create_changed() -> FastAPI:
        app = made()
        change(app)
        return app

    vars(main)["create_app"] = create_changed  # `serve` calls it by name, without settings
    cli(["serve", "--port", sys.argv[-1]])
