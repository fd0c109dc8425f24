"""The catalogue of problems: every code says what to do, and every code of the program stands in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from pipeline.catalogue import CATALOGUE, EDITS, FILES, GUARDS, ORDERS
from pipeline.problems import Problem, problem

HOME = Path(__file__).parent.parent / "pipeline"
MODULES = sorted(path for path in HOME.rglob("*.py") if path.parent.name != "catalogue")
MAKERS = {"problem", "refuse", "report", "from_rows"}
SEVERITIES = {"error", "warning", "info"}


def named_codes(source: str) -> Iterator[str]:
    """The codes that calls of the makers name directly, also one of two after `if`."""
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name not in MAKERS or not call.args:
            continue
        given = call.args[0]
        choices = (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,)
        yield from (
            one.value for one in choices if isinstance(one, ast.Constant) and isinstance(one.value, str)
        )


def texts(source: str) -> set[str]:
    """Every text that stands in the source, docstrings too."""
    nodes = ast.walk(ast.parse(source))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def facts_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_the_makers_are_found_in_all_their_forms() -> None:
    source = (
        'problem("a")\nself.report("b" if x else "c")\nraise refuse("d", file=1)\nprint("e")\nproblem(code)\n'
    )
    assert sorted(named_codes(source)) == ["a", "b", "c", "d"]


def test_no_code_stands_twice() -> None:
    assert len(CATALOGUE) == len(FILES) + len(ORDERS) + len(EDITS) + len(GUARDS)


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_is_a_slug_with_sentences(code: str) -> None:
    kind = CATALOGUE[code]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
    assert kind.severity in SEVERITIES
    assert kind.message.endswith(".")
    if kind.severity != "info":
        assert kind.expected
        assert kind.fix.rstrip("} ").removesuffix("{hint").rstrip().endswith((".", "{hint"))


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_problem_without_facts_is_still_a_sentence(code: str) -> None:
    bare = problem(code)
    assert isinstance(bare, Problem)
    assert "{" not in bare.message + bare.expected + bare.fix


def test_the_facts_are_named_alike_everywhere() -> None:
    known = {
        *("file", "sheet", "row", "column", "cell", "order_id", "found", "expected"),
        *("hint", "known", "kind", "currency", "platform"),
    }
    used = {
        fact
        for kind in CATALOGUE.values()
        for text in (kind.message, kind.expected, kind.fix)
        for fact in facts_of(text)
    }
    assert used <= known


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HOME).as_posix())
def test_every_code_a_module_names_stands_in_the_catalogue(path: Path) -> None:
    assert [code for code in named_codes(path.read_text(encoding="utf-8")) if code not in CATALOGUE] == []


def test_every_code_of_the_catalogue_is_used_somewhere() -> None:
    used = set().union(*(texts(path.read_text(encoding="utf-8")) for path in MODULES))
    assert [code for code in CATALOGUE if code not in used] == []


def test_an_unknown_code_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        problem("no-such-code")


def test_a_long_value_is_shortened_in_sentences_but_kept_whole_beside_them() -> None:
    told = problem("bad-number", found="9" * 5000)
    assert len(told.message) < 400
    assert told.message.startswith("999")
    assert told.found == "9" * 5000
