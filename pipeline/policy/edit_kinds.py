"""The kinds of edit a policy can allow: "item" is everything about items, "item.price" their price alone."""

from __future__ import annotations

from collections.abc import Collection

from schemas.edits import FIELDS_OF_TARGET

EVERY_TARGET = tuple(FIELDS_OF_TARGET)
_COUNTED = ("item", "discount", "tax")
"""What an order has several of: they can be added and removed."""
_TOLD_ELSEWHERE = {"discount.kind"}
"""A discount's kind is part of its value."""


def _list_kinds() -> tuple[str, ...]:
    kinds: list[str] = []
    for target, names in FIELDS_OF_TARGET.items():
        counted = ("add", "remove") if target in _COUNTED else ()
        kinds += [target, *(f"{target}.{name}" for name in (*counted, *names))]
    return tuple(kind for kind in kinds if kind not in _TOLD_ELSEWHERE)


EDIT_KINDS = _list_kinds()


def is_allowed(kind: str, allowed: Collection[str]) -> bool:
    """Whether an edit of that kind may be done without asking.

    >>> is_allowed("item.price", ["item"]), is_allowed("item.price", ["item.quantity", "customer"])
    (True, False)
    """
    return kind in allowed or kind.partition(".")[0] in allowed
