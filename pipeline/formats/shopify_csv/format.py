"""The format `shopify-csv`: the orders export of Shopify's admin.

One row per line item; order-level values stand on one row of each order.
Reading promises the five tables of every order that is whole; writing
promises that cells which did not change keep their bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.formats.protocol import NOTHING_KEPT, Export, Kept, ReadOptions, name_orders
from pipeline.formats.shopify_csv.columns import Layout, find_layout, fold_name
from pipeline.formats.shopify_csv.rewrite import plan_rewrite
from pipeline.formats.shopify_csv.rows import group_rows
from pipeline.formats.shopify_csv.tables import Origin, build_tables, order_columns
from pipeline.formats.text.delimited import Delimited, read_delimited, sniff_header, write_delimited
from pipeline.formats.text.kept_records import find_texts, index_orders, keep_orders, of_file, restore_records
from pipeline.languages import N_
from schemas.kept import Texts
from schemas.orders import Tables

_CERTAIN, _LIKELY = 95, 70
_FEWEST_ITEM_COLUMNS = 2


@dataclass(frozen=True, eq=False)
class ShopifySource:
    """What writing needs to know of the file read."""

    delimited: Delimited
    layout: Layout
    origin: Origin


class ShopifyCsv:
    """Shopify orders CSV with 69, 75 or 79 columns, and variants of it."""

    name = "shopify-csv"
    title = N_("Shopify: orders export (CSV)")

    def sniff(self, path: Path, head: bytes) -> int:
        """Sure of a header with `Name` and columns that begin with `Lineitem`."""
        del path
        folded = {fold_name(name) for name in sniff_header(head)[0]}
        items = sum(name.startswith("lineitem ") for name in folded)
        if "name" not in folded or items < _FEWEST_ITEM_COLUMNS:
            return 0
        return _CERTAIN if {"financial status", "lineitem price"} <= folded else _LIKELY

    def read(self, files: Sequence[Path], options: ReadOptions) -> Export:
        """The orders of one file; those with an unreadable cell are named as broken.

        Refused where a column is missing or stands twice, and for what
        `read_delimited` refuses.
        """
        (path,) = files
        delimited = read_delimited(path)
        layout = find_layout(delimited.names, path.name, needs_currency=not options.currency)
        grouped = group_rows(delimited, layout, order_columns(layout))
        orders = build_tables(grouped, options.currency, options.first_key)
        return Export(
            format=self.name,
            files=(path,),
            tables=orders.tables,
            problems=orders.problems,
            source=ShopifySource(delimited, layout, orders.origin),
            broken_orders=orders.broken,
        )

    def write(
        self, export: Export, after: Tables, files: Sequence[Path], restored: Kept = NOTHING_KEPT
    ) -> Kept:
        """Write the file with the cells of the changed orders changed."""
        (destination,) = files
        source: ShopifySource = export.source
        before = export.tables.only(after.orders["order_key"])
        rewrite = plan_rewrite(source.delimited, source.layout, source.origin, before, after)
        touched = name_orders(export, [*after.orders["order_key"], *restored])
        if not touched:
            write_delimited(source.delimited, rewrite, destination)
            return {}
        records = index_orders(source.delimited, source.layout.positions["name"])
        records = records.encoded_as(restored.values(), 0)
        rewrite = restore_records(records, rewrite, of_file(restored.values(), 0))
        write_delimited(records.source, rewrite, destination)
        return keep_orders([(records, rewrite)], touched)

    def find_records(self, export: Export, order_keys: Iterable[int]) -> Mapping[int, Texts]:
        """The rows of each order."""
        source: ShopifySource = export.source
        records = index_orders(source.delimited, source.layout.positions["name"])
        return find_texts([records], name_orders(export, order_keys))


FORMAT = ShopifyCsv()
