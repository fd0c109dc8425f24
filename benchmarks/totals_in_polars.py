"""The totals of `make_tables` in Polars: whole numbers, half up, discounts of orders by largest remainder."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from schemas.orders import Tables

COLUMNS = {
    "orders": ["order_key", "tax_mode"],
    "lines": ["order_key", "line_key", "unit_price_sub", "quantity_milli"],
    "charges": ["order_key", "amount_minor"],
    "discounts": ["order_key", "line_key", "kind", "rate_ppb", "value_minor"],
    "taxes": ["order_key", "line_key", "scope", "rate_ppb"],
}
ONE = 10**9
UNIT = 10**7


def prepare_polars(tables: Tables) -> Callable[[], np.ndarray]:
    """The call that gives the totals by order; Polars holds the tables already."""
    given = {name: pl.from_pandas(getattr(tables, name)[columns]) for name, columns in COLUMNS.items()}

    def reckon() -> np.ndarray:
        lazy = {name: rows.lazy() for name, rows in given.items()}
        return sum_orders(lazy, take_order_discounts(lazy, reduce_lines(lazy)))

    return reckon


def half_up(values: pl.Expr, factors: pl.Expr, divisors: pl.Expr | int) -> pl.Expr:
    """values × factors / divisors, none of them below zero."""
    return (2 * values * factors + divisors) // (2 * divisors)


def reduce_lines(given: dict[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The lines less their own percentages."""
    own = given["discounts"].filter(pl.col("line_key") >= 0).select("line_key", "rate_ppb")
    amount, rate = pl.col("amount"), pl.col("rate_ppb").fill_null(0)
    return (
        given["lines"]
        .select(
            "order_key",
            "line_key",
            amount=half_up(pl.col("unit_price_sub"), pl.col("quantity_milli"), pl.lit(UNIT)),
        )
        .join(own, on="line_key", how="left", maintain_order="left")
        .select("order_key", "line_key", amount=amount - half_up(amount, rate, pl.lit(ONE)))
    )


def take_order_discounts(given: dict[str, pl.LazyFrame], lines: pl.LazyFrame) -> pl.LazyFrame:
    """The lines less their shares of the discounts of whole orders."""
    wide = given["discounts"].filter(pl.col("line_key") < 0).drop("line_key")
    amount, whole = pl.col("amount"), pl.col("whole")
    percent = half_up(whole, pl.col("rate_ppb"), pl.lit(ONE))
    fixed = pl.min_horizontal("value_minor", "whole")
    product = amount * pl.col("wanted")
    missing = pl.col("wanted") - pl.col("share").sum().over("order_key")
    rank = (-pl.col("rest")).rank("ordinal").over("order_key")
    shares = (
        lines.join(wide, on="order_key", maintain_order="left")  # of equal remainders the earlier line
        .with_columns(whole=amount.sum().over("order_key"))
        .with_columns(wanted=pl.when(pl.col("kind") == "percent").then(percent).otherwise(fixed))
        .with_columns(share=product // whole, rest=product % whole)
        .select("line_key", share=pl.col("share") + (rank <= missing).cast(pl.Int64))
    )
    return lines.join(shares, on="line_key", how="left").select(
        "order_key", "line_key", amount=amount - pl.col("share").fill_null(0)
    )


def sum_orders(given: dict[str, pl.LazyFrame], lines: pl.LazyFrame) -> np.ndarray:
    """The totals of the orders with the taxes of lines and charges."""
    amount, rate, scope = pl.col("amount"), pl.col("rate_ppb"), pl.col("scope")
    of_lines = given["taxes"].filter(scope == "line").select("line_key", "rate_ppb")
    of_charges = given["taxes"].filter(scope == "charges").select("order_key", "rate_ppb")
    charges = given["charges"].select("order_key", amount="amount_minor").join(of_charges, on="order_key")
    is_inside = pl.col("tax_mode") == "included"
    tax = (
        pl.when(is_inside)
        .then(half_up(amount, rate, ONE + rate))
        .otherwise(half_up(amount, rate, pl.lit(ONE)))
    )
    taxed = pl.concat(
        [lines.join(of_lines, on="line_key").select("order_key", "amount", "rate_ppb"), charges]
    )
    totals = (
        taxed.join(given["orders"], on="order_key")
        .with_columns(tax=tax)
        .group_by("order_key")
        .agg(
            tax_minor=pl.col("tax").sum(),
            total_minor=(amount + pl.when(is_inside).then(0).otherwise("tax")).sum(),
        )
        .sort("order_key")
    )
    return totals.collect()["total_minor"].to_numpy()
