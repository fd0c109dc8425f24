"""Plain tables: a user's own orders and lines as CSV, Excel or Parquet, explained by a mapping file.

Orders and lines stand in two files, on two sheets of a workbook, or in one
table whose order values repeat on every row. The mapping says which column
holds what; only what stands in it is read, everything else is kept:

    format = "tables"
    platform = "Kassensystem"           # the shop's name in reports, if you like
    currency = "CHF"                    # or a column: orders.columns.currency

    [orders]
    file = "bestellungen.csv"           # beside this file; or a pattern, "bestellungen-*.csv"
    # sheet = "Bestellungen"            # in a workbook
    [orders.columns]
    order_id = "Bestellnummer"
    email = "E-Mail"
    status = "Zahlung"
    shipping = "Versand"
    tax = "MwSt."
    total = "Total"
    bill_name = "Name"
    bill_street_1 = "Strasse"
    bill_postal_code = "PLZ"
    bill_city = "Ort"

    [lines]
    file = "positionen.csv"             # left out: the orders' own table
    [lines.columns]
    order_id = "Bestellnummer"
    sku = "Artikel"
    name = "Bezeichnung"
    price = "Preis"
    quantity = "Menge"
    discount_percent = "Rabatt"         # or discount_fraction (0.15), discount_amount
    tax_rate = "MwSt.-Satz"             # percent; or tax_rate_fraction (0.081)

    [meaning]                           # all of it may be left out
    prices_include_tax = true           # else worked out from the totals
    payment_state = "paid"              # where there is no status column
    charges_are_taxed = true

    [status]                            # the shop's own words, beside the usual ones
    "auf Rechnung" = "unpaid"

`pipeline.formats.tables.layout` lists all names of columns. The program is
given the mapping itself, or the orders' file with the mapping beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.formats.protocol import NOTHING_KEPT, Export, Kept, ReadOptions
from pipeline.formats.tables.mapping import is_mapping, open_mapped, read_mapping
from pipeline.formats.tables.read import read_layout
from pipeline.formats.tables.write import find_layout_records, write_layout
from pipeline.languages import N_
from pipeline.languages.phrase import phrase
from pipeline.problems import refuse
from schemas.kept import Texts
from schemas.orders import Tables

_SURE = 100


class TablesFormat:
    """Orders and lines as plain tables, explained by a mapping file."""

    name = "tables"
    title = N_("plain tables (CSV, XLSX, Parquet) explained by a mapping file")

    def sniff(self, path: Path, head: bytes) -> int:
        """100 for a mapping file of this format, else 0: a table does not explain itself."""
        return _SURE if path.suffix.lower() == ".toml" and is_mapping(head) else 0

    def read(self, files: Sequence[Path], options: ReadOptions) -> Export:
        """The mapped tables. `files` holds the mapping, or data files with `options.mapping`.

        Refused: mapping-broken, column-missing, and what the files' kinds refuse.
        """
        mappings = [path for path in files if path.suffix.lower() == ".toml"]
        mapping = options.mapping or (mappings[0] if mappings else None)
        if mapping is None:
            name = files[0].name if files else ""
            raise refuse("mapping-broken", file=name, found=phrase("a table needs a mapping file"))
        given = [path for path in files if path.suffix.lower() != ".toml"]
        return read_layout(self.name, open_mapped(read_mapping(mapping), given), options)

    def write(
        self, export: Export, after: Tables, files: Sequence[Path], restored: Kept = NOTHING_KEPT
    ) -> Kept:
        """Write the tables with the changed cells; untouched files are copied byte for byte."""
        return write_layout(export, after, dict(zip(export.files, files, strict=True)), restored)

    def find_records(self, export: Export, order_keys: Iterable[int]) -> Mapping[int, Texts]:
        """The rows of each order; none in workbooks and Parquet files."""
        return find_layout_records(export, order_keys)


FORMAT = TablesFormat()
