"""The policy's table `journal`: the accounts a run's postings go to, and the forms they are written in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.languages.phrase import N_, phrase
from pipeline.money import currency_decimals, rate_text
from pipeline.policy.policy_error import PolicyError, refuse_no_currency, refuse_strangers
from schemas.posting import ACCOUNT_KEYS

FORMS = ("csv", "banana", "datev", "beancount")
OF_ONE_CURRENCY = ("banana", "datev")
"""The forms whose amounts are all in the currency of the books."""
DEFAULT = "default"

_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,19}")
_ROOTS = ("Assets", "Liabilities", "Equity", "Income", "Expenses")
_NEEDED = {
    "receivable": N_("receivable"),
    "refunds_payable": N_("refunds payable"),
    "sales": N_("sales"),
    "shipping": N_("shipping"),
    "rounding": N_("rounding"),
}
"""The accounts no journal can be without."""
_DATEV_DECIMALS = 2
_DAYS_OF_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _setting(default: Any, about: str, example: str) -> Any:
    """A setting with its default; `about` and an `example` stand in a policy file."""
    metadata = {"about": about, "example": example}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Datev:
    """Whose books a DATEV file is for; `fiscal_year_start` is a month and day, "01-01"."""

    consultant: int
    client: int
    fiscal_year_start: str = "01-01"
    account_length: int = 4

    def __post_init__(self) -> None:
        for name, low, high in (
            ("consultant", 1001, 9_999_999),
            ("client", 1, 99_999),
            ("account_length", 4, 8),
        ):
            if not low <= getattr(self, name) <= high:
                raise PolicyError(
                    phrase(
                        "{setting} lies between {low} and {high}",
                        setting=f"journal.datev.{name}",
                        low=low,
                        high=high,
                    )
                )
        found = re.fullmatch(r"([01][0-9])-([0-3][0-9])", self.fiscal_year_start)
        month, day = (int(found[1]), int(found[2])) if found else (0, 0)
        if not 1 <= month <= len(_DAYS_OF_MONTH) or not 1 <= day <= _DAYS_OF_MONTH[month - 1]:
            raise PolicyError(
                phrase(
                    '{setting} is a month and a day, such as "01-01"',
                    setting="journal.datev.fiscal_year_start",
                )
            )


@dataclass(frozen=True)
class Journal:
    """Which accounts are posted to, by number, and in which forms the journal is written.

    `receivable` goes by currency, `vat` by the tax's name or rate; both hold
    what counts for all others as "default".
    """

    forms: tuple[str, ...] = _setting(
        ("csv",),
        N_(
            "The files to write: csv (for any program), banana (a text file to import into Banana), datev "
            "(an EXTF posting batch), beancount."
        ),
        '["csv", "banana", "datev", "beancount"]',
    )
    currency: str = _setting(
        "",
        N_(
            "The currency the books are kept in. Banana and DATEV files hold postings in this currency alone."
        ),
        '"CHF"',
    )
    receivable: Mapping[str, str] = _setting(
        {},
        N_('What customers owe; one account, or by currency, such as {CHF = "1100", EUR = "1101"}.'),
        '"1100"',
    )
    refunds_payable: str = _setting("", N_("What is owed to customers until it is refunded."), '"2210"')
    sales: str = _setting(
        "", N_("Sales without tax. Not an account that reckons tax by itself: tax is posted apart."), '"3200"'
    )
    discounts: str = _setting(
        "", N_("Discounts without tax; left out, they are posted to the sales account."), '"3801"'
    )
    shipping: str = _setting("", N_("Shipping fees charged, without tax."), '"3400"')
    fees: str = _setting("", N_("Other fees charged and tips, without tax; left out, as shipping."), '"3400"')
    vat: Mapping[str, str] = _setting(
        {},
        N_(
            "Tax owed; one account, or by the tax's name or its rate in percent. A rate that occurs and has "
            'no account stops the run; "default" stands for all others.'
        ),
        '{"8.1" = "2200", "2.6" = "2200"}',
    )
    rounding: str = _setting(
        "", N_("Rounding of amounts due for cash, and cents of an order's total."), '"6960"'
    )
    beancount: Mapping[str, str] = _setting(
        {},
        N_("Beancount's names of accounts by their number; others are named after what they hold."),
        '{"1100" = "Assets:Receivable:A1100"}',
    )
    beancount_opens_accounts: bool = _setting(
        default=True,
        about=N_("Whether the beancount file opens its accounts; false where other files do."),
        example="true",
    )
    datev: Datev | None = field(
        default=None,
        metadata={
            "about": N_(
                "For DATEV: consultant and client number, the month and day the fiscal year starts, and "
                "the length of account numbers."
            ),
            "example": '{consultant = 1001, client = 1, fiscal_year_start = "01-01", account_length = 4}',
        },
    )

    def __post_init__(self) -> None:
        refuse_strangers("journal.forms", self.forms, FORMS)
        for name, about in _NEEDED.items():
            if not getattr(self, name):
                raise PolicyError(
                    phrase(
                        "journal names no account for {what}: write {setting} = …",
                        what=phrase(about),
                        setting=name,
                    )
                )
        narrow = [form for form in self.forms if form in OF_ONE_CURRENCY]
        if narrow and not self.currency:
            raise PolicyError(
                phrase(
                    '{setting} is missing: {form} needs it, such as "CHF"',
                    setting="journal.currency",
                    form=narrow[0],
                )
            )
        self._refuse_unknown()
        if "datev" in self.forms:
            self._refuse_no_datev()

    def _refuse_unknown(self) -> None:
        """What cannot be a number, a currency or a name."""
        for number in self.numbers:
            if not _NUMBER.fullmatch(number):
                raise PolicyError(
                    phrase(
                        "{setting}: {value} is no account number: letters and digits, at most 20",
                        setting="journal",
                        value=repr(number),
                    )
                )
        for code in (self.currency, *self.receivable):
            if code not in ("", DEFAULT):
                refuse_no_currency("journal", code)
        for name in self.beancount.values():
            _refuse_no_beancount_name(name)

    def _refuse_no_datev(self) -> None:
        """What a DATEV file cannot be without."""
        if self.datev is None:
            raise PolicyError(
                phrase(
                    "{setting} is missing: a DATEV file needs consultant and client", setting="journal.datev"
                )
            )
        if currency_decimals(self.currency) > _DATEV_DECIMALS:
            raise PolicyError(
                phrase(
                    "{setting}: DATEV has two decimals, {currency} has more",
                    setting="journal.currency",
                    currency=self.currency,
                )
            )
        longest = self.datev.account_length + 1  # accounts of customers are one digit longer
        for number in self.numbers:
            if not (number.isdigit() and number.strip("0") and len(number) <= longest):
                raise PolicyError(
                    phrase(
                        "{setting}: DATEV has no account {value}: up to {longest} digits, not 0",
                        setting="journal",
                        value=repr(number),
                        longest=longest,
                    )
                )

    @property
    def numbers(self) -> list[str]:
        """Every account number, each once."""
        return list(dict.fromkeys(number for _, number in self.accounts()))

    def accounts(self) -> Iterator[tuple[str, str]]:
        """What each account holds (`ACCOUNT_KEYS`, in that order) and its number."""
        for key in ACCOUNT_KEYS:
            given = getattr(self, key)
            for number in [given] if isinstance(given, str) else given.values():
                if number:
                    yield key, number

    def account_for(self, key: str, *, currency: str = "", tax: str = "", rate_ppb: int = 0) -> str:
        """The number of the account for such a posting, "" if the policy names none.

        >>> vat = {"8.1": "2200", "Kurtaxe": "2290"}
        >>> journal = Journal(receivable={"default": "1100"}, refunds_payable="2210", sales="3200",
        ...     shipping="3400", rounding="6960", vat=vat)
        >>> journal.account_for("vat", tax="TVA", rate_ppb=81_000_000), journal.account_for("fees")
        ('2200', '3400')
        >>> journal.account_for("vat", tax="TVA", rate_ppb=26_000_000)
        ''
        """
        if key == "receivable":
            return self.receivable.get(currency, self.receivable.get(DEFAULT, ""))
        if key == "vat":
            by_rate = self.vat.get(rate_text(rate_ppb), self.vat.get(DEFAULT, ""))
            return self.vat.get(tax, by_rate)
        if key == "fees":
            return self.fees or self.shipping
        return str(getattr(self, key))


def _refuse_no_beancount_name(name: str) -> None:
    """An account's name is one of five roots and further parts, each a capital or digit and what follows."""
    root, *parts = name.split(":")
    is_good = root in _ROOTS and parts and all(_is_part(part) for part in parts)
    if not is_good:
        raise PolicyError(
            phrase(
                "{setting} has {value}: write a name such as Assets:Receivable:A1100, beginning with {roots}",
                setting="journal.beancount",
                value=repr(name),
                roots=", ".join(_ROOTS),
            )
        )


def _is_part(part: str) -> bool:
    first, rest = part[:1], part[1:].replace("-", "")
    return (first.isupper() or first.isdecimal()) and (not rest or rest.isalnum()) and "_" not in rest
