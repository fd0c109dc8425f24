"""Writes what belongs to the order itself: totals, charges, customer, names."""

from __future__ import annotations

from pipeline.formats.ecwid_json.countries import country_name
from pipeline.formats.ecwid_json.edit import OrderEdit, Row, number_of, rows_of
from pipeline.formats.ecwid_json.json_tree import Container
from pipeline.formats.ecwid_json.read import ADDRESS_MEMBERS, PERSONS, split_street
from pipeline.formats.ecwid_json.rows import UNNAMED_CHARGES
from pipeline.formats.ecwid_json.write_lines import net_amount, sum_net_lines
from pipeline.money import RATE_DECIMALS
from schemas.orders import ADDRESS_PARTS

_CHARGES = {
    "shipping": ("shippingOption", "shippingRate", "shippingRateWithoutTax"),
    "handling": ("handlingFee", "value", "valueWithoutTax"),
}
_TAX_EXEMPT = {"is_tax_exempt": "customerTaxExempt", "is_reverse_charge": "reversedTaxApplied"}


def change_of(edit: OrderEdit, component: str) -> int:
    """By how much the order's component moves; nothing the order does not state moves."""
    if not edit.before.order[f"has_{component}"]:
        return 0
    name = f"{component}_minor"
    return int(edit.after.order[name] - edit.before.order[name])


def sum_change(edit: OrderEdit, component: str) -> int:
    """The same, reckoned from the rows of that name where the order does not state the component."""
    if edit.before.order[f"has_{component}"]:
        return change_of(edit, component)
    new, old = (
        (rows.taxes if component == "tax" else rows.discounts).values() for rows in (edit.after, edit.before)
    )
    return sum(_whole(row) for row in new) - sum(_whole(row) for row in old)


def _whole(row: Row) -> int:
    return 0 if row.get("parent_key", -1) >= 0 else int(row["amount_minor"])


def write_totals(edit: OrderEdit) -> None:
    """Subtotal, tax and total, and the figures that repeat them."""
    root, items, total = edit.root, change_of(edit, "items"), change_of(edit, "total")
    tax = sum_change(edit, "tax")
    is_dollars = number_of(root, "usdTotal") == number_of(root, "total")
    edit.move(root, "subtotal", items)
    if root.get("subtotalWithoutTax") is not None:
        edit.move(root, "subtotalWithoutTax", _net_change(edit))
    edit.move(root, "tax", tax)
    edit.move(root, "total", total)
    edit.move(root, "totalBeforeGiftCardRedemption", total, adds=False)
    edit.move(root, "totalWithoutTax", total - tax, adds=False)
    edit.move(root, "usdTotal", total if is_dollars else 0, adds=False)


def _net_change(edit: OrderEdit) -> int:
    return sum_net_lines(edit, is_after=True) - sum_net_lines(edit, is_after=False)


def write_charges(edit: OrderEdit) -> None:
    """Shipping, handling, surcharges and tips."""
    keys = [*edit.before.charges, *(key for key in edit.after.charges if key not in edit.before.charges)]
    for key in keys:
        before, after = edit.before.charges.get(key), edit.after.charges.get(key)
        kind = (after or before or {})["kind"]
        if kind in _CHARGES:
            _write_fee(edit, kind, before, after)
        elif before is None and after is not None:
            _add_surcharge(edit, after)
        elif before is not None:
            _write_surcharge(edit, key, before, after)


def _write_fee(edit: OrderEdit, kind: str, before: Row | None, after: Row | None) -> None:
    owner, member, net_member = _CHARGES[kind]
    new, old = (row["amount_minor"] if row else 0 for row in (after, before))
    if new == old:
        return
    fee = edit.make_container(owner)
    taxes = rows_of(edit.after.taxes, "scope", "charges")
    edit.move(fee, member, new - old)
    edit.move(fee, net_member, net_amount(edit, new, taxes) - net_amount(edit, old, taxes), adds=False)


def _add_surcharge(edit: OrderEdit, row: Row) -> None:
    """A surcharge whose id tells its kind, so that it is read back as such."""
    amount = edit.amount(row["amount_minor"])
    entry = {"id": row["kind"], "value": amount, "type": "ABSOLUTE", "total": amount}
    if row["name"]:
        entry["description"] = row["name"]
    edit.add_to_list(edit.root, "customSurcharges", entry)


def _write_surcharge(edit: OrderEdit, key: int, before: Row, after: Row | None) -> None:
    entry = edit.container("charges", key)
    if entry is None or after == before:
        return
    if after is None or (after["amount_minor"] == 0 and _is_added_by_us(entry)):
        edit.text.remove_from(edit.root, "customSurcharges", entry)
        return
    change = after["amount_minor"] - before["amount_minor"]
    for member in ("total", "totalWithoutTax"):
        edit.move(entry, member, change, adds=False)
    if after["rate_ppb"] != 0:
        edit.text.put(entry, "value", edit.number(after["rate_ppb"], RATE_DECIMALS))
    elif before["rate_ppb"] != 0:
        edit.text.put(entry, "type", "ABSOLUTE")
        edit.text.put(entry, "value", edit.amount(after["amount_minor"]))
    else:
        edit.move(entry, "value", change)


def _is_added_by_us(entry: Container) -> bool:
    """Nothing in it but what `_add_surcharge` writes: at zero it means nothing."""
    members = [part.key for part in entry.parts]
    return members == ['"id"', '"value"', '"type"', '"total"'] and entry.value("id") in UNNAMED_CHARGES


def write_customer(edit: OrderEdit) -> None:
    """E-mail, names of payment and shipping, exemption, and both persons."""
    before, after = edit.before.order, edit.after.order
    for column, member in (("email", "email"), ("payment_method", "paymentMethod")):
        if after[column] != before[column]:
            edit.text.put(edit.root, member, after[column])
    for column, member in _TAX_EXEMPT.items():
        if after[column] != before[column]:
            edit.text.put(edit.root, member, after[column])
    if after["shipping_method"] != before["shipping_method"]:
        edit.put_in("shippingOption", {"shippingMethodName": after["shipping_method"]})
    persons = {
        PERSONS[who]: _spell_person(edit, who, parts)
        for who, parts in _find_changed_parts(before, after).items()
    }
    for person, values in persons.items():
        edit.put_in(person, values)


def _find_changed_parts(before: Row, after: Row) -> dict[str, dict[str, str]]:
    """By person the address parts that change; the customer's own name and phone are a person's."""
    changed: dict[str, dict[str, str]] = {"bill": {}, "ship": {}}
    for part in ("name", "phone"):
        if after[part] != before[part]:
            who = "ship" if before[f"bill_{part}"] == "" and before[f"ship_{part}"] != "" else "bill"
            changed[who][part] = after[part]
    for who, parts in changed.items():
        fields = {part: f"{who}_{part}" for part in ADDRESS_PARTS}
        parts.update({part: after[name] for part, name in fields.items() if after[name] != before[name]})
    return {who: parts for who, parts in changed.items() if parts}


def _spell_person(edit: OrderEdit, who: str, parts: dict[str, str]) -> dict[str, str]:
    """The members of the person that change."""
    person = edit.root.child(PERSONS[who])
    values = {ADDRESS_MEMBERS[part]: text for part, text in parts.items() if part in ADDRESS_MEMBERS}
    if "street_1" in parts or "street_2" in parts:
        values["street"] = _join_street(person, edit.after.order, who)
    if person is not None:
        repeated = _repeat(edit, who, parts)
        values.update({member: text for member, text in repeated.items() if person.get(member) is not None})
    return values


def _repeat(edit: OrderEdit, who: str, parts: dict[str, str]) -> dict[str, str]:
    """Members that repeat a changed part in other words; written only where they exist."""
    repeated: dict[str, str] = {}
    for part, member in (("country", "countryName"), ("region", "stateOrProvinceName")):
        if part in parts:
            repeated[member] = _name_of_code(edit, who, part, member, parts[part])
    if "name" in parts:
        repeated["firstName"], _, repeated["lastName"] = parts["name"].partition(" ")
    return repeated


def _name_of_code(edit: OrderEdit, who: str, part: str, member: str, code: str) -> str:
    """The name the order's other person has for the code, else what we know, else the code."""
    other = edit.root.child(PERSONS["bill" if who == "ship" else "ship"])
    if other is not None and other.value(ADDRESS_MEMBERS[part]) == code and other.value(member):
        return str(other.value(member))
    return country_name(code) if part == "country" else code


def _join_street(person: Container | None, order: Row, who: str) -> str:
    """Both lines of the street with the line break the order uses."""
    old = person.value("street") if person is not None else None
    line_break = split_street(old)[1] if isinstance(old, str) else ""
    first, second = order[f"{who}_street_1"], order[f"{who}_street_2"]
    return f"{first}{line_break or chr(10)}{second}" if second else str(first)
