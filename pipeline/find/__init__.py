"""Finding orders in exports, for people who do not know their numbers."""

from pipeline.find.select import Found, NoSuchStatus, Wanted, select_orders
from pipeline.find.tell import as_plain, print_found, tell_written

__all__ = [
    "Found",
    "NoSuchStatus",
    "Wanted",
    "as_plain",
    "print_found",
    "select_orders",
    "tell_written",
]
