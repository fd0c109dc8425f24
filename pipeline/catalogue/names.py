"""The program's own names of fields, amounts and states, as its sentences name them.

A name that a clerk may have to write is said in each language as the edits
file takes it there.
"""

from __future__ import annotations

from pipeline.languages.phrase import N_, phrase

NAMES = frozenset(
    {
        # the fields of edits, as the edits file names them
        *(N_("sku"), N_("name"), N_("price"), N_("quantity"), N_("tax"), N_("email"), N_("phone")),
        *(N_("kind"), N_("value"), N_("rate"), N_("amount"), N_("surcharge"), N_("tip")),
        *(N_("payment_method"), N_("shipping_method"), N_("shipping_fee"), N_("handling_fee")),
        N_("tax_exempt"),
        *(N_("ship_name"), N_("ship_company"), N_("ship_street_1"), N_("ship_street_2"), N_("ship_city")),
        *(N_("ship_region"), N_("ship_postal_code"), N_("ship_country"), N_("ship_phone")),
        *(N_("bill_name"), N_("bill_company"), N_("bill_street_1"), N_("bill_street_2"), N_("bill_city")),
        *(N_("bill_region"), N_("bill_postal_code"), N_("bill_country"), N_("bill_phone")),
        # the same as people write them
        *(N_("payment method"), N_("shipping method"), N_("shipping fee"), N_("handling fee")),
        N_("tax exempt"),
        *(N_("ship name"), N_("ship company"), N_("ship street 1"), N_("ship street 2"), N_("ship city")),
        *(N_("ship region"), N_("ship postal code"), N_("ship country"), N_("ship phone")),
        *(N_("bill name"), N_("bill company"), N_("bill street 1"), N_("bill street 2"), N_("bill city")),
        *(N_("bill region"), N_("bill postal code"), N_("bill country"), N_("bill phone")),
        # columns, sheets and what rows are about
        *(N_("order"), N_("action"), N_("target"), N_("field"), N_("old"), N_("find"), N_("item")),
        *(N_("customer"), N_("discount"), N_("Items"), N_("Customer"), N_("Discounts"), N_("Order")),
        *(N_("Taxes"), N_("The order"), N_("line"), N_("charge"), N_("unit price"), N_("rate or amount")),
        *(N_("price × quantity"), N_("rate ppb"), N_("is tax exempt"), N_("reason"), N_("request")),
        # amounts of an order
        *(N_("items"), N_("shipping"), N_("handling"), N_("fees"), N_("total")),
        # what was paid
        *(N_("paid"), N_("unpaid"), N_("partially_paid"), N_("partially_refunded"), N_("refunded")),
        *(N_("cancelled"), N_("unknown"), N_("none"), N_("empty"), N_("no"), N_("yes")),
        *(N_("add"), N_("change"), N_("remove")),
        # what a run is given
        *(N_("orders"), N_("edits"), N_("mapping"), N_("policy")),
    }
)

RESULTS = {
    "applied": N_("applied"),
    "nothing_to_do": N_("nothing to do"),
    "held": N_("held"),
    "rejected": N_("rejected"),
}
"""What became of an edit row."""
PAYMENT_STATES = {
    "paid": N_("paid"),
    "unpaid": N_("unpaid"),
    "partially_paid": N_("partially paid"),
    "partially_refunded": N_("partially refunded"),
    "refunded": N_("refunded"),
    "cancelled": N_("cancelled"),
    "unknown": N_("unknown"),
}


def named(word: str) -> str:
    """The word, which can be said in another language where it is one of the program's own.

    >>> named("shipping fee").template, named("Tasse")
    ('shipping fee', 'Tasse')
    """
    return phrase(word) if word in NAMES else word
