"""Why an order may not add up, in words: ends of sentences, by slug."""

EXPLANATIONS = {
    "a-cent-of-rounding": "nothing is off by more than a cent for each line: it was rounded differently",
    "tax-not-counted": "it fits if the tax is not added, as where prices hold it or the order is exempt",
    "tax-counted-twice": "it fits if the tax is counted twice, as where it is added to prices that hold it",
    "discount-not-counted": "it fits if the discount is not taken off",
    "discount-counted-twice": "it fits if the discount is taken off twice",
    "shipping-counted-differently": "it fits if the shipping, or its tax, is left out or counted once more",
    "fee-not-shown": "all but the total fits, which is higher: a fee or a tip without a column",
    "credit-not-shown": "all but the total fits, which is lower: a gift card or a credit without a column",
    "edited-in-the-shop": "its figures contradict its items or each other: probably edited in the shop",
    "other-convention": "it comes out exactly under another way of calculating",
    "unexplained": "no plain explanation was found",
}
"""The slugs are those of `schemas.outcome.MISFITS`; the nearest explanation is the first that fits."""
