"""The row of each sheet that shows how it is done; whoever reads the workbook leaves it out."""

from __future__ import annotations

from pipeline.languages import N_, Words
from pipeline.template.columns import ACTIONS, KINDS

EXAMPLE_ORDER = N_("Example 1001")
_REASON = N_("by phone")
_EXAMPLES: dict[str, dict[str, str]] = {
    "item": {"action": ACTIONS["change"], "ref": "TEA-01", "old quantity": "3", "quantity": "2"},
    "customer": {
        "ship_street_1": N_("7 Lake Street"),
        "ship_postal_code": "1004",
        "ship_city": "Lausanne",
        "email": "anna.keller@example.ch",
    },
    "discount": {"action": ACTIONS["add"], "ref": N_("Goodwill"), "kind": KINDS["percent"], "value": "10%"},
    "order": {"old shipping_fee": "7.90", "shipping_fee": "0"},
    "tax": {"action": ACTIONS["change"], "ref": N_("VAT 8.1%"), "old rate": "8.1%", "rate": "2.6%"},
}


def example_of(target: str, words: Words) -> dict[str, str]:
    """The texts of the row by `Column.key`, old values by "old " and the key."""
    filled = {"order": EXAMPLE_ORDER, **_EXAMPLES[target], "reason": _REASON}
    return {name: words.say(text) for name, text in filled.items()}
