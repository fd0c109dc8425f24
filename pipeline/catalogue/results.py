"""Problems of what edits would lead to: conflicts, held orders, amounts due."""

from pipeline.catalogue.kinds import error, info, warning

RESULTS = {
    "edit-conflict": error(
        "{column} is now {found}, neither the old value {expected} nor the new one.",
        "{expected}",
        "Look at the order again and correct the old or the new value.",
    ),
    "edited-twice": error(
        "{column} is edited by more than one row: {found}.",
        "one edit of each field",
        "Keep one of the rows.",
    ),
    "last-item": error(
        "The edits leave order {order_id} without any item.",
        "at least one item",
        "Cancel the order in the shop instead.",
    ),
    "gift-card-discount": error(
        "A gift card takes no discount.", "another item", "Remove the row or name another item."
    ),
    "discount-above-base": warning(
        "The discount {found} is larger than what it is taken from: it was cut to {expected}.",
        "at most {expected}",
        "Check the discount.",
    ),
    "tax-inside-price": warning(
        "The prices of order {order_id} include tax: without it the customer still pays {found}.",
        "a lower price, if the customer is to pay less",
        "Change the prices as well if the customer must not pay the tax.",
    ),
    "fee-without-tax": warning(
        "No tax was reckoned on the {column} of order {order_id}: the order shows none on fees.",
        "tax on the fee, if the shop taxes its fees",
        "If the shop does tax its fees, make this edit in the shop.",
    ),
    "negative-total": error(
        "The edits make the total of order {order_id} negative: {found}.",
        "a total of at least 0",
        "Reduce the discount.",
    ),
    "order-rejected": info("Not done: another edit of order {order_id} was rejected ({found})."),
    "batch-rejected": info("Not done: the policy rejects the whole batch when one edit is rejected."),
    "already-so": info("{column} is already {found}."),
    "gap-too-large": warning(
        "Order {order_id} does not add up ({found}): its edits of money wait for a person.",
        "a gap of at most {expected}",
        "Check the order in the shop, or raise the tolerance in the policy file.",
    ),
    "paid-amount-unknown": warning(
        "What was paid for order {order_id} is not known (status {found}): its edits of money wait.",
        "a known amount",
        "Make this edit in the shop and check the refunds there.",
    ),
    "fully-refunded": warning(
        "Order {order_id} was refunded in full: its edits of money wait for a person.",
        "an order that is not refunded",
        "Decide whether the order is still to be changed.",
    ),
    "order-closed": warning(
        "Order {order_id} is {found}: its edits of money wait for a person.",
        "an open order",
        "Reopen the order in the shop, or change closed_states in the policy file.",
    ),
    "edit-not-allowed": warning(
        "The policy does not allow this kind of edit ({found}): order {order_id} waits for a person.",
        "an edit of a kind that allowed_edits names",
        "Have the order released with approve, edit it in the shop, or allow the kind in the policy file.",
    ),
    "order-held": info("Not done yet: another edit of order {order_id} waits for a person ({found})."),
    "needs-approval": warning(
        "Order {order_id} waits for an approval: {found} is above the policy's limit.",
        "{expected}",
        "Have the order released with approve, or raise the limit in the policy file.",
    ),
    "order-cancelled": warning(
        "Order {order_id} is {found}; its edits were applied all the same.",
        "an order that is not cancelled",
        "Check whether the order is still wanted before you ask for money.",
    ),
    "rate-unknown": warning(
        "The rate of the tax {found} of order {order_id} is not known: its edits of money wait for a person.",
        "a tax with its rate",
        "Make this edit in the shop.",
    ),
    "earlier-imbalance": warning(
        "Before this batch {found} was outstanding on order {order_id}; the amount due settles that as well.",
        "an order that was settled",
        "If the earlier amount is not to be settled now, use the difference instead of the amount.",
    ),
    "refund-capped": warning(
        "The refund of order {order_id} is limited to what was paid: {found}.",
        "at most {found}",
        "Check the payments of the order.",
    ),
    "possible-repeat": warning(
        "Run {found} already added the same to order {order_id}: the row waits for a person.",
        "an addition that was not made before, or another request number",
        "Give the row a request number of its own if it is meant once more; otherwise remove it.",
    ),
    "already-applied": info("Nothing to do: the order is as run {found} left it, which did this row."),
    "changed-since": error(
        "Order {order_id} is not as run {known} left it: its total is now {found}, that run left {expected}.",
        "the order as that run left it ({expected})",
        "Undo what was changed since first, or correct the order with edits.",
    ),
    "undo-not-kept": error(
        "Order {order_id} cannot be put back: its format does not copy records, run {known} kept none.",
        "an order of a text export (CSV, JSON)",
        "Use the export as it was before that run, or correct the order with edits.",
    ),
    "undo-damaged": error(
        "The records of order {found} in {column} are damaged, or another order's.",
        "the row as the run wrote it",
        "Take undo.xlsx anew from the run's folder.",
    ),
    "already-undone": info("Nothing to do: order {order_id} is as it was before run {known}."),
    "seller-unknown": info(
        "The documents name no seller: the policy does not say who sells.",
        "Fill in seller in the policy file: name, address, VAT number.",
    ),
    "documents-not-counted": info(
        "Without a ledger every document is the first of its order (E001).",
        "Give a ledger if an order may have got a document before.",
    ),
    "reported-before": info("Run {found} already reported this difference of order {order_id}."),
    "message-language-assumed": info(
        "The language of the customer of order {order_id} is not known: the message is in {found}.",
        "Give all customers one language with --customer-lang, or correct the message by hand.",
    ),
    "message-without-email": warning(
        "The message of order {order_id} cannot be sent: the order has no e-mail address that can be used.",
        "an order with one e-mail address",
        "Write to the customer in another way; the text stands in messages.csv.",
    ),
    "export-older": warning(
        "The export of order {order_id} does not hold the edits of run {found}.",
        "an export made after that run's orders were taken over",
        "Take over the orders of that run first, or repeat its edits; the money is reckoned with them.",
    ),
}
