"""What an order looks like, and what an edit asks for, as one digest each; pure.

`fingerprint_orders` covers an order's number and everything an edit can
change, directly or as its consequence. It leaves out what others change
meanwhile (payments, status, comments), what a format makes up (line ids,
places in the file) and our own keys, so that the order as this program wrote
it and the same order in tomorrow's export look alike.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from schemas.edits import Edits
from schemas.orders import COMPONENTS, CUSTOMER_FIELDS, Tables

_IDENTITY = ("platform", "order_id", "currency", "decimals")
_ORDER_COLUMNS = (*_IDENTITY, *CUSTOMER_FIELDS, "payment_method", "shipping_method", "is_tax_exempt")
_LINE_COLUMNS = ("sku", "name", "unit_price_sub", "quantity_milli")
_ROW_COLUMNS = {
    "charges": ("kind", "amount_minor"),
    "discounts": ("kind", "name", "rate_ppb", "value_minor", "amount_minor"),
    "taxes": ("scope", "name", "rate_ppb", "amount_minor"),
}
_TRAILING_RATE = re.compile(r"\s*\(?[0-9]+(?:[.,][0-9]+)?\s*%\)?\Z")
_PLAIN_NUMBER = re.compile(r"\A(?P<whole>-?[0-9]+)(?:\.(?P<part>[0-9]*?)0*)?\Z")
_BETWEEN_CELLS, _BETWEEN_ROWS = "\x1f", "\x1e"
_ESCAPED = {"\\": "\\\\", _BETWEEN_CELLS: "\\u", _BETWEEN_ROWS: "\\r"}


def fingerprint_orders(tables: Tables) -> pd.Series:
    """The SHA-256 of each order's content as hexadecimal text, by order_key, in the orders' order.

    Equal for equal content, whatever file, format, place or neighbours the
    order has; different after any edit that changed something.
    """
    keys = tables.orders["order_key"].tolist()
    parts: dict[int, list[str]] = {
        key: [text] for key, text in zip(keys, _texts(_describe_orders(tables.orders)), strict=True)
    }
    ranks = _rank_lines(tables.lines)
    lines = tables.lines[["order_key", *_LINE_COLUMNS]].assign(rank=ranks.to_numpy())
    _add_rows(parts, "lines", lines)
    ranks.index = pd.Index(tables.lines["line_key"])
    for name, kept in _ROW_COLUMNS.items():
        rows = getattr(tables, name)
        described = rows[["order_key", *kept]]
        if name == "taxes":
            described = described.assign(name=_without_rates(rows["name"]))
        if "line_key" in rows:
            described = described.assign(rank=ranks.reindex(rows["line_key"], fill_value=-1).to_numpy())
        _add_rows(parts, name, described.loc[_is_kept(name, rows)])
    digests = [_digest(parts[key]) for key in keys]
    return pd.Series(digests, index=pd.Index(keys, name="order_key", dtype="int64"), dtype="str")


def _describe_orders(orders: pd.DataFrame) -> pd.DataFrame:
    """The order's own columns; a component the export does not state counts as nothing."""
    stated = {
        f"{name}_minor": np.where(orders[f"has_{name}"].to_numpy(dtype=bool), orders[f"{name}_minor"], 0)
        for name in COMPONENTS
    }
    return orders[list(_ORDER_COLUMNS)].assign(**stated)


def _rank_lines(lines: pd.DataFrame) -> pd.Series:
    """The place of each line among those of its order, from 0 on, whatever numbers were left out."""
    arranged = lines.sort_values(["order_key", "line_number"], kind="stable")
    return arranged.groupby("order_key").cumcount().reindex(lines.index).astype("int64")


def _without_rates(names: pd.Series) -> list[str]:
    """The names of taxes without the rate some formats put behind them: "TVA 8.1%" is "TVA"."""
    plain = {name: _TRAILING_RATE.sub("", name) for name in names.unique()}
    return [plain[name] for name in names]


def _is_kept(name: str, rows: pd.DataFrame) -> pd.Series:
    """Rows that every format keeps: no stored shares of a discount, no tax of nothing on shipping."""
    if name == "discounts":
        return rows["parent_key"] < 0
    if name == "taxes":
        return (rows["scope"] == "line") | (rows["amount_minor"] != 0)
    return pd.Series(data=True, index=rows.index)


def _add_rows(parts: dict[int, list[str]], name: str, rows: pd.DataFrame) -> None:
    """Put the rows' texts to those of their orders, arranged by content."""
    of_order: dict[int, list[str]] = defaultdict(list)
    for key, text in zip(rows["order_key"].tolist(), _texts(rows.drop(columns="order_key")), strict=True):
        of_order[key].append(text)
    for key, texts in of_order.items():
        texts.sort()
        parts[key] += [name, *texts]


def _texts(rows: pd.DataFrame) -> Iterator[str]:
    """Each row as one unambiguous text."""
    return map(_BETWEEN_CELLS.join, zip(*(_spell(rows[name]) for name in rows.columns), strict=True))


def _spell(cells: pd.Series) -> list[str]:
    """The cells as text in which no separator stands."""
    if cells.dtype.kind in "bi":
        return [str(int(value)) for value in cells.tolist()]
    texts: list[str] = cells.tolist()
    everything = "".join(texts)
    if any(sign in everything for sign in _ESCAPED):
        return [_escape(text) for text in texts]
    return texts


def _escape(text: str) -> str:
    for sign, spelled in _ESCAPED.items():
        text = text.replace(sign, spelled)
    return text


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256(_BETWEEN_ROWS.join(texts).encode("utf-8", "surrogatepass")).hexdigest()


def digest_edits(edits: Edits) -> pd.Series:
    """The SHA-256 of what each edit row asks for, by row_key: target, item, values, old values, request.

    Not its place, its reason, nor how the order was found: the order stands
    beside the digest. Spelling that means the same makes no difference.
    """
    return _digest_rows(edits, old_values=True, request=True)


def digest_contents(edits: Edits) -> pd.Series:
    """The same without old values and request: two rows alike in this ask for the same thing."""
    return _digest_rows(edits, old_values=False, request=False)


def _digest_rows(edits: Edits, *, old_values: bool, request: bool) -> pd.Series:
    rows, cells = edits.rows, edits.cells
    keys = rows["row_key"].tolist()
    columns = {
        "target": rows["target"],
        "action": rows["action"],
        "ref": rows["ref"].map(_fold),
        "item_ref": rows["item_ref"].map(_fold),
        "request": rows["request"].map(_fold) if request else rows["request"].map(_nothing),
    }
    parts = {key: [text] for key, text in zip(keys, _texts(pd.DataFrame(columns)), strict=True)}
    known = cells.loc[cells["row_key"].isin(rows["row_key"])]
    described = known[["row_key", "field"]].assign(value=known["value"].map(_spell_alike))
    if old_values:
        described = described.assign(has_old=known["has_old"], old=known["old"].map(_spell_alike))
    _add_rows(parts, "cells", described.rename(columns={"row_key": "order_key"}))
    digests = [_digest(parts[key]) for key in keys]
    return pd.Series(digests, index=pd.Index(keys, name="row_key", dtype="int64"), dtype="str")


def _nothing(_: str) -> str:
    return ""


def _fold(text: str) -> str:
    """Names as people compare them: case and spaces make no difference."""
    return " ".join(text.split()).casefold()


def _spell_alike(value: str) -> str:
    """The value with single spaces; plain numbers without the zeros that say nothing.

    >>> [_spell_alike(value) for value in ("48.00", "048", "-0.50", "Rue  du Lac 7", "1,5")]
    ['48', '048', '-0.5', 'Rue du Lac 7', '1,5']
    """
    number = _PLAIN_NUMBER.match(value)
    if number is None:
        return " ".join(value.split())
    part = number["part"]
    return number["whole"] + (f".{part}" if part else "")
