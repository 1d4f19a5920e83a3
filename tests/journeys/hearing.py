"""What a screen reader meets on a page, line by line, taken from the browser's accessibility tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page

LANDMARKS = {"banner": "top of the page", "main": "main part", "navigation": "navigation", "form": "form",
             "region": "region", "contentinfo": "end of the page", "search": "search"}  # fmt: skip
CONTROLS = {"link": "link", "button": "button", "radio": "choice", "checkbox": "tick box", "textbox": "field",
            "combobox": "list to choose from", "menuitem": "link", "DisclosureTriangle": "opens and shuts"}  # fmt: skip
STATES = ("checked", "disabled", "pressed", "expanded", "required", "invalid")
CODES = re.compile(r"\b\d{3} ?\d{3}\b|\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}\b")

Node = dict[str, Any]


def heard(page: Page) -> list[str]:
    """One line for each thing that is announced, in the order of reading. Codes are blotted out."""
    meter = page.context.new_cdp_session(page)
    nodes: list[Node] = meter.send("Accessibility.getFullAXTree")["nodes"]
    meter.detach()
    known = {node["nodeId"]: node for node in nodes}
    return [CODES.sub("(a code)", line) for line in _read(nodes[0], known)]


def _read(node: Node, known: dict[str, Node]) -> Iterator[str]:
    role, name = _value(node, "role"), _value(node, "name").strip()
    if node.get("ignored"):
        yield from _inside(node, known)
    elif role == "heading":
        yield f"heading {_property(node, 'level')}: {name}"
    elif role in CONTROLS:
        yield _control(node, role, name)
    elif role in ("image", "img", "SvgRoot"):
        yield from [f"picture: {name}"] if name else []
    elif role in ("status", "alert"):
        said = " ".join(_words(node, known)).strip()
        yield from [f"spoken by itself: {said}"] if said else []
    elif role in ("paragraph", "blockquote", "LabelText", "Legend", "StaticText", "strong"):
        said = " ".join(_words(node, known)).strip()
        yield from _inside(node, known) if _holds_controls(node, known) else [said] if said else []
    else:
        if role in LANDMARKS:
            yield f"{LANDMARKS[role]}{': ' + name if name else ''}"
        elif role in ("group", "radiogroup") and name:
            yield f"group: {name}"
        elif role == "list":
            yield f"list of {sum(1 for _ in _items(node, known))}"
        yield from _inside(node, known)


def _inside(node: Node, known: dict[str, Node]) -> Iterator[str]:
    for id in node.get("childIds", []):
        if id in known:
            yield from _read(known[id], known)


def _items(node: Node, known: dict[str, Node]) -> Iterator[Node]:
    for id in node.get("childIds", []):
        child = known.get(id)
        if child is not None and child.get("ignored"):
            yield from _items(child, known)
        elif child is not None and _value(child, "role") == "listitem":
            yield child


def _control(node: Node, role: str, name: str) -> str:
    states = [state for state in STATES if _property(node, state) not in ("", "false", "False")]
    value = _value(node, "value")
    return f"{CONTROLS[role]}: {name}{f' = {value}' if value and value != name else ''}" + "".join(
        f", {state}" for state in states
    )


def _words(node: Node, known: dict[str, Node]) -> Iterator[str]:
    if _value(node, "role") == "StaticText" and not node.get("ignored"):
        yield _value(node, "name").strip()
        return
    for id in node.get("childIds", []):
        if id in known:
            yield from _words(known[id], known)


def _holds_controls(node: Node, known: dict[str, Node]) -> bool:
    return any(
        _value(known[id], "role") in CONTROLS or _holds_controls(known[id], known)
        for id in node.get("childIds", []) if id in known
    )  # fmt: skip


def _value(node: Node, key: str) -> str:
    return str(node.get(key, {}).get("value", ""))


def _property(node: Node, name: str) -> str:
    return next((str(one["value"].get("value", "")) for one in node.get("properties", []) if one["name"] == name), "")
