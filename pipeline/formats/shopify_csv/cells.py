"""The cells of a Shopify orders CSV that are to change, gathered while comparing tables."""

from __future__ import annotations

from decimal import Decimal

from pipeline.formats.shopify_csv.columns import Layout
from pipeline.formats.text.delimited import Delimited, NewRecord, Rewrite
from pipeline.money import to_text


class CellEdits:
    """Cells by record and folded column name; columns the export lacks are passed over."""

    def __init__(self, source: Delimited, layout: Layout) -> None:
        self.source = source
        self.layout = layout
        self._replaced: dict[tuple[int, int], str] = {}
        self._copied: dict[tuple[int, int], int] = {}
        self._deleted: set[int] = set()
        self._added: list[NewRecord] = []
        self._cells: dict[int, list[str]] = {}

    def text(self, record: int, column: str) -> str:
        """What the cell says in the file as read ("" where the column is missing)."""
        if not self.layout.has(column):
            return ""
        if record not in self._cells:
            self._cells[record] = self.source.record_cells(record)
        return self._cells[record][self.layout.positions[column]]

    def put(self, record: int, column: str, text: str) -> None:
        """Give the cell this text; if the file says so already, the cell stays as it is."""
        if not self.layout.has(column):
            return
        position = self.layout.positions[column]
        origin = self._copied.get((record, position), record)
        if self.text(origin, column) != text:
            self._replaced[record, position] = text
        else:
            self._replaced.pop((record, position), None)

    def put_amount(self, record: int, column: str, amount_minor: int, decimals: int) -> None:
        """Give the cell an amount, with as many decimals as it had, or the currency's."""
        self.put(record, column, spell_like(self.text(record, column), amount_minor, decimals))

    def add_to_amount(self, record: int, column: str, difference_minor: int, decimals: int) -> None:
        """Add to the amount of a cell that holds one; an empty cell stays empty."""
        old = self.text(record, column).strip()
        if old and difference_minor:
            amount = int(Decimal(old).scaleb(decimals)) + difference_minor
            self.put_amount(record, column, amount, decimals)

    def take_item(self, record: int, origin: int) -> None:
        """Give the record the line (raw cells) of another record, which disappears."""
        for position in self.layout.item_positions():
            self._copied[record, position] = origin
        self._deleted.add(origin)

    def empty_item(self, record: int) -> None:
        """Empty the record's cells that belong to a line."""
        for column, position in self.layout.positions.items():
            if position in self.layout.item_positions():
                self.put(record, column, "")

    def delete(self, record: int) -> None:
        """Remove the whole record."""
        self._deleted.add(record)

    def add(self, after: int, template: int, texts: dict[str, str]) -> None:
        """Add a record with these texts, quoted like the template, behind another one."""
        cells = {
            self.layout.positions[column]: text for column, text in texts.items() if self.layout.has(column)
        }
        name = self.text(after, "name").strip()
        self._added.append(NewRecord(after, template, frozenset(), cells, name))

    def rewrite(self) -> Rewrite:
        """All that was gathered."""
        return Rewrite(self._replaced, frozenset(self._deleted), tuple(self._added), self._copied)


def spell_like(old: str, value: int, decimals: int) -> str:
    """The number with the decimals of its currency, or with as many as the old text has.

    >>> spell_like("10.00", 1250, 2), spell_like("1000.00", 900, 0), spell_like("", 900, 0)
    ('12.50', '900.00', '900')
    """
    text = to_text(value, decimals)
    return pad_decimals(text, len(old.strip().partition(".")[2]))


def pad_decimals(text: str, decimals: int) -> str:
    """The number with at least so many decimals.

    >>> pad_decimals("12.5", 2), pad_decimals("12.345", 2), pad_decimals("12", 0)
    ('12.50', '12.345', '12')
    """
    whole, _, fraction = text.partition(".")
    fraction = fraction.ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole
