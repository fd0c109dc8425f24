"""Rounding of one exact amount to a unit, by mode."""

from __future__ import annotations

from fractions import Fraction
from math import floor

HALF = Fraction(1, 2)


def round_to(value: Fraction, increment: Fraction, mode: str) -> Fraction:
    """The multiple of the increment that the mode chooses; every mode treats both signs alike."""
    steps = abs(value) / increment
    whole = floor(steps)
    rest = steps - whole
    goes_up = {
        "half_up": rest >= HALF,
        "half_down": rest > HALF,
        "half_even": rest > HALF or (rest == HALF and whole % 2 == 1),
        "down": False,
        "up": rest > 0,
    }[mode]
    size = (whole + 1 if goes_up else whole) * increment
    return -size if value < 0 else size


def round_twice(value: Fraction, increment: Fraction, mode: str, first_decimals: int | None) -> Fraction:
    """Cash rounding as some shops do it: to the cent first, then to the coin."""
    if first_decimals is not None:
        value = round_to(value, Fraction(1, 10**first_decimals), mode)
    return round_to(value, increment, mode)
