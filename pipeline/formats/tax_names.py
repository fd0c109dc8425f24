"""Rates that the names of taxes say (`VAT 15%`), and what is said of those that nothing states."""

from __future__ import annotations

import pandas as pd

from pipeline.money import RATE_DECIMALS, Flags, Integers, parse_plain, rate_text
from pipeline.problems import Problem, problem
from schemas import columns as c

RATE_IN_NAME = r"([0-9]+(?:[.,][0-9]+)?)(?=\s*%)"
"""A rate in front of a percent sign."""


def read_rates(names: pd.Series) -> tuple[Integers, Flags]:
    """The rates in these names in parts per billion, and whether there is one.

    >>> read_rates(pd.Series(["GST 5%", "MwSt. 7,7%", "VAT"]))[0].tolist()
    [50000000, 77000000, 0]
    """
    percentages = names.astype("str").str.extract(RATE_IN_NAME, expand=False).fillna("").astype("str")
    parsed = parse_plain(percentages.str.replace(",", ".", regex=False), RATE_DECIMALS, c.MAX_RATE_PPB)
    return parsed.values, parsed.is_ok


def tell_inferred(taxes: pd.DataFrame, *, file: str, sheet: str = "", column: str = "") -> list[Problem]:
    """One remark for each name and rate of these taxes, whose rates were worked out from amounts."""
    return [
        problem(
            "rate-inferred",
            file=file,
            sheet=sheet,
            column=column,
            found=tax["name"] or column,
            expected=f"{rate_text(tax['rate_ppb'])}%",
        )
        for tax in c.records(taxes[["name", "rate_ppb"]].drop_duplicates())
    ]
