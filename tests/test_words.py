"""Every sentence a person reads can be translated: the extraction for translators finds it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from jinja2 import Environment

TOP = Path(__file__).resolve().parent.parent
KEYWORDS = ["_", "N_", "Refusal:2", "moved_on:1", "SlowDown:1"]


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What `make words` extracts."""
    out = tmp_path_factory.mktemp("words") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg", "--no-wrap"]
    for keyword in KEYWORDS:
        command += ["-k", keyword]
    subprocess.run([*command, "-o", str(out), "."], cwd=TOP, check=True, capture_output=True, text=True)
    return out.read_text("utf-8")


def test_the_sentences_of_refusals_are_found(words: str) -> None:
    for sentence in (
        "Voting on this has closed.", "Choose agree, not sure or disagree.", "You have {budget} dots in all.",
        "Another host has moved on meanwhile.", "This idea is not part of this step.",
        "There is nothing at this address.",
        "This row has no idea in it. Write the idea, or delete the row.",
    ):  # fmt: skip
        assert f'"{sentence}"' in words, sentence


def test_the_words_of_pages_are_found(words: str) -> None:
    for sentence in ("Look at the board", "Join the workshop", "Start the workshop", "Voting is open", "Programmes"):
        assert f'"{sentence}"' in words, sentence


def test_no_template_says_a_sentence_that_cannot_be_translated() -> None:
    """Text between tags that is not in an expression: single symbols and joins are all there may be."""
    bare = []
    for template in sorted((TOP / "app" / "templates").rglob("*.html")):
        if template.name == "gallery.html":
            continue
        source = template.read_text("utf-8")
        text = "".join(value for _, kind, value in Environment().lex(source) if kind == "data")
        text = re.sub(r"<code>.*?</code>|<[^>]*>|\{\w+\}|\s[\w-]+=\"[^\"]*\"", "", text, flags=re.S)
        bare += [f"{template.name}: {word}" for word in re.findall(r"[A-Za-z]{3,}[^\n]*", text)]
    assert not bare, bare
