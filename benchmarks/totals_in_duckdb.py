"""The totals of `make_tables` in DuckDB: whole numbers, half up, discounts of orders by largest remainder."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import numpy as np

from schemas.orders import Tables

COLUMNS = {
    "orders": "order_key, tax_mode",
    "lines": "order_key, line_key, unit_price_sub, quantity_milli",
    "charges": "order_key, amount_minor",
    "discounts": "order_key, line_key, kind, rate_ppb, value_minor",
    "taxes": "order_key, line_key, scope, rate_ppb",
}
TOTALS = """
WITH entered AS (
    SELECT order_key, line_key, (2 * unit_price_sub * quantity_milli + 10000000) // 20000000 AS amount
    FROM lines
), reduced AS (
    SELECT e.order_key, e.line_key,
        e.amount - (2 * e.amount * coalesce(d.rate_ppb, 0) + 1000000000) // 2000000000 AS amount
    FROM entered e LEFT JOIN (SELECT * FROM discounts WHERE line_key >= 0) d ON d.line_key = e.line_key
), items AS (
    SELECT order_key, sum(amount)::BIGINT AS amount FROM reduced GROUP BY order_key
), wanted AS (
    SELECT i.order_key, i.amount AS whole,
        CASE WHEN d.kind = 'percent' THEN (2 * i.amount * d.rate_ppb + 1000000000) // 2000000000
        ELSE least(d.value_minor, i.amount) END AS amount
    FROM items i JOIN (SELECT * FROM discounts WHERE line_key < 0) d USING (order_key)
), cut AS (
    SELECT r.order_key, r.line_key, w.amount AS wanted,
        r.amount * w.amount // w.whole AS share, r.amount * w.amount % w.whole AS rest
    FROM reduced r JOIN wanted w USING (order_key)
), ranked AS (
    SELECT line_key, share, wanted - sum(share) OVER (PARTITION BY order_key) AS missing,
        row_number() OVER (PARTITION BY order_key ORDER BY rest DESC, line_key) AS rank
    FROM cut
), remaining AS (
    SELECT r.order_key, r.line_key,
        r.amount - coalesce(s.share + (s.rank <= s.missing)::BIGINT, 0) AS amount
    FROM reduced r LEFT JOIN ranked s USING (line_key)
), taxed AS (
    SELECT order_key, amount, rate_ppb
    FROM remaining JOIN (SELECT line_key, rate_ppb FROM taxes WHERE scope = 'line') t USING (line_key)
    UNION ALL
    SELECT order_key, amount_minor, rate_ppb
    FROM charges JOIN (SELECT order_key, rate_ppb FROM taxes WHERE scope = 'charges') t USING (order_key)
), reckoned AS (
    SELECT order_key, tax_mode, amount, CASE WHEN tax_mode = 'included'
        THEN (2 * amount * rate_ppb + 1000000000 + rate_ppb) // (2 * (1000000000 + rate_ppb))
        ELSE (2 * amount * rate_ppb + 1000000000) // 2000000000 END AS tax
    FROM taxed JOIN orders USING (order_key)
)
SELECT order_key, sum(tax)::BIGINT AS tax_minor,
    sum(amount + CASE WHEN tax_mode = 'included' THEN 0 ELSE tax END)::BIGINT AS total_minor
FROM reckoned GROUP BY order_key ORDER BY order_key
"""


def prepare_duckdb(tables: Tables) -> Callable[[], np.ndarray]:
    """The call that gives the totals by order; DuckDB has read the tables already."""
    database = duckdb.connect()
    for name, columns in COLUMNS.items():
        database.register("given", getattr(tables, name)[columns.split(", ")])
        database.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM given")
        database.unregister("given")

    def reckon() -> np.ndarray:
        return database.execute(TOTALS).fetchnumpy()["total_minor"]

    return reckon
