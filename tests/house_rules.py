"""The rules of the house that no linter knows, checked on the syntax tree.

`find_violations(source)` gives every violation in one module's source, as
(line, rule). The rules: exact numbers only, no row-by-row loops over tables,
merges that say what they expect, arguments left as they were given, and
functions, modules and names that stay small and plain.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

FUNCTION_LINES = 30
MODULE_LINES = 300
TABLE_TYPES = {
    "DataFrame",
    "Series",
    "Index",
    "ndarray",
    "NDArray",
    "Integers",
    "Flags",
    "Tables",
    "Edits",
    "Totals",
}
NAMELESS_MODULES = {"utils", "util", "helpers", "helper", "common", "core", "misc", "base"}

Violation = tuple[int, str]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def find_violations(source: str) -> list[Violation]:
    """Every violation in the source of one module, in the order of its lines."""
    tree = ast.parse(source)
    found = [
        *_find_inexact_numbers(tree),
        *_find_row_loops(tree),
        *_find_unchecked_merges(tree),
        *_find_long_functions(tree, source.splitlines()),
        *(violation for function in _functions(tree) for violation in _find_in_function(function)),
        *_find_long_module(source),
    ]
    return sorted(set(found))


def find_bad_name(path: Path) -> list[Violation]:
    """A violation if the module is named after nothing in particular."""
    return [(1, "module-name")] if path.stem in NAMELESS_MODULES else []


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _find_inexact_numbers(tree: ast.AST) -> Iterator[Violation]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, "float-literal"
        if isinstance(node, ast.Call):
            called = _called(node)
            if called in ("float", "round"):
                yield node.lineno, called
            if called == "astype" and any(_means_float(argument) for argument in _arguments(node)):
                yield node.lineno, "float"


def _means_float(node: ast.expr) -> bool:
    spelled = node.value if isinstance(node, ast.Constant) else _last_name(node)
    return isinstance(spelled, str) and spelled.lower().startswith("float")


def _find_row_loops(tree: ast.AST) -> Iterator[Violation]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if _called(node) == "iterrows":
            yield node.lineno, "iterrows"
        by_row = [keyword for keyword in node.keywords if keyword.arg == "axis" and _is_across(keyword.value)]
        if _called(node) in ("apply", "agg", "map") and by_row:
            yield node.lineno, "apply-axis-1"


def _is_across(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in (1, "columns")


def _find_unchecked_merges(tree: ast.AST) -> Iterator[Violation]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        is_of_tables = node.func.attr == "merge" and (len(node.args) > 1 or bool(node.keywords))
        if is_of_tables and "validate" not in {keyword.arg for keyword in node.keywords}:
            yield node.lineno, "merge-validate"


def _find_in_function(function: Function) -> Iterator[Violation]:
    yield from _find_boolean_positions(function)
    yield from _find_written_arguments(function)


def _find_long_functions(tree: ast.AST, lines: list[str]) -> Iterator[Violation]:
    """Counts the lines of a body that hold code: no docstring, blank line or comment."""
    for function in _functions(tree):
        body = function.body[1:] if ast.get_docstring(function) else function.body
        own = lines[body[0].lineno - 1 : function.end_lineno] if body else []
        if sum(bool(line.strip()) and not line.strip().startswith("#") for line in own) > FUNCTION_LINES:
            yield function.lineno, "long-function"


def _find_long_module(source: str) -> Iterator[Violation]:
    if source.count("\n") > MODULE_LINES:
        yield 1, "long-module"


def _find_boolean_positions(function: Function) -> Iterator[Violation]:
    arguments = function.args
    positional = [*arguments.posonlyargs, *arguments.args]
    without_default = len(positional) - len(arguments.defaults)
    defaults = [None] * without_default + list(arguments.defaults)
    for argument, default in zip(positional, defaults, strict=True):
        is_named_bool = argument.annotation is not None and _last_name(argument.annotation) == "bool"
        if is_named_bool or (isinstance(default, ast.Constant) and isinstance(default.value, bool)):
            yield argument.lineno, "boolean-position"


def _find_written_arguments(function: Function) -> Iterator[Violation]:
    """Writes into an argument's columns, rows or index, and any `inplace=True`."""
    names = _table_arguments(function) - _rebound(function)
    for node in _own_nodes(function):
        for target in _written(node):
            if not isinstance(target, ast.Name) and _root(target) in names:
                yield node.lineno, "written-argument"
        if isinstance(node, ast.Call) and _has_true(node, "inplace"):
            yield node.lineno, "inplace"


def _table_arguments(function: Function) -> set[str]:
    """The arguments that are tables or arrays, or do not say what they are."""
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    is_table = {
        argument.arg: argument.annotation is None or bool(TABLE_TYPES & _names(argument.annotation))
        for argument in every
    }
    return {name for name, found in is_table.items() if found} - {"self", "cls"}


def _names(annotation: ast.expr) -> set[str]:
    """Every name in an annotation: `dict[str, pd.DataFrame]` -> dict, str, pd, DataFrame."""
    nodes = list(ast.walk(annotation))
    plain = {node.id for node in nodes if isinstance(node, ast.Name)}
    return plain | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def _rebound(function: Function) -> set[str]:
    """Arguments whose name is given to a value of the function's own: they may be written to."""
    return {
        target.id for node in _own_nodes(function) for target in _bound(node) if isinstance(target, ast.Name)
    }


def _own_nodes(function: Function) -> Iterator[ast.AST]:
    """The nodes of a function's body without those of the functions inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(node))


def _bound(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return [name for target in node.targets for name in _unpacked(target)]
    return []


def _written(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return [part for target in node.targets for part in _unpacked(target)]
    if isinstance(node, ast.AugAssign | ast.AnnAssign):
        return [node.target]
    return list(node.targets) if isinstance(node, ast.Delete) else []


def _unpacked(target: ast.expr) -> list[ast.expr]:
    return list(target.elts) if isinstance(target, ast.Tuple | ast.List) else [target]


def _root(node: ast.expr) -> str:
    """The name at the left end of `name.loc[...]`, `name["column"]`, `name.attribute`."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _has_true(call: ast.Call, name: str) -> bool:
    return any(
        keyword.arg == name and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        for keyword in call.keywords
    )


def _called(call: ast.Call) -> str:
    return _last_name(call.func)


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
