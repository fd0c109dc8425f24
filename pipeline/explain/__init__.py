"""How each figure of one order came about: built from the engine's own values, told as text or as data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pipeline.explain.account import Account
from pipeline.explain.build import explain_order
from pipeline.explain.text import print_account

__all__ = ["Account", "as_plain", "explain_order", "print_account"]


def as_plain(account: Account) -> dict[str, Any]:
    """The account as plain data: the names of `pipeline.explain.account`, amounts as decimal text."""
    return asdict(account)
