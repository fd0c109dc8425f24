"""The ledger's own number for each order of a shop: platform, order number and currency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd
from sqlalchemy import Connection, select

from pipeline.ledger.tables import ORDERS

Identity = tuple[str, str, str]
IDENTITY = ("platform", "order_id", "currency")
_AT_ONCE = 5_000
"""How many values one query names: both databases have a limit."""


def in_portions(values: Sequence[int] | Sequence[str]) -> Iterator[Sequence[int] | Sequence[str]]:
    """The values in portions that a query can name."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def find_numbers(connection: Connection, orders: pd.DataFrame) -> dict[Identity, int]:
    """The numbers of those orders (with platform, order_id and currency) that the ledger knows."""
    wanted = set(list_identities(orders))
    found: dict[Identity, int] = {}
    for portion in in_portions(sorted({order_id for _, order_id, _ in wanted})):
        for row in connection.execute(select(ORDERS).where(ORDERS.c.order_id.in_(portion))):
            found[row.platform, row.order_id, row.currency] = row.order_no
    return {identity: number for identity, number in found.items() if identity in wanted}


def make_numbers(connection: Connection, orders: pd.DataFrame) -> dict[Identity, int]:
    """The numbers of all the orders; those not known yet get one."""
    known = find_numbers(connection, orders)
    fresh = [
        dict(zip(IDENTITY, identity, strict=True))
        for identity in dict.fromkeys(list_identities(orders))
        if identity not in known
    ]
    if not fresh:
        return known
    connection.execute(ORDERS.insert(), fresh)
    return find_numbers(connection, orders)


def list_identities(orders: pd.DataFrame) -> list[Identity]:
    """Platform, number and currency of each order."""
    return list(zip(*(orders[name].tolist() for name in IDENTITY), strict=True))
