"""Ecwid and MyCOMMERCE order exports as CSV: one row per line, order values repeated on each.

Nothing documents the file fully: columns are found by name in any order,
the first of a repeated name counts (product options repeat names), and
columns that are not known are kept as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.formats.protocol import NOTHING_KEPT, Export, Kept, ReadOptions
from pipeline.formats.tables.layout import Layout, Meaning, Part
from pipeline.formats.tables.read import read_layout
from pipeline.formats.tables.write import find_layout_records, write_layout
from pipeline.formats.text.delimited import read_delimited, sniff_header
from pipeline.languages import N_
from pipeline.problems import InputRefused, near, problem
from schemas.kept import Texts
from schemas.orders import Tables

_ORDER_COLUMNS: dict[str, tuple[str, ...]] = {
    "order_id": ("order_number",),
    "alternative_id": ("order_id", "vendor_order_number"),
    "currency": ("currency", "order_currency"),
    "created_at": ("timestamp", "order_date", "created"),
    "status": ("payment_status",),
    "payment_reference": ("external_transaction_id", "transaction_id"),
    "subtotal": ("order_subtotal",),
    "discount": ("discount", "order_discount"),
    "discount_name": ("coupon_code",),
    "shipping": ("order_shipping",),
    "handling": ("handling_fee", "order_handling_fee"),
    "surcharge": ("surcharge", "order_surcharge", "surcharges"),
    "tip": ("tip", "tips", "order_tip"),
    "tax": ("order_tax",),
    "total": ("order_total",),
    "email": ("email", "customer_email"),
    "phone": ("phone", "customer_phone"),
    "name": ("customer_name",),
    "payment_method": ("payment_method",),
    "shipping_method": ("shipping_method",),
    "comments": ("order_comments",),
}
_ADDRESS_COLUMNS = {
    "name": ("name",),
    "company": ("company", "company_name"),
    "street_1": ("street_1", "street"),
    "street_2": ("street_2",),
    "city": ("city",),
    "region": ("state_code", "state", "state_or_province_code", "state_or_province_name"),
    "postal_code": ("postal_code", "zip"),
    "country": ("country_code", "country", "country_name"),
    "phone": ("phone",),
}
_LINE_COLUMNS: dict[str, tuple[str, ...]] = {
    "order_id": ("order_number",),
    "sku": ("sku",),
    "name": ("name",),
    "price": ("price",),
    "quantity": ("quantity",),
    "total": ("total",),
    "total_without_tax": ("total_without_tax",),
    "tax_details": ("tax_details",),
}
_NEEDED = ("order_number", "price", "quantity")
_TELLING = ("order_subtotal", "order_total", "payment_status", "shipto_person_name", "bill_person_name")
_SURE, _LIKELY = 90, 60


class EcwidCsvFormat:
    """Ecwid's order export as CSV, with `;`, `,` or tabs between the cells."""

    name = "ecwid-csv"
    title = N_("Ecwid / MyCOMMERCE orders (CSV export)")

    def sniff(self, path: Path, head: bytes) -> int:  # noqa: ARG002
        """Sure of a file with order numbers, prices and quantities under Ecwid's names."""
        names = {fold_header(name) for name in sniff_header(head)[0]}
        if not names.issuperset(_NEEDED):
            return 0
        return _SURE if names & set(_TELLING) else _LIKELY

    def read(self, files: Sequence[Path], options: ReadOptions) -> Export:
        """The export's orders. Refused: column-missing, and what delimited text refuses."""
        source = read_delimited(files[0])
        folded = [fold_header(name) for name in source.names]
        missing = [name for name in _NEEDED if name not in folded]
        if missing:
            raise InputRefused(
                [
                    problem(
                        "column-missing", file=source.path.name, column=name, hint=near(name, source.names)
                    )
                    for name in missing
                ]
            )
        lines = find_columns(folded, _LINE_COLUMNS)
        orders = find_columns(folded, _ORDER_COLUMNS | _address_columns())
        meaning = Meaning(platform="ecwid", assumed_currency="" if options.currency else "CHF")
        layout = Layout(Part(source, orders), Part(source, lines), meaning)
        return read_layout(self.name, layout, options)

    def write(
        self, export: Export, after: Tables, files: Sequence[Path], restored: Kept = NOTHING_KEPT
    ) -> Kept:
        """Write the file with the changed cells; order values go to every row of their order."""
        return write_layout(export, after, dict(zip(export.files, files, strict=True)), restored)

    def find_records(self, export: Export, order_keys: Iterable[int]) -> Mapping[int, Texts]:
        """The rows of each order."""
        return find_layout_records(export, order_keys)


def fold_header(name: str) -> str:
    """The header in Ecwid's spelling.

    >>> fold_header(" Order-Number "), fold_header("BILL PERSON name")
    ('order_number', 'bill_person_name')
    """
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())


def find_columns(folded: Sequence[str], known: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Our names with the position of the first header that spells them.

    >>> find_columns(["sku", "price", "price"], {"price": ("price",), "name": ("name",)})
    {'price': 1}
    """
    found = {}
    for ours, spellings in known.items():
        present = [spelling for spelling in spellings if spelling in folded]
        if present:
            found[ours] = folded.index(present[0])
    return found


def _address_columns() -> dict[str, tuple[str, ...]]:
    persons = {"ship": "shipto_person", "bill": "bill_person"}
    return {
        f"{who}_{part}": tuple(f"{person}_{spelling}" for spelling in spellings)
        for who, person in persons.items()
        for part, spellings in _ADDRESS_COLUMNS.items()
    }


FORMAT = EcwidCsvFormat()
