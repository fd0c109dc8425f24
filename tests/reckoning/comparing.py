"""Expected figures beside those found, each at the number of decimals it is written with."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from reckoning.figures import Figures
from reckoning.rounding import round_to

Difference = tuple[str, str, Fraction | None]


def compare(case: dict[str, Any], figures: Figures) -> list[Difference]:
    """The expected figures that were not found: field, expected, found."""
    return compare_expected(case.get("expected") or {}, figures)


def compare_expected(expected: dict[str, Any], figures: Figures) -> list[Difference]:
    """The same for expectations that stand outside a case: those before and after an edit."""
    own = {name: value for name, value in expected.items() if name != "lines"}
    differences = _compare_any("", own, figures.order)
    for place, line in enumerate(expected.get("lines") or []):
        found = figures.lines[place] if place < len(figures.lines) else {}
        differences += _compare_any(f"lines[{place}].", line, found)
    return differences


def _compare_any(path: str, expected: dict[str, Any], found: dict[str, Any]) -> list[Difference]:
    differences: list[Difference] = []
    for name, value in expected.items():
        if isinstance(value, dict):
            differences += _compare_any(f"{path}{name}.", value, found.get(name) or {})
        elif isinstance(value, list):
            parts = dict(zip(map(str, range(len(value))), found.get(name) or [], strict=False))
            numbered = {str(place): part for place, part in enumerate(value)}
            differences += _compare_any(f"{path}{name}.", numbered, parts)
        elif value is not None and not agrees(value, found.get(name)):
            differences.append((f"{path}{name}", value, found.get(name)))
    return differences


def agrees(expected: str, found: Fraction | None) -> bool:
    """Whether an amount is the expected one at the decimals the expectation is written with."""
    if found is None:
        return False
    decimals = len(expected.partition(".")[2])
    return round_to(found, Fraction(1, 10**decimals), "half_up") == Fraction(expected)
