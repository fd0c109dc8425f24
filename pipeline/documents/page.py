"""A document as a page to print: the customer's language, A4, nothing from outside the file.

A credit note shows what is credited as positive amounts under its title; only
what reduces the credit again stands with a minus. An invoice does it the
other way round. Content after Art. 26 of the Swiss VAT act: seller with its
number, customer, date, kind and extent of what was supplied, price, rate and
amount of tax.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from pipeline.documents.gather import Document
from pipeline.documents.spelling import Spelling, describe_line
from pipeline.languages import N_, Words

_Row = dict[str, Any]
_TITLES = {
    "credit_note": N_("Credit note"),
    "supplementary_invoice": N_("Supplementary invoice"),
    "tax_correction": N_("Tax correction"),
}
_SENTENCES = {
    "credit_note": N_("We credit you the following for your order {order}."),
    "supplementary_invoice": N_("We charge you the following for your order {order}."),
    "tax_correction": N_("The total of your order {order} stays as it is; its taxes are corrected."),
}
_NO_SELLER = {**dict.fromkeys(("name", "vat_number", "phone", "email", "website"), ""), "address": ()}
_ADDRESS = ("name", "company", "street_1", "street_2")
_LABELS = {
    "description": N_("Description"),
    "quantity": N_("Quantity"),
    "unit_price": N_("Unit price"),
    "rate": N_("Tax rate"),
    "amount": N_("Amount"),
    "taxed": N_("Taxed amount"),
    "tax": N_("Tax"),
    "total": N_("Total"),
    "reason": N_("Reason"),
    "vat_number": N_("VAT no."),
}


def render_page(document: Document, words: Words) -> str:
    """The page as HTML in that language; whatever a customer or clerk wrote is shown, never run."""
    facts = document.facts
    spelling = Spelling(words, facts["currency"], facts["decimals"], -1 if facts["total_minor"] < 0 else 1)
    return _template().render(
        language=words.language,
        title=f"{words.say(_TITLES[facts['kind']])} {facts['reference']}",
        labels={name: words.say(label) for name, label in _LABELS.items()},
        seller={**_NO_SELLER, **document.head.seller},
        customer=list(_address(document.customer, document.head.seller)),
        date=spelling.labelled(words.say("Date"), words.date(document.head.date)),
        order=spelling.labelled(words.say("Order"), facts["order_id"]),
        sentences=list(_tell_about(document, words)),
        currency=facts["currency"],
        lines=[describe_line(line, spelling) for line in document.lines],
        sums=list(_list_sums(document, spelling)),
        total=spelling.amount(facts["total_minor"]),
        taxes=_list_taxes(document, spelling),
        due=_tell_due(document, spelling),
        payable=_tell_payable(document, words),
        reasons=[_tell_reason(request, reason, words) for request, reason in document.reasons],
        run=words.say("Run {run}", run=document.head.run_id),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("pipeline.documents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("document.html")


def _address(customer: dict[str, str], seller: Any) -> Iterator[str]:
    """The lines of the address; the country where it is another than that of a Swiss seller."""
    yield from (customer[part] for part in _ADDRESS if customer[part])
    yield from filter(None, [" ".join(filter(None, (customer["postal_code"], customer["city"])))])
    is_abroad = customer["country"] not in ("CH", "") or not seller
    yield from filter(None, [customer["country"] if is_abroad else ""])


def _tell_about(document: Document, words: Words) -> Iterator[str]:
    """What the document is about, and how it stands beside others."""
    facts, head = document.facts, document.head
    yield words.say(_SENTENCES[facts["kind"]], order=facts["order_id"])
    if facts["replaces"]:
        yield words.say("This document replaces {references}.", references=facts["replaces"])
    if facts["takes_back"]:
        yield words.say("This document takes back {references}.", references=facts["takes_back"])
    elif head.undoes_run:
        yield words.say("This document takes back what run {run} changed.", run=head.undoes_run)


def _list_sums(document: Document, spelling: Spelling) -> Iterator[tuple[str, str]]:
    """What stands between the lines and the total, where tax comes on top of them."""
    facts, say = document.facts, spelling.words.say
    if facts["tax_on_top_minor"]:
        yield say("Subtotal"), spelling.amount(facts["total_minor"] - facts["tax_on_top_minor"])
        yield say("Tax on top"), spelling.amount(facts["tax_on_top_minor"])


def _list_taxes(document: Document, spelling: Spelling) -> dict[str, Any]:
    """The taxes that moved, by rate, and whether the amounts hold them."""
    say = spelling.words.say
    is_inside = any(tax["is_included"] for tax in document.taxes)
    rows = [
        {
            "name": tax["name"],
            "rate": spelling.rate(tax["rate_ppb"]),
            "taxed": spelling.amount(tax["base_after_minor"] - tax["base_before_minor"]),
            "tax": spelling.amount(tax["tax_difference_minor"]),
        }
        for tax in document.taxes
    ]
    title = say("Tax included in the amounts") if is_inside else say("Tax on top of the amounts")
    return {"title": title, "rows": rows}


def _tell_due(document: Document, spelling: Spelling) -> dict[str, Any]:
    """What the order cost and costs now, what was paid, and what is to be done."""
    order, say = document.order, spelling.words.say
    plain = Spelling(spelling.words, spelling.currency, spelling.decimals)
    rows = [
        (say("Total of the order so far"), plain.amount(order["total_before_minor"])),
        (say("Total of the order now"), plain.amount(order["total_after_minor"])),
        (say("Paid so far"), plain.amount(order["paid_net_minor"])),
    ]
    if order["cash_rounding_minor"] and order["amount_new_minor"] == order["amount_minor"]:
        rows.append((say("Rounding for cash"), plain.amount(order["cash_rounding_minor"])))
    new = f"{spelling.currency}\u00a0{plain.amount(order['amount_new_minor'])}"
    if order["action_new"] == "none":
        told = say("Nothing is due.")
    elif order["action_new"] == "refund":
        told = say("We refund you {amount}.", amount=new)
    else:
        told = say("Please pay {amount}.", amount=new)
    return {"rows": rows, "told": told}


def _tell_payable(document: Document, words: Words) -> str:
    """Where to pay, for what is to be paid."""
    seller, action = document.head.seller, document.order["action_new"]
    if action not in ("collect", "bill") or "iban" not in seller:
        return ""
    bank = f", {seller['bank']}" if "bank" in seller else ""
    to = f"{seller['iban']}{bank}, {seller['name']}"
    return words.say(
        "Payable to {account}, with the reference {reference}.",
        account=to,
        reference=document.facts["reference"],
    )


def _tell_reason(request: str, reason: str, words: Words) -> str:
    if not request:
        return reason
    told = words.say("Request {request}", request=request)
    return f"{reason} ({told})" if reason else told
