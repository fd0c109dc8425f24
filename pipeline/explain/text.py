"""The account of one order as text for an accountant, at most 110 characters wide."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.explain.account import Account, Component, EditRow, Owed, Reckoning
from pipeline.explain.figures import Figures, sum_words
from pipeline.explain.layout import (
    HEAD,
    Figure,
    is_nothing,
    print_figures,
    print_table,
    print_words,
    show,
    signed,
)
from pipeline.reports.report import count_of

_SOURCES = {"found": "found in the orders", "policy": "set by the policy", "assumed": "assumed"}
_RESULTS = {"applied": "applied", "nothing_to_do": "nothing to do", "held": "held", "rejected": "rejected"}
_ACTIONS = {"collect": "to collect", "refund": "to refund", "bill": "to bill", "none": "no money to move"}


def print_account(account: Account) -> str:
    """Everything about the order, ending in a line end."""
    blocks = [_head(account), _convention(account)]
    if account.edits:
        blocks.append(_edits(account))
    if account.after is None or _figures(account, account.after) == _figures(account, account.before):
        blocks += [_reckoning(account, account.before, ""), _components(account.before, account.currency)]
    else:
        blocks += [
            _reckoning(account, account.before, "Before the edits"),
            _components(account.before, account.currency),
            _reckoning(account, account.after, "After the edits"),
            _moves(account, account.after),
        ]
    blocks.append(_owed(account.owed, account))
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _head(account: Account) -> Iterator[str]:
    also = f" (also {account.alternative_number})" if account.alternative_number else ""
    facts = [f"{account.file}, record {account.record}", account.created_at, account.status]
    yield from print_words(f"Order {account.order}{also}, amounts in {account.currency}", 0)
    yield from print_words(" · ".join(fact for fact in facts if fact))


def _convention(account: Account) -> Iterator[str]:
    used = account.convention
    yield f"How {used.platform} orders in {account.currency} are calculated".replace("  ", " ")
    yield from print_words(used.in_words)
    source = _SOURCES.get(used.source, used.source)
    if used.of_orders:
        holds = f"{used.holds_on} of {count_of(used.of_orders, 'order')} ({used.share_percent} %)"
        doubt = "; that is too few to be sure" if used.is_uncertain else ""
        yield from print_words(f"{source}; holds on {holds}{doubt}")
    else:
        yield from print_words(source)
    if used.undecided:
        yield from print_words(f"no order tells apart: {used.undecided}")


def _edits(account: Account) -> Iterator[str]:
    yield "Edits of this order"
    for row in account.edits:
        yield from _edit(row, account.currency)
    if len(account.edits) > 1:
        yield from print_words(f"together: {_money(account.owed.difference, account.currency)}")


def _edit(row: EditRow, currency: str) -> Iterator[str]:
    place = f"{row.file}, {row.sheet} row {row.row}" if row.sheet else f"{row.file}, row {row.row}"
    moved = f" · total {_money(row.difference, currency)}" if row.result == "applied" else ""
    yield from print_words(f"{place}: {row.action} {row.target} · {_RESULTS[row.result]}{moved}")
    for change in row.changes:
        old, new = (value or "(nothing)" for value in (change.old, change.new))
        yield from print_words(f"{change.thing} {change.field}: {old} → {new}".strip(), 2)
    if row.comment:
        yield from print_words(row.comment, 2)


def _money(amount: str, currency: str) -> str:
    return f"{signed(show(amount))} {currency}"


def _reckoning(account: Account, reckoning: Reckoning, title: str) -> Iterator[str]:
    prices = "prices include tax" if reckoning.prices_include_tax else "tax comes on top of prices"
    words = f"{title}: {prices}" if title else f"The order line by line: {prices}"
    yield words + (", the order is exempt from tax" if reckoning.is_tax_exempt else "")
    yield from print_figures([HEAD, *_figures(account, reckoning)])


def _figures(account: Account, reckoning: Reckoning) -> list[Figure]:
    decimals = len(account.owed.paid.partition(".")[2])
    return list(Figures(reckoning, decimals).all())


def _components(reckoning: Reckoning, currency: str) -> Iterator[str]:
    yield f"Components in {currency}"
    rows = [("", "calculated", "stored", "gap")]
    rows += [_component(one) for one in reckoning.components]
    yield from print_table(rows)
    yield ""
    for words in sum_words(reckoning, currency):
        yield from print_words(words)
    gaps = [one for one in reckoning.components if not is_nothing(one.gap)]
    names = ", ".join(f"{_name(one.name)} {signed(show(one.gap))}" for one in gaps)
    if not gaps:
        yield from print_words("The order adds up: every stored figure is as calculated.")
        return
    yield from print_words(f"The stored figures differ from the calculated ones: {names}.")
    (stored,) = (one.stored for one in reckoning.components if one.name == "total")
    if stored and reckoning.stored_sum not in ("", stored):
        added = show(reckoning.stored_sum)
        words = f"The stored components add up to {added}, the stored total is {show(stored)}"
        yield from print_words(f"{words} {currency}.")


def _component(one: Component) -> tuple[str, str, str, str]:
    gap = "" if is_nothing(one.gap) else signed(show(one.gap))
    return _name(one.name), show(one.calculated), show(one.stored) or "not stated", gap


def _name(component: str) -> str:
    return {"line_tax": "tax of the lines", "discount_shares": "shares of discounts"}.get(
        component, component
    )


def _moves(account: Account, after: Reckoning) -> Iterator[str]:
    """Each component calculated on both sides, and the stored one moved on by the difference."""
    yield f"Components in {account.currency}: what is stored moves on by what was calculated"
    yield from print_table(
        [
            ("", "calculated before", "after", "stored before", "moved by", "now"),
            *(
                (
                    _name(move.name),
                    show(move.calculated_before),
                    show(move.calculated_after),
                    show(move.before),
                    "" if is_nothing(move.moved) else signed(show(move.moved)),
                    show(move.after),
                )
                for move in account.moves
            ),
        ]
    )
    yield ""
    for words in sum_words(after, account.currency):
        yield from print_words(words)


def _owed(owed: Owed, account: Account) -> Iterator[str]:
    doubt = "" if owed.is_paid_known else ", as far as known: the export does not say how much was paid"
    yield f"Owed{doubt}"
    currency = account.currency
    rows = [
        ("paid", f"{show(owed.paid)} {currency}"),
        ("refunded", f"{show(owed.refunded)} {currency}"),
        ("paid net", f"{show(owed.paid_net)} {currency}"),
        ("outstanding" + (" before" if account.edits else ""), f"{show(owed.outstanding_before)} {currency}"),
    ]
    if account.edits:
        rows += [
            ("difference", _money(owed.difference, currency)),
            ("outstanding after", f"{show(owed.outstanding_after)} {currency}"),
            (_ACTIONS[owed.action], "" if owed.action == "none" else f"{show(owed.amount)} {currency}"),
        ]
    yield from print_table(rows)
