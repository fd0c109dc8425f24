"""The policy's table `journal` in one sentence, and how things are named in a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.languages.phrase import N_
from pipeline.languages.words import Words
from pipeline.policy.journal import DEFAULT, Journal

_POSTED = {
    "refunds_payable": N_("what is owed to customers to {account}"),
    "sales": N_("sales to {account}"),
    "discounts": N_("discounts to {account}"),
    "shipping": N_("shipping to {account}"),
    "fees": N_("other fees to {account}"),
    "rounding": N_("rounding to {account}"),
}


def tell_journal(journal: Journal | None, words: Words) -> str:
    """The journal in one sentence, and the currency of the books in another."""
    if journal is None:
        return words.say("No journal is written.")
    told = words.say(
        "A journal is written as {forms}: {accounts}.",
        forms=", ".join(journal.forms),
        accounts=", ".join(_tell_accounts(journal, words)),
    )
    if not journal.currency:
        return told
    books = words.say("The books are kept in {currency}.", currency=journal.currency)
    return f"{told} {books}"


def _tell_accounts(journal: Journal, words: Words) -> Iterable[str]:
    """What is posted to which account."""
    yield words.say("what customers owe to {account}", account=_spell(journal.receivable, words))
    for key, posted in _POSTED.items():
        if journal.account_for(key):
            yield words.say(posted, account=journal.account_for(key))
    if journal.vat:
        yield words.say("tax to {account}", account=_spell(journal.vat, words))
    else:
        yield words.say("no account for tax")


def _spell(accounts: Mapping[str, str], words: Words) -> str:
    """The accounts with what each is for.

    >>> from pipeline.languages import ENGLISH
    >>> _spell({"default": "1100"}, ENGLISH), _spell({"8.1": "2200", "default": "2209"}, ENGLISH)
    ('1100', '2200 (8.1) and 2209 (all others)')
    """
    if list(accounts) == [DEFAULT]:
        return accounts[DEFAULT]
    others = words.say("all others")
    told = [f"{number} ({others if name == DEFAULT else name})" for name, number in accounts.items()]
    return join_all(told, words)


def join_all(texts: Iterable[str], words: Words) -> str:
    """The texts in a row, "and" before the last.

    >>> from pipeline.languages import ENGLISH
    >>> join_all(["a", "b", "c"], ENGLISH), join_all(["a"], ENGLISH)
    ('a, b and c', 'a')
    """
    *first, last = texts
    return words.say("{first} and {last}", first=", ".join(first), last=last) if first else last
