"""Why an order may not add up, in words: ends of sentences, by slug."""

from pipeline.languages.phrase import N_

EXPLANATIONS = {
    "a-cent-of-rounding": N_("nothing is off by more than a cent for each line: it was rounded differently"),
    "tax-not-counted": N_("it fits if the tax is not added, as where prices hold it or the order is exempt"),
    "tax-counted-twice": N_(
        "it fits if the tax is counted twice, as where it is added to prices that hold it"
    ),
    "discount-not-counted": N_("it fits if the discount is not taken off"),
    "discount-counted-twice": N_("it fits if the discount is taken off twice"),
    "shipping-counted-differently": N_(
        "it fits if the shipping, or its tax, is left out or counted once more"
    ),
    "fee-not-shown": N_("all but the total fits, which is higher: a fee or a tip without a column"),
    "credit-not-shown": N_(
        "all but the total fits, which is lower: a gift card or a credit without a column"
    ),
    "edited-in-the-shop": N_("its figures contradict its items or each other: probably edited in the shop"),
    "other-convention": N_("it comes out exactly under another way of calculating"),
    "unexplained": N_("no plain explanation was found"),
}
"""The slugs are those of `schemas.outcome.MISFITS`; the nearest explanation is the first that fits."""
