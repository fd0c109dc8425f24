"""Problems of exported orders."""

from pipeline.catalogue.kinds import error, info, warning

ORDERS = {
    "order-in-two-files": error(
        "Order {order_id} stands in more than one place: {found}.",
        "each order once",
        "Leave out one of the exports, or the row that is too many.",
    ),
    "bad-amount": error(
        "{found} in {column} is not an amount.",
        "a number such as 12.50",
        "Correct it at its source and export the orders again.",
    ),
    "amount-too-precise": error(
        "{found} in {column} has more decimals than the currency allows.",
        "at most {expected} decimals",
        "Round the value at its source.",
    ),
    "amount-too-large": error(
        "{found} in {column} is too large.",
        "a smaller number",
        "Correct it at its source and export the orders again.",
    ),
    "does-not-add-up": warning(
        "Order {order_id} does not add up: the export says {column} {found}, calculated {expected}; {hint}.",
        "{expected}",
        "Check the order in the shop. The gap is carried along, not repaired.",
    ),
    "currency-assumed": warning(
        "The export {file} does not name its currency: {found} was assumed.",
        "a currency code",
        "Give it with --currency.",
    ),
    "convention-uncertain": warning(
        "How the shop calculates is not certain for {platform} orders in {currency}: {found}.",
        "one convention that reproduces most orders",
        "Fix the convention in the policy file if you know it.",
    ),
    "two-conventions": warning(
        "The {platform} orders in {currency} are calculated in two ways: {expected}, {found}.",
        "one way of calculating; the first is used for all of them",
        "Export the two kinds of orders apart, as those before and after a change of the settings.",
    ),
    "rate-inferred": info(
        "The rate of the tax {found} does not stand in {file}: {expected} was worked out from the amounts."
    ),
    "bad-cell": error(
        "{column} holds {found}, which cannot be.", "{expected}", "Correct the value at its source."
    ),
    "order-incomplete": error(
        "Order {order_id} cannot be read: {found}.",
        "a complete order",
        "Export the order again.",
    ),
    "rows-disagree": error(
        "The rows of order {order_id} disagree: {column} is {found}, further up {expected}.",
        "{expected}",
        "Export the order again, or correct the row.",
    ),
    "cell-type": error(
        "{found} cannot be stored in {column} of {file}, which holds {expected}.",
        "{expected}",
        "Give the column a wider type, or make this edit where the table comes from.",
    ),
}
