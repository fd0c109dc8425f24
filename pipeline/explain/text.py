"""The account of one order as text for an accountant, at most 110 characters wide."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.catalogue.names import RESULTS
from pipeline.explain.account import Account, Change, Component, EditRow, Move, Owed, Reckoning
from pipeline.explain.figures import Figures, sum_words
from pipeline.explain.layout import (
    Figure,
    is_nothing,
    make_head,
    print_figures,
    print_table,
    print_words,
    show,
    show_signed,
)
from pipeline.languages import ENGLISH, N_, Words
from pipeline.reports.wording import COMPONENTS, name_of, tell_thing, tell_value

_SOURCES = {"found": N_("found in the orders"), "policy": N_("set by the policy"), "assumed": N_("assumed")}
_ACTIONS = {
    "collect": N_("to collect"),
    "refund": N_("to refund"),
    "bill": N_("to bill"),
    "none": N_("no money to move"),
}


def print_account(account: Account, words: Words = ENGLISH) -> str:
    """Everything about the order, ending in a line end; in the language of the account's own sentences."""
    before, after = account.before, account.after
    blocks = [_head(account, words), _convention(account, words)]
    if account.edits:
        blocks.append(_edits(account, words))
    if after is None or _figures(account, after, words) == _figures(account, before, words):
        title = words.say("The order line by line")
        blocks += [_reckoning(account, before, title, words), _components(before, account.currency, words)]
    else:
        blocks += [
            _reckoning(account, before, words.say("Before the edits"), words),
            _components(before, account.currency, words),
            _reckoning(account, after, words.say("After the edits"), words),
            _moves(account, after, words),
        ]
    blocks.append(_owed(account.owed, account, words))
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _head(account: Account, words: Words) -> Iterator[str]:
    name = account.order
    if account.alternative_number:
        name = words.say("{order} (also {number})", order=name, number=account.alternative_number)
    record = words.say("{file}, record {record}", file=account.file, record=account.record)
    facts = [record, account.created_at, account.status]
    title = words.say("Order {order}, amounts in {currency}", order=name, currency=account.currency)
    yield from print_words(title, 0)
    yield from print_words(" · ".join(fact for fact in facts if fact))


def _convention(account: Account, words: Words) -> Iterator[str]:
    used, currency = account.convention, account.currency
    if used.platform:
        facts = {"platform": used.platform, "currency": currency}
        yield words.say("How {platform} orders in {currency} are calculated", **facts)
    else:
        yield words.say("How orders in {currency} are calculated", currency=currency)
    yield from print_words(used.in_words)
    source = words.text(_SOURCES.get(used.source, used.source))
    if used.of_orders:
        holds = words.count(
            "{source}; holds on {right} of {number} order ({share} %)",
            "{source}; holds on {right} of {number} orders ({share} %)",
            used.of_orders,
            source=source,
            right=words.number(used.holds_on),
            share=words.figure(used.share_percent),
        )
        if used.is_uncertain:
            holds = words.say("{what}; that is too few to be sure", what=holds)
        yield from print_words(holds)
    else:
        yield from print_words(source)
    if used.undecided:
        yield from print_words(words.say("no order tells apart: {what}", what=used.undecided))


def _edits(account: Account, words: Words) -> Iterator[str]:
    yield words.say("Edits of this order")
    for row in account.edits:
        yield from _edit(row, account.currency, words)
    if len(account.edits) > 1:
        moved = _money(account.owed.difference, account.currency, words)
        yield from print_words(words.say("together: {amount}", amount=moved))


def _edit(row: EditRow, currency: str, words: Words) -> Iterator[str]:
    file = f"{row.file}, {row.sheet}" if row.sheet else f"{row.file},"
    place = words.say("{file} row {row}", file=file, row=row.row)
    done = f"{name_of(row.action, words)} {name_of(row.target, words)} · {words.text(RESULTS[row.result])}"
    told = words.say("{name}: {what}", name=place, what=done)
    if row.result == "applied":
        moved = words.say("total {amount}", amount=_money(row.difference, currency, words))
        told = f"{told} · {moved}"
    yield from print_words(told)
    for change in row.changes:
        yield from print_words(_change(change, words), 2)
    if row.comment:
        yield from print_words(row.comment, 2)


def _change(change: Change, words: Words) -> str:
    values = (tell_value(value, change.field, words) for value in (change.old, change.new))
    old, new = (value or words.say("(nothing)") for value in values)
    what = f"{tell_thing(change.thing, words)} {name_of(change.field, words)}".strip()
    return words.say("{name}: {what}", name=what, what=f"{old} → {new}")


def _money(amount: str, currency: str, words: Words) -> str:
    return f"{show_signed(amount, words)} {currency}"


def _reckoning(account: Account, reckoning: Reckoning, title: str, words: Words) -> Iterator[str]:
    if reckoning.prices_include_tax:
        told = words.say("{title}: prices include tax", title=title)
    else:
        told = words.say("{title}: tax comes on top of prices", title=title)
    exempt = words.say("the order is exempt from tax")
    yield f"{told}, {exempt}" if reckoning.is_tax_exempt else told
    yield from print_figures([make_head(words), *_figures(account, reckoning, words)])


def _figures(account: Account, reckoning: Reckoning, words: Words) -> list[Figure]:
    decimals = len(account.owed.paid.partition(".")[2])
    return list(Figures(reckoning, decimals, words).all())


def _components(reckoning: Reckoning, currency: str, words: Words) -> Iterator[str]:
    yield words.say("Components in {currency}", currency=currency)
    rows = [("", words.say("calculated"), words.say("stored"), words.say("gap"))]
    rows += [_component(one, words) for one in reckoning.components]
    yield from print_table(rows)
    yield ""
    for told in sum_words(reckoning, currency, words):
        yield from print_words(told)
    yield from _gaps(reckoning, currency, words)


def _gaps(reckoning: Reckoning, currency: str, words: Words) -> Iterator[str]:
    """How the stored figures differ from the calculated ones, and from their own sum."""
    gaps = [one for one in reckoning.components if not is_nothing(one.gap)]
    if not gaps:
        yield from print_words(words.say("The order adds up: every stored figure is as calculated."))
        return
    names = ", ".join(f"{_name(one.name, words)} {show_signed(one.gap, words)}" for one in gaps)
    said = words.say("The stored figures differ from the calculated ones: {gaps}.", gaps=names)
    yield from print_words(said)
    (stored,) = (one.stored for one in reckoning.components if one.name == "total")
    if stored and reckoning.stored_sum not in ("", stored):
        said = words.say(
            "The stored components add up to {sum}, the stored total is {total} {currency}.",
            sum=show(reckoning.stored_sum, words),
            total=show(stored, words),
            currency=currency,
        )
        yield from print_words(said)


def _component(one: Component, words: Words) -> tuple[str, str, str, str]:
    gap = "" if is_nothing(one.gap) else show_signed(one.gap, words)
    stored = show(one.stored, words) or words.say("not stated")
    return _name(one.name, words), show(one.calculated, words), stored, gap


def _name(component: str, words: Words) -> str:
    return words.text(COMPONENTS[component]) if component in COMPONENTS else name_of(component, words)


def _moves(account: Account, after: Reckoning, words: Words) -> Iterator[str]:
    """Each component calculated on both sides, and the stored one moved on by the difference."""
    yield words.say(
        "Components in {currency}: what is stored moves on by what was calculated", currency=account.currency
    )
    heads = (
        *(words.say("calculated before"), words.say("after"), words.say("stored before")),
        *(words.say("moved by"), words.say("now")),
    )
    yield from print_table([("", *heads), *(_move(move, words) for move in account.moves)])
    yield ""
    for told in sum_words(after, account.currency, words):
        yield from print_words(told)


def _move(move: Move, words: Words) -> tuple[str, ...]:
    calculated = (show(amount, words) for amount in (move.calculated_before, move.calculated_after))
    moved = "" if is_nothing(move.moved) else show_signed(move.moved, words)
    return (_name(move.name, words), *calculated, show(move.before, words), moved, show(move.after, words))


def _owed(owed: Owed, account: Account, words: Words) -> Iterator[str]:
    if owed.is_paid_known:
        yield words.say("Owed")
    else:
        yield words.say("Owed, as far as known: the export does not say how much was paid")
    currency = account.currency
    before = words.say("outstanding before") if account.edits else words.say("outstanding")
    rows = [
        (words.say("amount|paid"), f"{show(owed.paid, words)} {currency}"),
        (words.say("amount|refunded"), f"{show(owed.refunded, words)} {currency}"),
        (words.say("paid net"), f"{show(owed.paid_net, words)} {currency}"),
        (before, f"{show(owed.outstanding_before, words)} {currency}"),
    ]
    if account.edits:
        due = "" if owed.action == "none" else f"{show(owed.amount, words)} {currency}"
        rows += [
            (words.say("difference"), _money(owed.difference, currency, words)),
            (words.say("outstanding after"), f"{show(owed.outstanding_after, words)} {currency}"),
            (words.text(_ACTIONS[owed.action]), due),
        ]
    yield from print_table(rows)
