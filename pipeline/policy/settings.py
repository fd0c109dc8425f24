"""The settings of a policy, each with its default and what it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pipeline.languages.phrase import N_, listed, phrase
from pipeline.money import currency_decimals
from pipeline.policy.edit_kinds import EDIT_KINDS, EVERY_TARGET
from pipeline.policy.journal import Journal
from pipeline.policy.policy_error import PolicyError, refuse_no_currency, refuse_strangers
from pipeline.policy.seller import EXAMPLE as SELLER_EXAMPLE
from pipeline.policy.seller import NAMES, find_fault
from schemas.convention import Convention
from schemas.orders import PAYMENT_STATES

_HUNDRED = 100
_AMOUNT = re.compile(r"[0-9]{1,13}(?:\.([0-9]+))?")
ORDER_LIMITS = ("largest_refund", "largest_change")
RUN_LIMITS = ("largest_refund_of_run", "largest_change_of_run")
LIMITS = (*ORDER_LIMITS, *RUN_LIMITS)


def _setting(default: Any, about: str, **facts: str) -> Any:
    """A setting with its default; `about`, with the `facts` in it, stands above it in a policy file."""
    metadata = {"about": phrase(about, **facts) if facts else about}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Policy:
    """The rules of one run; the defaults are those of the README.

    Every setting says in its `about` what it means. Limits are amounts by
    currency as text ({"CHF": "200.00"}): exact, and none for currencies not
    named. `conventions` are fixed by platform.
    """

    tolerance_hundredths: int = _setting(
        5,
        N_(
            "A gap of up to so many hundredths of the currency's unit between an order and its calculation "
            "does not hold the order's edits of money."
        ),
    )
    allowed_edits: tuple[str, ...] = _setting(
        EVERY_TARGET,
        N_(
            'The kinds of edit that may be done. "item" is everything about items, "item.price" their price '
            "alone; orders with any other edit wait for a person. Known kinds: {kinds}."
        ),
        kinds=", ".join(EDIT_KINDS),
    )
    closed_states: tuple[str, ...] = _setting(
        (),
        N_(
            "Payment states whose orders are closed: their edits of money wait for a person. "
            "Known states: {states}."
        ),
        states=", ".join(PAYMENT_STATES),
    )
    largest_refund: Mapping[str, str] = _setting(
        {},
        N_(
            "The largest refund of an order that needs no approval, by currency, such as "
            '{CHF = "200.00"}. An order above it waits until somebody approves it. '
            "A currency that is not named has no limit; this holds for the next three too."
        ),
    )
    largest_change: Mapping[str, str] = _setting(
        {}, N_("The largest change of an order's total, up or down, that needs no approval.")
    )
    largest_refund_of_run: Mapping[str, str] = _setting(
        {},
        N_(
            "The largest sum of a run's refunds that needs no approval. Above it, every order with a refund "
            "in that currency waits; approved orders do not count."
        ),
    )
    largest_change_of_run: Mapping[str, str] = _setting(
        {},
        N_(
            "The largest sum of a run's changes, up and down added together, that needs no approval. "
            "Above it, every order whose total changes in that currency waits; approved orders do not count."
        ),
    )
    approver_is_not_requester: bool = _setting(
        default=False,
        about=N_("Whether an approval counts only if it is not by whoever requested the edits."),
    )
    rejects_everything: bool = _setting(
        default=False,
        about=N_("Whether one rejected edit rejects the whole batch (true) or only its order (false)."),
    )
    order_discounts: str = _setting(
        "stay",
        N_(
            'What a fixed discount of a whole order does when its items change: "stay", or be "proportional".'
        ),
    )
    cash_rounding: tuple[str, ...] = _setting(
        (), N_('Currencies whose amounts due are rounded to 5 hundredths for cash, such as ["CHF"].')
    )
    shop_name: str = _setting("", N_("The shop's name, as it stands below messages to customers."))
    uncertain_below_percent: int = _setting(
        80,
        N_("A way of calculating that holds on a smaller percentage of the orders is said to be uncertain."),
    )
    seller: Mapping[str, Any] = _setting(
        {},
        N_(
            "Who sells, for the head of credit notes and invoices: {names}, such as {example}. "
            "What is not given is left out."
        ),
        names=", ".join(NAMES),
        example=SELLER_EXAMPLE,
    )
    journal: Journal | None = field(
        default=None,
        metadata={
            "about": N_(
                "Double entries of what a run changes, as files for a bookkeeping program. No journal is "
                "written as long as this table is empty. The numbers are examples from the Swiss chart of "
                "accounts for small companies, but for rounding, which has none there. Take your own."
            )
        },
    )
    conventions: Mapping[str, Convention] = _setting(
        {},
        N_(
            "How a platform's orders are calculated, instead of finding it out: the name of a ready "
            'convention, such as shopify = "shopify-vat", or a table of parameters. '
            "See order-corrections conventions."
        ),
    )

    def __post_init__(self) -> None:
        refuse_strangers("closed_states", self.closed_states, PAYMENT_STATES)
        refuse_strangers("allowed_edits", self.allowed_edits, EDIT_KINDS)
        for code in self.cash_rounding:
            refuse_no_currency("cash_rounding", code)
        for name in LIMITS:
            _refuse_no_amounts(name, getattr(self, name))
        refuse_strangers("seller", tuple(self.seller), NAMES)
        fault = find_fault(self.seller)
        if fault:
            raise PolicyError(listed(["seller", fault], "."))
        if self.order_discounts not in ("stay", "proportional"):
            raise PolicyError(phrase("order_discounts must be 'stay' or 'proportional'"))
        if not 0 <= self.uncertain_below_percent <= _HUNDRED or self.tolerance_hundredths < 0:
            raise PolicyError(phrase("uncertain_below_percent lies between 0 and 100, tolerance is positive"))

    def tolerance_minor(self, decimals: int) -> int:
        """The tolerance in minor units of a currency with that many decimals.

        >>> Policy().tolerance_minor(2), Policy().tolerance_minor(0), Policy().tolerance_minor(3)
        (5, 0, 50)
        """
        return self.tolerance_hundredths * int(10**decimals) // _HUNDRED

    def limit_minor(self, name: str, currency: str, decimals: int) -> int | None:
        """That limit in minor units of the currency; None where the policy sets none.

        >>> policy = Policy(largest_refund={"CHF": "200.5"})
        >>> policy.limit_minor("largest_refund", "CHF", 2), policy.limit_minor("largest_refund", "EUR", 2)
        (20050, None)
        """
        text = getattr(self, name).get(currency)
        if text is None:
            return None
        whole, _, fraction = text.partition(".")
        return int(whole + fraction[:decimals].ljust(decimals, "0"))

    def as_plain(self) -> dict[str, Any]:
        """The policy as plain values, for the manifest; without a journal where none is asked for."""
        plain = asdict(self)
        return (
            plain
            if self.journal is not None
            else {name: one for name, one in plain.items() if name != "journal"}
        )


def _refuse_no_amounts(name: str, amounts: Mapping[str, Any]) -> None:
    for code, amount in amounts.items():
        refuse_no_currency(name, code)
        spelled = _AMOUNT.fullmatch(amount) if isinstance(amount, str) else None
        if spelled is None:
            raise PolicyError(
                phrase(
                    '{setting} has {value} for {currency}: write an amount as text, such as "200.00"',
                    setting=name,
                    value=repr(amount),
                    currency=code,
                )
            )
        if len(spelled[1] or "") > currency_decimals(code):
            raise PolicyError(
                phrase(
                    "{setting} has {value} for {currency}: that is more exact than the currency",
                    setting=name,
                    value=repr(amount),
                    currency=code,
                )
            )
