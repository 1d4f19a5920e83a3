"""Every sentence a person reads can be translated: the extraction for translators finds it."""

from __future__ import annotations

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from statistics import median

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2 import Environment

from app.storage.facts import equality_questions, professions
from app.web.catalogues import catalogue, file_of
from app.web.languages import LANGUAGES, SOURCE
from tests.reading_age import FEW, reading_age, sentences, syllables

TOP = Path(__file__).resolve().parent.parent
KEYWORDS = ["_", "N_", "words", "Refusal:2", "moved_on:1", "changed_meanwhile:2", "SlowDown:1"]


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


PARTICIPANTS = (
    "app/templates/participant/", "app/templates/listening/", "app/templates/public/", "app/templates/board/",
    "app/templates/components/", "app/templates/layouts/", "app/templates/prints/", "app/templates/error.html",
    "app/templates/console/", "app/data/", "app/domain/", "app/web/errors.py", "app/web/guard.py", "app/web/joining.py",
    "app/web/codes.py", "app/web/decoding.py", "app/web/crowding.py", "app/web/access.py",
    "app/web/pages/participant", "app/web/pages/listening.py", "app/web/pages/said.py", "app/web/pages/board.py",
    "app/web/pages/shared_device.py",
)  # fmt: skip
"""Where the words come from that participants, people who are listened to, readers and hosts meet."""
LEAST_SHARE = 0.97
"""Of all messages, those for organisers among them, that a language has: it never falls under this."""
TRANSLATED = [language.code for language in LANGUAGES.values() if language.code != SOURCE and not language.trying]
FILLED_IN = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
COUNTS = {"%(num)s", "%(places)s", "%(count)s"}


@pytest.fixture(scope="module", params=TRANSLATED)
def spoken(request: pytest.FixtureRequest) -> Catalog:
    with file_of(request.param).open("rb") as source:
        return read_po(source)


@pytest.fixture(scope="module")
def english(words: str) -> Catalog:
    return read_po(StringIO(words))


def forms_of(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def said(catalogue: Catalog, message: Message) -> list[str]:
    """The translation of a message, all its forms; none where there is none or it waits for somebody to look."""
    found = catalogue.get(message.id)
    return forms_of(found) if found is not None and not found.fuzzy and all(forms_of(found)) else []


def test_everything_that_participants_and_hosts_read_is_in_each_language(spoken: Catalog, english: Catalog) -> None:
    missing = [
        f"{where}: {message.id}"
        for message in english
        for where, _ in message.locations[:1]
        if message.id and any(at.startswith(PARTICIPANTS) for at, _ in message.locations) and not said(spoken, message)
    ]
    assert not missing, "\n".join(missing)


def test_a_language_never_falls_behind(spoken: Catalog, english: Catalog) -> None:
    wanted = [message for message in english if message.id]
    have = sum(bool(said(spoken, message)) for message in wanted)
    assert have >= LEAST_SHARE * len(wanted), f"{have} of {len(wanted)}"


def test_a_translation_fills_in_what_its_english_does(spoken: Catalog) -> None:
    wrong = []
    for message in spoken:
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        known = {name for id in ids for name in FILLED_IN.findall(id)}
        for n, form in enumerate(forms_of(message)):
            names = set(FILLED_IN.findall(form))
            fewer = len(ids) > 1 and n == 1 and known - names <= COUNTS  # one may be said in a word
            if form and not (names == known or (fewer and names <= known)):
                wrong.append(f"{message.id!r}: {form}")
    assert not wrong, "\n".join(wrong)


def test_each_language_has_as_many_forms_as_it_says(spoken: Catalog) -> None:
    for message in spoken:
        if message.id and not isinstance(message.id, str):
            assert len(forms_of(message)) == spoken.num_plurals, message.id


def test_welsh_counts_as_welsh_does() -> None:
    count = catalogue("cy").ngettext
    said = [count("%(num)s quote", "%(num)s quotes", n) % {"num": n} for n in (0, 1, 2, 3, 6, 7)]
    assert said == ["0 dyfyniad", "1 dyfyniad", "2 ddyfyniad", "3 dyfyniad", "6 dyfyniad", "7 dyfyniad"]
    said = [count("%(num)s contribution", "%(num)s contributions", n) % {"num": n} for n in (1, 2, 3, 6, 20)]
    assert said == ["1 cyfraniad", "2 gyfraniad", "3 chyfraniad", "6 chyfraniad", "20 cyfraniad"]


def test_no_second_copy_of_a_catalogue_is_kept() -> None:
    assert not list((TOP / "app").rglob("*.mo"))


def test_a_draft_says_that_it_is_one() -> None:
    drafts = [language.code for language in LANGUAGES.values() if language.draft]
    assert drafts == ["cy"]
    assert "translator's check" in file_of("cy").read_text("utf-8").split("msgid", 1)[0]


def test_professions_and_equality_questions_can_be_translated(words: str) -> None:
    asked = [word for one in equality_questions() for word in (one.ask, *one.answers)]
    for word in (*professions(), *asked):
        assert f'msgid "{word}"' in words, word


READ_BY_ALL = ("app/templates/participant/", "app/templates/listening/", "app/templates/components/forms.jinja",
               "app/templates/components/votes.jinja", "app/templates/components/ranking.jinja",
               "app/web/pages/participant", "app/web/pages/listening.py", "app/web/pages/said.py")  # fmt: skip
LONGEST_SENTENCE, USUAL_AGE, OLDEST = 20, 11.0, 14.0


def plain(message: Message) -> list[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    return [re.sub(r"<[^>]+>", "", re.sub(r"%\(\w+\)[sd]|\{\w+\}", "five", id)).replace("%%", "%") for id in ids]


def test_participants_read_plain_words(english: Catalog) -> None:
    texts = [
        text
        for message in english
        if message.id and any(at.startswith(READ_BY_ALL) for at, _ in message.locations)
        for text in plain(message)
    ]
    long = [text for text in texts for words in sentences(text) if len(words) > LONGEST_SENTENCE]
    assert not long, "\n".join(long)
    ages = sorted((reading_age(text), text) for text in texts if len(" ".join(text.split()).split()) >= FEW)
    hard = [f"{age:.1f}: {text}" for age, text in ages if age > OLDEST]
    assert not hard, "\n".join(hard)
    assert median(age for age, _ in ages) <= USUAL_AGE


def test_a_reading_age_grows_with_words_and_sentences() -> None:
    easy = reading_age("The cat sat on the mat. It was a big cat.")
    hard = reading_age(
        "Multidisciplinary rehabilitation necessitates organisational collaboration across institutions."
    )
    assert easy < 8 < 18 < hard
    words = ("cat", "voted", "closed", "ideas", "community", "table", "able", "health")
    assert [syllables(word) for word in words] == [
        1, 2, 1, 2, 4, 2, 2, 1,
    ]  # fmt: skip
