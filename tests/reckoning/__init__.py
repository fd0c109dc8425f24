"""A slow, exact reckoning of one order at a time: a second reading of the rules, to check the fast one."""

from __future__ import annotations

from reckoning.comparing import compare, compare_expected
from reckoning.edits import apply_edits
from reckoning.figures import Figures
from reckoning.reckoner import reckon
from reckoning.rounding import round_to, round_twice
from reckoning.settings import Settings, settings_of
from reckoning.spreading import spread

__all__ = [
    "Figures",
    "Settings",
    "apply_edits",
    "compare",
    "compare_expected",
    "reckon",
    "round_to",
    "round_twice",
    "settings_of",
    "spread",
]
