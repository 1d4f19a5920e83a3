"""Finds words for translators in data: the professions and what the equality questions ask and offer."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any, BinaryIO

Message = tuple[int, str, str, list[str]]
"""What Babel takes: line, function, words, comments."""
_SAID = ("ask", "answers")


def words_of_data(
    fileobj: BinaryIO, keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Message]:
    """Every word of a list, or of what a mapping leads to; of a list of objects what is read by people."""
    read = json.load(fileobj)
    for one in read.values() if isinstance(read, dict) else read:
        for words in [one] if isinstance(one, str) else (one[key] for key in _SAID):
            for word in [words] if isinstance(words, str) else words:
                yield 1, "", word, []
