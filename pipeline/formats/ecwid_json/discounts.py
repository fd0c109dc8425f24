"""The discounts of one Ecwid order as it states them: coupon, promotions, items' own.

An entry of an item's `discounts` that repeats an entry of the order is that
one's share; any other is a discount of the item alone. Discounts of items
are taken first, then the coupon, then promotions on what is left. A custom
discount, given to the order when it stood, joins the last of these stages.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from pipeline.formats.ecwid_json.json_spelling import exact_number, plain_number
from pipeline.formats.ecwid_json.parts import (
    Members,
    Place,
    first_text,
    is_nothing,
    list_at,
    number_at,
    object_at,
    objects_at,
    text_at,
)

CUSTOM = "CUSTOM"
LINE_STAGE, COUPON_STAGE, PROMOTION_STAGE = 0, 1, 2
_ZERO = Decimal(0)


class RawDiscount(NamedTuple):
    """One row of the discounts table, numbers still text.

    `parent` counts rows of this order, -1 for none; `line` counts items.
    `place` holds the entry, `figure` and `sum` name the members with its
    number and with what was taken off; `also` is a second copy of the entry.
    """

    parent: int
    line: int
    kind: str
    source: str
    name: str
    stage: int
    number: str
    amount: str
    place: Place
    figure: Place
    sum: Place
    also: Place = ()


@dataclass(frozen=True)
class _Entry:
    """A discount of the whole order, before its shares are known."""

    members: Members
    place: Place
    source: str
    also: Place = ()


def read_discounts(order: Members, items: list[Members]) -> list[RawDiscount]:
    """The rows, every order discount before its shares."""
    entries = _promotions(order)
    shares, of_lines = _match_item_discounts(entries, items)
    rows = [*of_lines, *_coupon(order, items, len(of_lines))]
    has_promotion = any(entry.source == "promotion" for entry in entries)
    for number, entry in enumerate(entries):
        is_late = has_promotion or entry.source == "promotion"
        parent = _entry_row(entry, PROMOTION_STAGE if is_late else COUPON_STAGE)
        own = [share for owner, share in shares if owner == number]
        rows += [parent, *(_share(parent, len(rows), *share) for share in own)]
    if not entries:
        rows += _unnamed(order, of_lines)
    return rows


def _coupon(order: Members, items: list[Members], position: int) -> list[RawDiscount]:
    """The coupon and its shares, which stand in the items' `couponAmount`."""
    amount = number_at(order, "couponDiscount")
    if is_nothing(amount):
        return []
    coupon = object_at(order, "discountCoupon")
    kind, number = _coupon_value(coupon, amount)
    parent = RawDiscount(
        -1,
        -1,
        kind,
        "coupon",
        first_text(coupon, "code", "name"),
        COUPON_STAGE,
        number,
        amount,
        ("discountCoupon",),
        ("discountCoupon", "discount"),
        ("couponDiscount",),
    )
    rows = [parent]
    for line, item in enumerate(items):
        share = number_at(item, "couponAmount")
        if share != "" and (item.get("couponApplied") is True or not is_nothing(share)):
            rows.append(_share(parent, position, line, share, ("items", line), "couponAmount"))
    return rows


def _coupon_value(coupon: Members, amount: str) -> tuple[str, str]:
    """Kind and number: percentages as stated, a fixed one never above what was taken off."""
    kind, number = text_at(coupon, "discountType").upper(), number_at(coupon, "discount")
    if "PERCENT" in kind and number:
        return "percent", number
    stated, taken = exact_number(number), exact_number(amount)
    if number == "" or kind == "SHIPPING" or taken is None:
        return "amount", amount
    return "amount", number if stated is None or stated < taken else amount


def _share(
    parent: RawDiscount, position: int, line: int, amount: str, place: Place, member: str
) -> RawDiscount:
    shared = (parent.kind, parent.source, parent.name, parent.stage)
    return RawDiscount(position, line, *shared, "", amount, place, parent.figure, (*place, member))


def _promotions(order: Members) -> list[_Entry]:
    """The order's own entries; a custom discount that stands in both lists is one."""
    entries = [
        _Entry(info, ("discountInfo", number), "custom" if text_at(info, "base") == CUSTOM else "promotion")
        for number, info in enumerate(objects_at(order, "discountInfo"))
    ]
    for number, given in enumerate(list_at(order, "customDiscount")):
        members = given if isinstance(given, dict) else {"value": given}
        place: Place = ("customDiscount", number)
        twin = _find_twin(entries, members)
        if twin >= 0:
            entries[twin] = _Entry(entries[twin].members, entries[twin].place, "custom", place)
        elif not is_nothing(number_at(members, "value")):
            entries.append(_Entry(members, place, "custom"))
    return entries


def _find_twin(entries: list[_Entry], members: Members) -> int:
    wanted = identify(members)[:2]
    twins = (
        number
        for number, entry in enumerate(entries)
        if entry.source == "custom" and not entry.also and identify(entry.members)[:2] == wanted
    )
    return next(twins, -1)


def identify(members: Members) -> tuple[Any, ...]:
    """What makes two entries the same discount: kind, value, base and description."""
    value = number_at(members, "value")
    base = text_at(members, "base") or CUSTOM
    return (_kind(members), exact_number(value) or value, base, text_at(members, "description"))


def _kind(members: Members) -> str:
    return "percent" if text_at(members, "type").upper().startswith("PERC") else "amount"


def _entry_row(entry: _Entry, stage: int) -> RawDiscount:
    is_bare = set(entry.members) == {"value"}
    return RawDiscount(
        -1,
        -1,
        _kind(entry.members),
        entry.source,
        first_text(entry.members, "description", "base") or CUSTOM,
        stage,
        number_at(entry.members, "value"),
        "",
        entry.place,
        entry.place if is_bare else (*entry.place, "value"),
        ("discount",),
        entry.also,
    )


_Shares = list[tuple[int, tuple[int, str, Place, str]]]


def _match_item_discounts(entries: list[_Entry], items: list[Members]) -> tuple[_Shares, list[RawDiscount]]:
    """Shares of the order's entries (by their number), and the discounts of items alone."""
    shares: _Shares = []
    of_lines: list[RawDiscount] = []
    for line, item in enumerate(items):
        free = list(range(len(entries)))
        for number, given in enumerate(objects_at(item, "discounts", ("items", line))):
            place: Place = ("items", line, "discounts", number)
            info = object_at(given, "discountInfo", place)
            same = [entry for entry in free if identify(entries[entry].members) == identify(info)]
            if same:
                free.remove(same[0])
                shares.append((same[0], (line, number_at(given, "total"), place, "total")))
            else:
                of_lines.append(_line_discount(line, given, info, place))
    return shares, of_lines


def _line_discount(line: int, given: Members, info: Members, place: Place) -> RawDiscount:
    total = number_at(given, "total")
    kind = _kind(info)
    return RawDiscount(
        -1,
        line,
        kind,
        "line",
        first_text(info, "description", "base"),
        LINE_STAGE,
        number_at(info, "value") if kind == "percent" else total,
        total,
        place,
        (*place, "discountInfo", "value") if kind == "percent" else (*place, "total"),
        (*place, "total"),
    )


def _unnamed(order: Members, of_lines: list[RawDiscount]) -> list[RawDiscount]:
    """What the order took off without saying why."""
    whole = exact_number(number_at(order, "discount")) or _ZERO
    rest = whole - sum((exact_number(row.amount) or _ZERO for row in of_lines), _ZERO)
    if rest <= 0:
        return []
    number = plain_number(rest)
    place: Place = ("discount",)
    return [RawDiscount(-1, -1, "amount", "promotion", "", PROMOTION_STAGE, number, number, (), place, place)]
