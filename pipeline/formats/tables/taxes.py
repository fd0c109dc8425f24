"""The taxes of a table: of its lines, of its charges, or of whole orders.

Rates come from a column of their own, from percentages in a text, or are
worked out from the amounts, which is said once per rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.formats.rates import InferredRates, explains, infer_on_best
from pipeline.formats.tables.cells import Cells, order_texts
from pipeline.formats.tables.layout import RATE_DECIMALS_OF
from pipeline.formats.tables.lines import LineBook
from pipeline.formats.tables.numbers import parse_numbers
from pipeline.formats.tax_names import read_rates, tell_inferred
from pipeline.money import PPB, Flags, Integers, divide
from pipeline.money.spread import spread, sum_by
from pipeline.problems import Problem
from schemas import columns as c
from schemas.orders import TAXES

PERCENTAGE = r"(?P<name>[^;|\n%]*?)[\s:(=]*(?P<rate>[0-9]+(?:[.,][0-9]+)?)\s?%(?=(?P<after>[^;|\n%0-9:(),]*))"
"""A tax in a text: its name, its rate in front of a percent sign, and what follows."""
_BESIDE_NAME = " \t,:/+-()="
RATE_COLUMNS = ("tax_rate", "tax_rate_fraction")
_EMPTY = pd.DataFrame(
    {
        "order": pd.Series([], dtype="int64"),
        "line": pd.Series([], dtype="int64"),
        "scope": pd.Series([], dtype="str"),
        "name": pd.Series([], dtype="str"),
        "rate_ppb": pd.Series([], dtype="int64"),
        "is_rate_known": pd.Series([], dtype="bool"),
        "amount_minor": pd.Series([], dtype="int64"),
        "is_inferred": pd.Series([], dtype="bool"),
    }
)


@dataclass(frozen=True, eq=False)
class TaxBases:
    """What is taxed, in minor units: lines without and with discounts, charges by order.

    `order_tax` is the stated tax of each order, 0 if none.
    """

    amount: Integers
    left: Integers
    charges: Integers
    order_tax: Integers
    is_included: Flags


@dataclass(frozen=True, eq=False)
class TaxBook:
    """The `taxes` frame, what was worked out, and whether charges belong to its bases."""

    taxes: pd.DataFrame
    problems: tuple[Problem, ...]
    are_charges_taxed: bool


def build_taxes(
    orders: Cells, lines: Cells, book: LineBook, bases: TaxBases, keys: tuple[Integers, int]
) -> TaxBook:
    """Every tax of the table; `keys` are the orders' keys and the first key."""
    order_keys, first_key = keys
    of_lines = _tax_lines(lines, book, bases)
    of_charges = _tax_charges(of_lines, bases)
    is_line_taxed = np.isin(np.arange(order_keys.size), of_lines["order"].to_numpy())
    of_orders, are_charges_taxed = _tax_orders(orders, book, bases, ~is_line_taxed)
    found = pd.concat([of_lines, of_charges, of_orders], ignore_index=True)
    found = found.sort_values("order", kind="stable", ignore_index=True)
    line = found["line"].to_numpy()
    line_keys = np.where(line >= 0, first_key + np.append(book.records, 0)[line], -1)
    columns = ["scope", "name", "rate_ppb", "is_rate_known", "amount_minor"]
    taxes = c.frame(
        TAXES,
        {
            "order_key": order_keys[found["order"].to_numpy()],
            "tax_key": first_key + np.arange(len(found)),
            "line_key": np.where((found["scope"] == "line").to_numpy(dtype=bool), line_keys, -1),
            **{name: found[name] for name in columns},
        },
    )
    return TaxBook(taxes, _say_inferred(found, orders, lines), are_charges_taxed)


def _tax_lines(cells: Cells, book: LineBook, bases: TaxBases) -> pd.DataFrame:
    stated = _stated_rates(cells, book)
    is_contradicted = (
        book.is_tax_stated & (book.tax == 0) & (_reckon(bases, book, PPB // 100, bases.left) != 0)
    )
    stated = stated.loc[~is_contradicted[stated["line"].to_numpy()]].reset_index(drop=True)
    position = stated["line"].to_numpy()
    has_rate = np.isin(np.arange(book.tax.size), position)
    unknown = np.flatnonzero((book.tax != 0) & ~has_rate)
    reckoned = _reckon(bases, book, stated["rate_ppb"].to_numpy(), bases.left, position)
    parts = _split(np.abs(book.tax), position, stated["rate_ppb"].to_numpy()) * np.sign(book.tax)[position]
    told = _rows(
        order=book.orders[position],
        line=position,
        scope="line",
        name=stated["name"],
        rate_ppb=stated["rate_ppb"],
        amount_minor=np.where(book.is_tax_stated[position], parts, reckoned),
    )
    inferred = _infer_line_rates(book, bases, unknown)
    guessed = _rows(
        order=book.orders[unknown],
        line=unknown,
        scope="line",
        name=cells.text("tax_name").iloc[book.records[unknown]],
        rate_ppb=inferred.rate_ppb,
        is_rate_known=inferred.is_known,
        amount_minor=book.tax[unknown],
        is_inferred=inferred.is_known,
    )
    return pd.concat([told, guessed], ignore_index=True).sort_values("line", kind="stable", ignore_index=True)


def _rows(**columns: object) -> pd.DataFrame:
    """Tax rows of these columns; rates are known and stated unless told otherwise."""
    size = len(columns["order"])  # type: ignore[arg-type]
    given = {name: np.asarray(values) if name != "name" else values for name, values in columns.items()}
    rows = {
        "is_rate_known": np.ones(size, dtype=bool),
        "is_inferred": np.zeros(size, dtype=bool),
        "line": np.full(size, -1),
        **given,
        "scope": np.repeat(str(columns["scope"]), size),
        "name": np.asarray(columns["name"], dtype=object),
    }
    return pd.DataFrame({name: rows[name] for name in _EMPTY.columns}).astype(_EMPTY.dtypes)


def _split(amounts: Integers, groups: Integers, weights: Integers) -> Integers:
    return spread(amounts, groups, weights, "largest_remainder")


def _reckon(
    bases: TaxBases, book: LineBook, rates: Integers | int, of_line: Integers, at: Integers | None = None
) -> Integers:
    """Tax of the lines at these positions (all if None), half up."""
    position = np.arange(of_line.size) if at is None else at
    inside = bases.is_included[book.orders[position]]
    return divide(of_line[position], rates, PPB + np.where(inside, rates, 0))


def _stated_rates(cells: Cells, book: LineBook) -> pd.DataFrame:
    """line, name and rate of every tax whose rate the table states."""
    names = cells.text("tax_name").iloc[book.records].reset_index(drop=True)
    rates = np.zeros(len(names), dtype=np.int64)
    details = _read_details(pd.Series([], dtype="str"))
    column = next((column for column in RATE_COLUMNS if cells.has(column)), "")
    if column:
        rates = cells.numbers(column, RATE_DECIMALS_OF[column], c.MAX_RATE_PPB).values[book.records]
    else:
        details = _read_details(cells.text("tax_details").iloc[book.records])
    is_open = (rates == 0) & ~np.isin(np.arange(rates.size), details["line"].to_numpy())
    rates = np.where(is_open, read_rates(names)[0], rates)
    position = np.flatnonzero(rates)
    told = pd.DataFrame(
        {"line": position, "name": names.to_numpy()[position], "rate_ppb": rates[position]}
    ).astype({"line": "int64", "name": details["name"].dtype, "rate_ppb": "int64"})
    return pd.concat([details, told], ignore_index=True)


def _read_details(texts: pd.Series) -> pd.DataFrame:
    codes, different = pd.factorize(texts)
    told = pd.Series(different, dtype="str")
    found = told.loc[told.str.contains("%", regex=False)].str.extractall(PERCENTAGE).fillna("")
    rates = parse_numbers(found["rate"].str.replace(",", ".", regex=False), 7, c.MAX_RATE_PPB).values
    names = found["name"].str.replace(r"\A[^;]*[0-9][0-9.,’']*\s", "", regex=True).str.strip(_BESIDE_NAME)
    rows = pd.DataFrame(
        {
            "text": found.index.get_level_values(0).to_numpy(dtype="int64"),
            "name": names.where(names != "", found["after"].str.strip(_BESIDE_NAME)).to_numpy(),
            "rate_ppb": rates,
        }
    )
    lines = pd.DataFrame({"text": codes.astype(np.int64), "line": np.arange(codes.size)})
    return lines.merge(rows.loc[rows["rate_ppb"] != 0], on="text", how="inner", validate="many_to_many")


def _infer_line_rates(book: LineBook, bases: TaxBases, at: Integers) -> InferredRates:
    """Rates of the lines' taxes on what discounts leave, or before them if that explains more."""
    inside = bases.is_included[book.orders[at]]
    return infer_on_best(book.tax[at], [bases.left[at], bases.amount[at]], inside)[0]


def _tax_charges(of_lines: pd.DataFrame, bases: TaxBases) -> pd.DataFrame:
    """Tax of charges: what orders state beyond their lines' tax, where a rate explains it."""
    size = bases.order_tax.size
    of_all = sum_by(of_lines["order"].to_numpy(), of_lines["amount_minor"].to_numpy(), size)
    rest = np.where(np.isin(np.arange(size), of_lines["order"].to_numpy()), bases.order_tax - of_all, 0)
    open_orders = np.flatnonzero((rest > 0) & (bases.charges > 0))
    rates = of_lines.loc[of_lines["is_rate_known"], ["order", "name", "rate_ppb"]].drop_duplicates()
    own = rates.loc[rates["order"].isin(open_orders)]
    usual = rates.drop(columns="order").drop_duplicates("rate_ppb")
    others = pd.DataFrame({"order": open_orders}).merge(usual, how="cross", validate="many_to_many")
    pairs = pd.concat([own, others], ignore_index=True)
    order = pairs["order"].to_numpy(dtype="int64")
    fits = explains(pairs["rate_ppb"].to_numpy(), rest[order], bases.charges[order], bases.is_included[order])
    found = pairs.loc[fits].drop_duplicates("order").sort_values("order")
    return _rows(
        order=found["order"],
        scope="charges",
        name=found["name"],
        rate_ppb=found["rate_ppb"],
        amount_minor=rest[found["order"].to_numpy(dtype="int64")],
    )


def _tax_orders(cells: Cells, book: LineBook, bases: TaxBases, is_open: Flags) -> tuple[pd.DataFrame, bool]:
    """Taxes of whole orders whose lines state none, and whether charges are taxed by them."""
    size = is_open.size
    stated = np.zeros(size, dtype=np.int64)
    for column in RATE_COLUMNS:
        if cells.has(column):
            rates = cells.numbers(column, RATE_DECIMALS_OF[column], c.MAX_RATE_PPB).values
            np.maximum.at(stated, cells.of_record[cells.of_record >= 0], rates[cells.of_record >= 0])
    names = order_texts(cells, "tax_name", size)
    stated = np.where(stated != 0, stated, read_rates(names)[0])
    left = book.sum_to_orders(bases.left, size)
    at = np.flatnonzero(is_open & ((bases.order_tax != 0) | ((stated != 0) & (not cells.has("tax")))))
    parts = sum_by(book.orders, np.ones_like(book.orders), size)[at] + (bases.charges[at] != 0)
    either = [(left + bases.charges)[at], left[at]]
    best, chosen = infer_on_best(bases.order_tax[at], either, bases.is_included[at], np.maximum(parts, 1))
    is_told = stated[at] != 0
    rate = np.where(is_told, stated[at], best.rate_ppb)
    reckoned = divide((left + bases.charges)[at], rate, PPB + np.where(bases.is_included[at], rate, 0))
    rows = _rows(
        order=at,
        scope="order",
        name=names.iloc[at],
        rate_ppb=rate,
        is_rate_known=is_told | best.is_known,
        amount_minor=np.where(cells.has("tax"), bases.order_tax[at], reckoned),
        is_inferred=~is_told & best.is_known,
    )
    return rows, chosen == 0


def _say_inferred(found: pd.DataFrame, orders: Cells, lines: Cells) -> tuple[Problem, ...]:
    """One remark for each rate that was worked out from the amounts."""
    problems: list[Problem] = []
    for cells, column, is_here in (
        (orders, "tax", found["scope"] == "order"),
        (lines, "tax_amount", found["scope"] != "order"),
    ):
        header = cells.part.header(column) or cells.part.header("total")
        place = {"file": cells.part.source.path.name, "sheet": cells.part.sheet, "column": header}
        problems += tell_inferred(found.loc[found["is_inferred"] & is_here], **place)
    return tuple(problems)
