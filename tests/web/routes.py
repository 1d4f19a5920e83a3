"""Every address of the application, with the right that its door asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from starlette.routing import Mount


@dataclass(frozen=True, slots=True)
class Door:
    """`right` is None where the door asks for itself."""

    method: str
    path: str
    right: str | None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def doors(app: FastAPI) -> list[Door]:
    return list(_doors(app.routes, ""))


def _doors(routes: Iterable[Any], prefix: str) -> Iterator[Door]:
    for route in routes:
        if (included := getattr(route, "original_router", None)) is not None:
            yield from _doors(included.routes, prefix + route.include_context.prefix)
        elif not isinstance(route, Mount):
            for method in sorted(getattr(route, "methods", None) or ["SOCKET"]):
                yield Door(method, prefix + route.path, _right_of(route))


def _right_of(route: Any) -> str | None:
    asked = [getattr(needed.call, "right", None) for needed in route.dependant.dependencies]
    return next((right for right in asked if right is not None), None)
