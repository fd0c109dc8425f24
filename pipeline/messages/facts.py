"""What the templates of messages can say: every variable, with what it holds; pure.

`samples/messages/README.md` lists them for whoever edits a template; a test
holds the two together.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any


def _variable(about: str) -> Any:
    return field(metadata={"about": about})


@dataclass(frozen=True)
class TaxFacts:
    """One tax of the corrected order."""

    name: str = _variable("its name")
    rate: str = _variable("its rate, such as `8.1 %`; empty where it is not known")
    label: str = _variable("its name with its rate, said once")
    base: str = _variable("what it is reckoned on")
    amount: str = _variable("the tax")
    is_included: bool = _variable("whether the prices hold it")


@dataclass(frozen=True)
class Facts:
    """What one message is made from.

    Amounts are text with their currency, as the customer's country spells them.
    """

    order_id: str = _variable("the order's number")
    name: str = _variable("the customer's name; may be empty")
    action: str = _variable("`collect`, `refund` or `bill`")
    amount: str = _variable(
        "what is newly to be paid or paid back, always positive; with a ledger without what was asked before"
    )
    currency: str = _variable("the order's currency, such as `CHF`")
    total_before: str = _variable("the order's total before the changes")
    total_after: str = _variable("its total now")
    difference: str = _variable("by how much the total moves, with its sign")
    paid: str = _variable("what was paid, less what was paid back")
    still_open: str = _variable(
        "what the customer has to pay in all, as far as the export knows; empty if nothing"
    )
    asked_before: bool = _variable("whether an earlier run already asked for another amount of this order")
    set_against: bool = _variable(
        "whether `amount` goes the other way than what is open in all: a refund while there is still "
        "something to pay, or the other way round"
    )
    changes: tuple[str, ...] = _variable("what was changed, a few words each")
    taxes: tuple[TaxFacts, ...] = _variable("the taxes of the corrected order")
    reference: str = _variable("the payment's reference in the shop; may be empty")
    shop: str = _variable("the shop's name, from `shop_name` in the policy file; may be empty")
    date: str = _variable("the day of the run")

    def as_variables(self) -> dict[str, Any]:
        """The variables by name; taxes are plain tables, so that a mistake is told without our own names."""
        return asdict(self)


def list_variables(kind: type[Facts | TaxFacts]) -> dict[str, str]:
    """Each variable with what it holds."""
    return {one.name: one.metadata["about"] for one in fields(kind)}


_TAX = TaxFacts("VAT", "8.1 %", "VAT 8.1 %", "111.00 CHF", "8.99 CHF", is_included=True)
EXAMPLES = (
    Facts(
        order_id="1001",
        name="Anna Keller",
        action="collect",
        amount="20.00 CHF",
        currency="CHF",
        total_before="100.00 CHF",
        total_after="120.00 CHF",
        difference="+20.00 CHF",
        paid="100.00 CHF",
        still_open="20.00 CHF",
        asked_before=False,
        set_against=False,
        changes=("Added: 2 × Tea at 10.00 CHF", "Shipping fee: 7.90 CHF instead of 9.90 CHF"),
        taxes=(_TAX, _TAX),
        reference="ch_1",
        shop="Tea House",
        date="26.11.2026",
    ),
    Facts(
        order_id="1002",
        name="",
        action="refund",
        amount="5 JPY",
        currency="JPY",
        total_before="10 JPY",
        total_after="5 JPY",
        difference="-5 JPY",
        paid="10 JPY",
        still_open="",
        asked_before=True,
        set_against=True,
        changes=(),
        taxes=(),
        reference="",
        shop="",
        date="26.11.2026",
    ),
)
"""A message with everything and one with hardly anything, to try templates on before there are orders."""
