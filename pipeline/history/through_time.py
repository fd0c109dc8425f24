"""One order through time, gathered from the ledger under every number it goes by."""

from __future__ import annotations

import pandas as pd

from pipeline.history.find import find_order_ids
from pipeline.ledger import Ledger, history_of_order, list_amounts


def gather_order(ledger: Ledger, order: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every run that named the order, and every amount asked for on it.

    Refused as order-unrecorded if no run did.
    """
    numbers = find_order_ids(ledger, order)
    runs = pd.concat([history_of_order(ledger, number) for number in numbers], ignore_index=True)
    amounts = list_amounts(ledger)
    return runs, amounts.loc[amounts["order_id"].isin(numbers)].reset_index(drop=True)
