"""Texts in four languages: amounts and dates as they are written, problems told again, no message left out."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from pipeline.comments import comment_rows
from pipeline.languages import ENGLISH, find_words, phrase
from pipeline.languages.phrase import as_plain, from_plain
from pipeline.languages.system import words_of_system
from pipeline.problems import problem, to_table
from pipeline.retell import retell, retell_table
from schemas import columns
from schemas.outcome import ROW_RESULTS

HOME = Path(__file__).resolve().parent.parent


def load_messages():
    """The module behind `make messages`."""
    spec = importlib.util.spec_from_file_location("messages", HOME / "docs" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages"] = module
    spec.loader.exec_module(module)
    return module


MESSAGES = load_messages()
TEXTS = MESSAGES.collect_texts()
PARTS = [(language, part) for language in MESSAGES.TRANSLATED for part in TEXTS]


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("fr", "-1’234’567.89 CHF"),
        ("de-CH", "-1’234’567.89 CHF"),
        ("it", "-1’234’567.89 CHF"),
        ("en", "-1’234’567.89 CHF"),
        ("fr-FR", "-1\u202f234\u202f567,89 CHF"),
        ("de_DE.UTF-8", "-1.234.567,89 CHF"),
        ("en-US", "-1,234,567.89 CHF"),
    ],
)
def test_an_amount_is_written_as_in_its_country(tag: str, written: str) -> None:
    assert find_words(tag).amount(-123456789, 2, "CHF") == written


@pytest.mark.parametrize(
    ("tag", "written"), [("fr", "05.01.2026"), ("fr-FR", "05/01/2026"), ("en-US", "1/5/2026")]
)
def test_a_day_is_written_as_in_its_country(tag: str, written: str) -> None:
    assert find_words(tag).date("2026-01-05") == written


@pytest.mark.parametrize(
    ("setting", "tag"),
    [("fr_FR.UTF-8", "fr-FR"), ("de_CH.UTF-8", "de-CH"), ("C", "en-CH"), ("ja_JP.UTF-8", "en-CH")],
)
def test_the_language_is_the_systems(setting: str, tag: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", setting)
    assert words_of_system().tag == tag


@pytest.mark.parametrize("tag", ["ja", "", "français", "xx-YY"])
def test_a_language_there_is_not_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="there are en, fr, de, it"):
        find_words(tag)


def test_a_phrase_can_be_written_down_and_said_again() -> None:
    said = phrase("rows {rows}: {why}", rows=3, why=phrase("it is a folder"))
    again = from_plain(as_plain(said))
    assert again == said == "rows 3: it is a folder"
    assert as_plain(again) == as_plain(said)


def test_a_problem_is_said_in_the_readers_language() -> None:
    found = problem("unknown-order", order_id="1099", file="edits.xlsx", row=7)
    told = retell(found, find_words("fr"))
    assert told.message != found.message
    assert "1099" in told.message
    assert (told.code, told.file, told.row, told.order_id) == ("unknown-order", "edits.xlsx", 7, "1099")


def test_english_problems_stay_as_they_are() -> None:
    found = to_table([problem("unknown-order", order_id="1099")])
    assert retell_table(found, ENGLISH) is found


def test_a_rows_comment_follows_its_problems() -> None:
    row = {
        "row_key": [4],
        "row": [2],
        "order_key": [1],
        "result": ["held"],
        "decimals": [2],
        "difference_minor": [0],
    }
    texts = {name: [""] for name in ROW_RESULTS.columns if name not in row}
    rows = columns.frame(ROW_RESULTS, {**texts, **row})
    problems = to_table(
        [problem("unknown-order", order_id="7", row_key=4), problem("order-closed", order_key=1)]
    )
    told = retell_table(problems, find_words("de"))
    comment = comment_rows(rows, told)["comment"].iloc[0]
    assert comment.startswith(told["message"].iloc[0])
    assert told["message"].iloc[1] in comment


@pytest.mark.parametrize(("language", "part"), PARTS)
def test_every_text_is_translated_and_none_is_left_over(language: str, part: str) -> None:
    path = MESSAGES.CATALOGUES / language / f"{part}.po"
    said = {message.id: message for message in MESSAGES.read_catalogue(path, language) if message.id}
    assert set(said) == set(TEXTS[part]), "run make messages"
    assert [text for text, message in said.items() if not MESSAGES.is_said(message)] == []


def test_no_catalogue_is_left_over() -> None:
    kept = {(path.parent.name, path.stem) for path in MESSAGES.CATALOGUES.glob("*/*.po")}
    assert kept == set(PARTS)


@pytest.mark.parametrize(("language", "part"), PARTS)
def test_placeholders_are_those_of_the_text(language: str, part: str) -> None:
    path = MESSAGES.CATALOGUES / language / f"{part}.po"
    for message in MESSAGES.read_catalogue(path, language):
        if message.id:
            assert differing(message) == [], message.id


def test_a_differing_placeholder_is_found() -> None:
    assert differing(Message("{a} of {b}", string="{a} de {c}")) == ["{a} de {c}"]
    assert differing(Message(("{number} row", "{number} rows"), string=("{number} ligne", "lignes"))) == [
        "lignes"
    ]


def differing(message: Message) -> list[str]:
    """The translations whose placeholders are not those of the text."""
    texts = [message.id] if isinstance(message.id, str) else list(message.id)
    said = [message.string] if isinstance(message.string, str) else list(message.string)
    wanted = set(re.findall(r"{\w*}", texts[-1]))
    return [one for one in said if one and set(re.findall(r"{\w*}", one)) != wanted]


@pytest.mark.parametrize("language", MESSAGES.TRANSLATED)
def test_what_is_installed_is_what_the_catalogues_say(language: str) -> None:
    parts = [
        MESSAGES.read_catalogue(MESSAGES.CATALOGUES / language / f"{part}.po", language)
        for part in sorted(TEXTS)
    ]
    installed = (MESSAGES.CATALOGUES / f"{language}.mo").read_bytes()
    assert installed == MESSAGES.compile_language(parts, language), "run make messages"
