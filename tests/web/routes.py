"""Every address of the application, with the right that its door asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from starlette.routing import Mount


@dataclass(frozen=True, slots=True)
class Door:
    """`right` is None where the door asks for itself; else `gate` is what it asks."""

    method: str
    path: str
    right: str | None
    gate: Callable[..., Any] | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def doors(app: FastAPI) -> list[Door]:
    return list(_doors(app.routes, ""))


def _doors(routes: Iterable[Any], prefix: str) -> Iterator[Door]:
    for route in routes:
        if (included := getattr(route, "original_router", None)) is not None:
            yield from _doors(included.routes, prefix + route.include_context.prefix)
        elif not isinstance(route, Mount):
            gate = _gate_of(route)
            for method in sorted(getattr(route, "methods", None) or ["SOCKET"]):
                yield Door(method, prefix + route.path, getattr(gate, "right", None), gate)


def _gate_of(route: Any) -> Callable[..., Any] | None:
    """The dependency that asks for a right."""
    asked = (needed.call for needed in route.dependant.dependencies)
    return next((gate for gate in asked if getattr(gate, "right", None) is not None), None)
