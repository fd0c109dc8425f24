"""What an export's payment status means, in the words shops use in four languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import pandas as pd

_WORDS = {
    "paid": (
        "paid, paid in full, accepted, captured, completed, payé, payée, payé(e), bezahlt, pagato, pagata, "
        "saldato, réglé, réglée"
    ),
    "unpaid": (
        "awaiting payment, unpaid, not paid, pending, open, incomplete, en attente de paiement, en attente, "
        "non payé, non payée, impayé, impayée, incomplet, incomplète, zahlung ausstehend, "
        "warten auf zahlung, wartet auf zahlung, ausstehend, offen, unbezahlt, nicht bezahlt, unvollständig, "
        "in attesa di pagamento, in attesa, non pagato, non pagata, incompleto, incompleta"
    ),
    "cancelled": (
        "canceled, cancelled, void, voided, annulé, annulée, annulé(e), storniert, abgebrochen, annulliert, "
        "annullato, annullata, cancellato"
    ),
    "refunded": (
        "refunded, fully refunded, remboursé, remboursée, remboursé(e), erstattet, zurückerstattet, "
        "rimborsato, rimborsata"
    ),
    "partially_refunded": (
        "partially refunded, partly refunded, partiellement remboursé, partiellement remboursée, "
        "partiellement remboursé(e), remboursé partiellement, remboursée partiellement, teilweise erstattet, "
        "teilweise zurückerstattet, teilerstattet, parzialmente rimborsato, parzialmente rimborsata, "
        "rimborsato parzialmente"
    ),
    "partially_paid": (
        "partially paid, partly paid, partiellement payé, partiellement payée, teilweise bezahlt, "
        "teilbezahlt, parzialmente pagato, parzialmente pagata"
    ),
}


def fold_word(text: str) -> str:
    """The word without case, accents, underscores and needless spaces.

    >>> fold_word(" PARTIALLY_REFUNDED "), fold_word("Payée")
    ('partially refunded', 'payee')
    """
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )
    return re.sub(r"[\s_-]+", " ", bare.casefold()).strip()


_STATES = {fold_word(word): state for state, words in _WORDS.items() for word in words.split(", ")}


def payment_states(statuses: pd.Series, own_words: Mapping[str, str]) -> pd.Series:
    """The payment state of each status; the shop's own words first, "unknown" for others.

    >>> payment_states(pd.Series(["Bezahlt", "AWAITING_PAYMENT", "lost"]), {"lost": "cancelled"}).tolist()
    ['paid', 'unpaid', 'cancelled']
    """
    states = _STATES | {fold_word(word): state for word, state in own_words.items()}
    known = {status: states.get(fold_word(status), "unknown") for status in statuses.unique()}
    return statuses.map(known).astype("str")
