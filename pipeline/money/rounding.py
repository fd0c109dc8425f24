"""Products, quotients and the only rounding of the program, on whole int64 columns."""

from __future__ import annotations

from typing import Any

import numpy as np

Integers = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
MODES = ("half_up", "half_even", "half_down", "down", "up")
_EXACT_BITS = 61
_BEYOND = 2**60
_COARSE = 1000


def multiply_divide(
    values: Integers, factors: Integers | int, divisors: Integers | int
) -> tuple[Integers, Integers]:
    """Floor of values × factors / divisors and the remainder, without overflow.

    Exact for |values|, |factors| and divisors below 2^61: where the product
    would not fit it is taken some bits of one of them at a time. A quotient
    of 2^62 or more may become 2^60 (or minus that): above all that the
    schemas let pass. Remainders carry the divisor's sign (positive). Raises
    `OverflowError` for larger numbers.

    >>> [part.tolist() for part in multiply_divide(np.array([7, -7]), 10, 4)]
    [[17, -18], [2, 2]]
    """
    values, factors, divisors = np.broadcast_arrays(
        np.asarray(values, dtype=np.int64),
        np.asarray(factors, dtype=np.int64),
        np.asarray(divisors, dtype=np.int64),
    )
    if values.size == 0:
        return values.copy(), values.copy()
    largest = int(np.abs(values).max()) * int(np.abs(factors).max())
    if largest < 2**63:
        product = values * factors
        quotient = np.floor_divide(product, divisors)
        return quotient, product - quotient * divisors
    return _long_multiply_divide(values, factors, divisors)


def _long_multiply_divide(
    values: Integers, factors: Integers, divisors: Integers
) -> tuple[Integers, Integers]:
    is_negative = (values < 0) != (factors < 0)
    magnitude, weight = np.abs(values), np.abs(factors)
    bits = [int(part.max()).bit_length() for part in (magnitude, weight, divisors)]
    if max(bits) > _EXACT_BITS:
        raise OverflowError("a number is too large to be calculated exactly")
    if bits[0] > bits[1]:
        magnitude, weight = weight, magnitude
    width = _EXACT_BITS + 1 - max(bits)
    quotient = np.zeros_like(magnitude)
    remainder = np.zeros_like(magnitude)
    is_beyond = np.zeros(magnitude.shape, dtype=bool)
    for shift in range((min(bits[:2]) - 1) // width * width, -1, -width):
        digits = (magnitude >> shift) & (2**width - 1)
        step = remainder * 2**width + digits * weight
        part = step // divisors
        is_beyond |= quotient >= 2 ** (62 - width)
        quotient = quotient * 2**width + part
        remainder = step - part * divisors
    quotient = np.where(is_beyond, _BEYOND, quotient)
    borrows = is_negative & (remainder > 0)
    quotient = np.where(is_negative, -quotient - borrows, quotient)
    remainder = np.where(borrows, divisors - remainder, remainder)
    return quotient, remainder


def divide(
    values: Integers, factors: Integers | int, divisors: Integers | int, mode: str = "half_up"
) -> Integers:
    """values × factors / divisors rounded to a whole number.

    Halves go away from zero (`half_up`), to the even number (`half_even`) or
    towards zero (`half_down`); `down` cuts towards zero, `up` goes away from
    it. Divisors must be positive.

    >>> divide(np.array([25, -25, 35]), 1, 10).tolist()
    [3, -3, 4]
    >>> divide(np.array([25, -25, 35]), 1, 10, "half_even").tolist()
    [2, -2, 4]
    """
    quotient, remainder = multiply_divide(values, factors, divisors)
    twice = 2 * remainder - np.asarray(divisors, dtype=np.int64)
    return quotient + goes_up(mode, quotient, remainder, twice)


def goes_up(mode: str, quotient: Integers, remainder: Integers, twice: Integers) -> Flags:
    """Whether each floor is to be raised by one; `twice` has the sign of fraction − ½."""
    is_negative = quotient < 0
    has_rest = remainder > 0
    raised: dict[str, Flags] = {
        "half_up": (twice > 0) | ((twice == 0) & ~is_negative),
        "half_down": (twice > 0) | ((twice == 0) & is_negative),
        "half_even": (twice > 0) | ((twice == 0) & (quotient % 2 != 0)),
        "down": is_negative & has_rest,
        "up": ~is_negative & has_rest,
    }
    if mode not in raised:
        raise ValueError(f"{mode} is not a rounding mode: {', '.join(MODES)}")
    return raised[mode]


def divide_one(value: int, factor: int, divisor: int, mode: str = "half_up") -> int:
    """`divide` of single numbers.

    >>> divide_one(1000, 1, 3)
    333
    """
    return int(divide(np.array([value], dtype=np.int64), factor, divisor, mode)[0])


def divide_rounded_to(values: Integers, step: int, mode: str = "half_up") -> Integers:
    """The values rounded to multiples of the step (5 for 5-rappen rounding).

    >>> divide_rounded_to(np.array([1232, 1233, -1233]), 5).tolist()
    [1230, 1235, -1235]
    """
    return divide(values, 1, step, mode) * step


def is_product_above(values: Integers, factors: Integers, limit: int) -> Flags:
    """True where |values × factors| is above the limit, whatever their size; never overflows.

    The limit (below 10^21) is met to one part in 10 000 for factors up to 10^12.

    >>> is_product_above(np.array([10**15, 10**15]), np.array([10**12, 10**3]), 10**20).tolist()
    [True, False]
    """
    allowed = limit // _COARSE // np.maximum(np.abs(factors), 1)
    return np.asarray(np.abs(values) // _COARSE > allowed, dtype=bool)
