"""The rules of the house hold in `pipeline` and `schemas`, and each rule finds what it is for."""

from __future__ import annotations

import ast
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import pipeline
import schemas
from house_rules import find_bad_name, find_violations

HOME = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = sorted(path for top in ("pipeline", "schemas") for path in (HOME / top).rglob("*.py"))

PLANTED = [
    ("float", "def read_price(text):\n    return float(text)\n"),
    ("float", "def read_prices(prices):\n    return prices.astype('float64')\n"),
    ("float", "import numpy as np\nprices = np.float64(3)\nprices = totals.astype(np.float32)\n"),
    ("float-literal", "RATE = 0.081\n"),
    ("float-literal", "def limit(amount):\n    return amount > 1e6\n"),
    ("round", "def settle(amount):\n    return round(amount, 2)\n"),
    ("round", "def settle(amounts):\n    return amounts.round(2)\n"),
    ("iterrows", "def walk(lines):\n    for _, line in lines.iterrows():\n        print(line)\n"),
    ("apply-axis-1", "def total(lines):\n    return lines.apply(sum, axis=1)\n"),
    ("apply-axis-1", "def total(lines):\n    return lines.apply(sum, axis='columns')\n"),
    ("merge-validate", "def join(lines, orders):\n    return lines.merge(orders, on='order_key')\n"),
    ("merge-validate", "import pandas as pd\ndef join(lines, orders):\n    return pd.merge(lines, orders)\n"),
    ("written-argument", "def tax(lines):\n    lines['tax'] = 1\n    return lines\n"),
    ("written-argument", "def tax(lines):\n    lines.loc[0, 'tax'] = 1\n"),
    ("written-argument", "def tax(lines, *, rates):\n    rates['a'] += 1\n"),
    ("written-argument", "def tax(lines):\n    del lines['tax']\n"),
    ("written-argument", "def tax(lines):\n    lines.columns, other = [], []\n"),
    ("written-argument", "def outer():\n    def inner(lines):\n        lines['tax'] = 1\n"),
    ("written-argument", "def tax(lines: pd.DataFrame):\n    lines.loc[0, 'tax'] = 1\n"),
    ("written-argument", "def tax(amounts: Integers):\n    amounts[amounts < 0] = 0\n"),
    ("inplace", "def tidy(lines):\n    lines.sort_values('sku', inplace=True)\n"),
    ("long-function", "def talk():\n" + "    print(1)\n" * 31),
    ("long-module", "print(1)\n" * 301),
    ("boolean-position", "def read(path, is_strict: bool):\n    pass\n"),
    ("boolean-position", "def read(path, strict=True):\n    pass\n"),
]
ALLOWED = [
    "def read(path, *, is_strict: bool = True):\n    pass\n",
    "def tax(lines):\n    return lines.assign(tax=1)\n",
    "def tax(lines):\n    lines = lines.copy()\n    lines['tax'] = 1\n    return lines\n",
    "def total(lines):\n    sums = {}\n    sums['a'] = 1\n    return sums\n",
    "def name(sheet: Worksheet):\n    sheet.title = 'Items'\n",
    "class Ledger:\n    def open(self, path):\n        self.path = path\n",
    "def join(lines, orders):\n    return lines.merge(orders, on='order_key', validate='many_to_one')\n",
    "def join(outcome, other):\n    return outcome.merge(other)\n",
    "def talk():\n    '''" + "word\n" * 40 + "'''\n" + "    print(1)\n" * 30,
    "COUNT = 12\n",
]


@pytest.mark.parametrize(("rule", "source"), PLANTED)
def test_a_planted_violation_is_found(rule: str, source: str) -> None:
    assert rule in {found for _, found in find_violations(source)}


@pytest.mark.parametrize("source", ALLOWED)
def test_what_is_allowed_is_not_found(source: str) -> None:
    assert find_violations(source) == []


def test_a_violation_is_found_at_its_line() -> None:
    assert find_violations("A = 1\nB = 0.5\nC = round(A)\n") == [(2, "float-literal"), (3, "round")]


@pytest.mark.parametrize("name", ["utils.py", "helpers.py", "common.py", "core.py"])
def test_a_module_named_after_nothing_is_found(name: str) -> None:
    assert find_bad_name(Path("pipeline") / name) == [(1, "module-name")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(HOME).as_posix())
def test_the_module_keeps_the_rules(path: Path) -> None:
    found = [*find_bad_name(path), *find_violations(path.read_text(encoding="utf-8"))]
    assert found == []


def test_there_are_modules_to_check() -> None:
    assert {"pipeline/kernel.py", "schemas/orders.py"} <= {
        path.relative_to(HOME).as_posix() for path in MODULES
    }


@pytest.mark.parametrize("package", [pipeline, schemas], ids=lambda package: package.__name__)
def test_the_package_comes_from_this_project(package: object) -> None:
    assert Path(str(package.__file__)).resolve().parent.parent == HOME  # type: ignore[attr-defined]


def test_every_package_is_in_the_distribution() -> None:
    folders = {path.parent.relative_to(HOME) for path in MODULES}
    assert sorted(PROJECT["tool"]["setuptools"]["packages"]) == sorted(
        folder.as_posix().replace("/", ".") for folder in folders
    )


@pytest.mark.parametrize(
    "place", sorted(PROJECT["project"]["entry-points"]["order_corrections.formats"].values())
)
def test_every_format_named_as_entry_point_can_be_imported(place: str) -> None:
    module, _, name = place.partition(":")
    assert hasattr(import_module(module), name)


def test_every_module_says_what_it_is_for() -> None:
    silent = [path for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_every_pure_module_is_held_to_be_pure() -> None:
    contracts = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    layers = [layer.strip("()") for row in contracts["house"]["layers"] for layer in row.split(" | ")]
    below = layers[layers.index("kernel") :]
    here = {
        name for name in below for path in MODULES if path.parts[len(HOME.parts) + 1] in (name, f"{name}.py")
    }
    assert {f"pipeline.{name}" for name in here} <= {
        *contracts["pure"]["source_modules"],
        "pipeline.version",
        "pipeline.languages",
    }
