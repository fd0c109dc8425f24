"""Every problem code with its severity and its sentences, in one place.

A sentence may hold `{facts}`; those not given are left blank. Codes are
stable: scripts and documentation refer to them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What one code means: severity and the sentences shown."""

    severity: str
    message: str
    expected: str
    fix: str


def _error(message: str, expected: str, fix: str) -> Kind:
    return Kind("error", message, expected, fix)


def _warning(message: str, expected: str, fix: str) -> Kind:
    return Kind("warning", message, expected, fix)


def _info(message: str, fix: str = "") -> Kind:
    return Kind("info", message, "", fix)


FILES = {
    "file-not-found": _error(
        "There is no file {file}.", "an existing file", "Check the name and the folder."
    ),
    "file-empty": _error(
        "The file {file} is empty.", "an export or an edits file", "Export it again and try once more."
    ),
    "file-unreadable": _error(
        "The file {file} could not be read: {found}.",
        "a readable file",
        "Check that the file is complete and that you may read it.",
    ),
    "file-twice": _error("The file {file} was given twice.", "each file once", "Name the file only once."),
    "export-as-edits": _error(
        "{file} was given as edits, but it is an export of orders.",
        "a workbook, CSV or JSON file of edits",
        "Give it with --orders, and the file of edits with --edits.",
    ),
    "edits-as-export": _error(
        "{file} was given as an export, but it looks like a file of edits.",
        "an export of orders",
        "Give it with --edits and the export with --orders. If it holds orders, describe it with --mapping.",
    ),
    "no-orders": _warning(
        "{file} holds no orders.", "at least one order", "Check that the right file was exported."
    ),
    "no-edits": _warning(
        "{file} holds no edits.", "at least one filled row", "Check that it is the right file and was saved."
    ),
    "format-unknown": _error(
        "The format of {file} was not recognised: {found}.",
        "one of: {known}",
        "Name the format with --format, or describe your own with --mapping.",
    ),
    "encoding-unknown": _error(
        "The text of {file} is in no encoding we can read: {found}.",
        "UTF-8, UTF-16 or Windows-1252",
        "Save it again as UTF-8.",
    ),
    "json-broken": _error(
        "{file} cannot be read as JSON: {found}.",
        "a complete JSON file",
        "Make or download the file again: it may have been cut off.",
    ),
    "not-a-workbook": _error(
        "{file} is not an Excel workbook: {found}.",
        "a workbook saved as .xlsx",
        "Open it in Excel or LibreOffice and save it as .xlsx.",
    ),
    "workbook-encrypted": _error(
        "{file} is protected by a password.",
        "a workbook without a password",
        "Open it, remove the password and save it again.",
    ),
    "column-missing": _error(
        "The column {column} is missing.",
        "the column {column}",
        "Add the column, or check the spelling of the header. {hint}",
    ),
    "column-repeated": _error(
        "The column {column} stands twice.", "each column once", "Remove or rename one of them. {hint}"
    ),
    "column-unknown": _warning(
        "The column {column} is not known and was not read.",
        "a column of the template",
        "Correct the header, or leave it if it is only a note of yours. {hint}",
    ),
    "sheet-unknown": _warning(
        "The sheet {sheet} is not known and was not read.",
        "Items, Customer, Discounts, Order or Taxes",
        "Correct the sheet's name, or leave it if it is only a note of yours. {hint}",
    ),
    "no-edits-sheet": _error(
        "{file} has no sheet with edits.",
        "one of the sheets Items, Customer, Discounts, Order, Taxes",
        "Name the sheet after what it edits. {hint}",
    ),
    "record-width": _error(
        "Row {row} has {found} cells.",
        "{expected} cells",
        "Check for a missing or additional delimiter or quotation mark.",
    ),
    "records-disagree": _error(
        "The rows of {file} could not be told apart: {found}.",
        "quotation marks in pairs",
        "Check for a quotation mark that is never closed.",
    ),
    "mapping-broken": _error(
        "The mapping file {file} cannot be used: {found}.",
        "the mapping described in the README",
        "Correct the mapping file.",
    ),
    "policy-broken": _error(
        "The policy file {file} cannot be used: {found}.",
        "settings as the README lists them",
        "Correct the policy file.",
    ),
    "table-broken": _error(
        "The table {sheet} does not have the form it should: {found}.",
        "{expected}",
        "Check the export; if it is right, please report it.",
    ),
}

ORDERS = {
    "order-in-two-files": _error(
        "Order {order_id} stands in more than one place: {found}.",
        "each order once",
        "Leave out one of the exports, or the row that is too many.",
    ),
    "bad-amount": _error(
        "{found} in {column} is not an amount.",
        "a number such as 12.50",
        "Correct it at its source and export the orders again.",
    ),
    "amount-too-precise": _error(
        "{found} in {column} has more decimals than the currency allows.",
        "at most {expected} decimals",
        "Round the value at its source.",
    ),
    "amount-too-large": _error(
        "{found} in {column} is too large.",
        "a smaller number",
        "Correct it at its source and export the orders again.",
    ),
    "does-not-add-up": _warning(
        "Order {order_id} does not add up: the export says {column} {found}, calculated {expected}.",
        "{expected}",
        "Check the order in the shop. The gap is carried along, not repaired.",
    ),
    "currency-assumed": _warning(
        "The export {file} does not name its currency: {found} was assumed.",
        "a currency code",
        "Give it with --currency.",
    ),
    "convention-uncertain": _warning(
        "How the shop calculates is not certain for {platform} orders in {currency}: {found}.",
        "one convention that reproduces most orders",
        "Fix the convention in the policy file if you know it.",
    ),
    "rate-inferred": _info(
        "The rate of the tax {found} does not stand in {file}: {expected} was worked out from the amounts."
    ),
    "bad-cell": _error(
        "{column} holds {found}, which cannot be.", "{expected}", "Correct the value at its source."
    ),
    "order-incomplete": _error(
        "Order {order_id} cannot be read: {found}.",
        "a complete order",
        "Export the order again.",
    ),
    "rows-disagree": _error(
        "The rows of order {order_id} disagree: {column} is {found}, further up {expected}.",
        "{expected}",
        "Export the order again, or correct the row.",
    ),
    "cell-type": _error(
        "{found} cannot be stored in {column} of {file}, which holds {expected}.",
        "{expected}",
        "Give the column a wider type, or make this edit where the table comes from.",
    ),
}

EDITS = {
    "unknown-order": _error(
        "No order {order_id} in the exports.",
        "an order number of the exports",
        "Check the number, or add the export that holds the order. {hint}",
    ),
    "order-set-aside": _error(
        "Order {order_id} is in the exports, but it cannot be read there.",
        "an order without errors",
        "See the problem of the export named for this order, and export it again.",
    ),
    "order-missing": _error(
        "The row names no order.", "an order number", "Fill in the order number, or something to find it by."
    ),
    "order-ambiguous": _error(
        "{found} fits several orders: {expected}.",
        "a number that fits one order",
        "Write the whole order number.",
    ),
    "order-number-damaged": _error(
        "{found} is not a whole order number any more: Excel changed it.",
        "the number as text",
        "Format the column as text and type the number again.",
    ),
    "order-number-repaired": _info(
        "{found} was taken for order {order_id}: Excel had dropped its leading zeros."
    ),
    "value-damaged": _error(
        "{found} is no longer what was typed: Excel turned it into {kind}.",
        "text",
        "Format the column as text and type the value again.",
    ),
    "formula-without-value": _error(
        "The formula in {cell} has no stored value.",
        "a value",
        "Open the workbook in Excel, let it calculate and save it, or type the value.",
    ),
    "error-cell": _error(
        "The cell {cell} shows the error {found}.", "a value", "Correct the formula or type the value."
    ),
    "merged-cells": _warning(
        "Cells are merged in {found}: only the first one has a value.",
        "single cells",
        "Unmerge the cells and fill in each row.",
    ),
    "hidden-row": _warning(
        "Row {row} is hidden; it was read all the same.",
        "only rows that are meant",
        "Delete the row if it is not meant.",
    ),
    "hidden-column": _warning(
        "The column {column} is hidden; it was read all the same.",
        "only columns that are meant",
        "Delete the column if it is not meant.",
    ),
    "hidden-sheet": _warning(
        "The sheet {sheet} is hidden; it was read all the same.",
        "only sheets that are meant",
        "Delete the sheet if it is not meant.",
    ),
    "sheet-recognised": _warning(
        "The sheet {sheet} was read as {expected}, after its columns.",
        "{expected}",
        "Name the sheet {expected}, or leave it if that is right.",
    ),
    "address-assumed": _warning(
        "The column {column} does not say whose address it is: the shipping address was assumed.",
        "shipping or billing in the header",
        "Write shipping or billing into the header.",
    ),
    "entry-not-flat": _error(
        "{column} holds {found}.",
        "text, a number, true, false or null",
        "Write one value.",
    ),
    "note-below-table": _warning(
        "Row {row} looks like a note below the table and was not read: {found}.",
        "an edit",
        "Fill in the order number if it is an edit.",
    ),
    "unknown-action": _error(
        "{found} is not an action.", "add, change or remove", "Write add, change or remove. {hint}"
    ),
    "unknown-field": _error(
        "{found} cannot be edited.", "{expected}", "Correct the name of the field. {hint}"
    ),
    "unknown-target": _error(
        "{found} is nothing that can be edited.",
        "item, customer, discount, order or tax",
        "Write item, customer, discount, order or tax. {hint}",
    ),
    "empty-request": _info("The row asks for nothing."),
    "bad-number": _error(
        "{found} is not a number.", "a number such as 12.50", "Write a number such as 12.50."
    ),
    "ambiguous-number": _error(
        "{found} can be read in two ways.",
        "a number such as 1234.00 or 1.23, a rate such as 8.1%",
        "Leave out the thousands separator, and give a rate its percent sign.",
    ),
    "number-too-precise": _error(
        "{found} has too many decimals.", "at most {expected} decimals", "Round the number."
    ),
    "number-out-of-range": _error(
        "{found} is out of range: {column} must be {expected}.", "{expected}", "Correct the cell."
    ),
    "bad-rate": _error(
        "{found} is not a rate.", "a percentage such as 8.1%", "Write a percentage such as 8.1%."
    ),
    "bad-yes-no": _error("{found} is neither yes nor no.", "yes or no", "Write yes or no."),
    "bad-email": _error(
        "{found} is not an e-mail address.", "name@example.ch", "Write it like name@example.ch."
    ),
    "bad-kind": _error("{found} is not a kind of discount.", "amount or percent", "Write amount or percent."),
    "cannot-clear": _error("{column} cannot be emptied.", "a value", "Write the new value, 0 for nothing."),
    "value-missing": _error("{column} is missing.", "a value in {column}", "Fill in the cell."),
    "unknown-item": _error(
        "The order has no item {found}.",
        "the SKU, the position (#2) or the line id of an item",
        "Check the item. {hint}",
    ),
    "item-ambiguous": _error(
        "{found} fits several items: {expected}.",
        "the position (#2) or the line id",
        "Name the item by its position.",
    ),
    "unknown-discount": _error(
        "The order has no discount {found}.", "{expected}", "Check the name. The order has: {expected}."
    ),
    "discount-ambiguous": _error(
        "{found} fits several discounts: {expected}.",
        "the position of the discount (#1)",
        "Name the discount by its position.",
    ),
    "unknown-tax": _error(
        "The order has no tax {found}.", "{expected}", "Check the name. The order has: {expected}."
    ),
    "tax-ambiguous": _error("{found} fits several taxes: {expected}.", "one tax", "Name the tax more fully."),
    "tax-needed": _error(
        "The order's items carry different taxes: the new item must name its own.",
        "the name of a tax of the order: {expected}",
        "Fill in the column tax: the order has {expected}.",
    ),
    "tax-exists": _error(
        "The order already has the tax {found}.", "a new tax", "Use the action change instead."
    ),
    "rate-and-amount": _error(
        "The row gives both a rate and an amount.", "a rate or an amount", "Empty one of the two cells."
    ),
    "charge-ambiguous": _error(
        "The order has {expected} such fees: it is not clear which one is meant.",
        "one fee",
        "Make this edit in the shop.",
    ),
    "field-not-in-export": _error(
        "This export has no place for {column}: the edit could not be written back.",
        "an edit of something the export holds",
        "Make this edit in the shop, or use an export that holds the field.",
    ),
    "text-not-encodable": _error(
        "{found} cannot be written in the export's encoding {expected}.",
        "characters of {expected}",
        "Use other characters, or export the orders as UTF-8.",
    ),
    "edit-conflict": _error(
        "{column} is now {found}, neither the old value {expected} nor the new one.",
        "{expected}",
        "Look at the order again and correct the old or the new value.",
    ),
    "edited-twice": _error(
        "{column} is edited by more than one row: {found}.",
        "one edit of each field",
        "Keep one of the rows.",
    ),
    "last-item": _error(
        "The edits leave order {order_id} without any item.",
        "at least one item",
        "Cancel the order in the shop instead.",
    ),
    "gift-card-discount": _error(
        "A gift card takes no discount.", "another item", "Remove the row or name another item."
    ),
    "discount-above-base": _warning(
        "The discount {found} is larger than what it is taken from: it was cut to {expected}.",
        "at most {expected}",
        "Check the discount.",
    ),
    "tax-inside-price": _warning(
        "The prices of order {order_id} include tax: without it the customer still pays {found}.",
        "a lower price, if the customer is to pay less",
        "Change the prices as well if the customer must not pay the tax.",
    ),
    "fee-without-tax": _warning(
        "No tax was reckoned on the {column} of order {order_id}: the order shows none on fees.",
        "tax on the fee, if the shop taxes its fees",
        "If the shop does tax its fees, make this edit in the shop.",
    ),
    "negative-total": _error(
        "The edits make the total of order {order_id} negative: {found}.",
        "a total of at least 0",
        "Reduce the discount.",
    ),
    "order-rejected": _info("Not done: another edit of order {order_id} was rejected (row {found})."),
    "batch-rejected": _info("Not done: the policy rejects the whole batch when one edit is rejected."),
    "already-so": _info("{column} is already {found}."),
    "gap-too-large": _warning(
        "Order {order_id} does not add up ({found}): its edits of money wait for a person.",
        "a gap of at most {expected}",
        "Check the order in the shop, or raise the tolerance in the policy file.",
    ),
    "paid-amount-unknown": _warning(
        "What was paid for order {order_id} is not known (status {found}): its edits of money wait.",
        "a known amount",
        "Make this edit in the shop and check the refunds there.",
    ),
    "fully-refunded": _warning(
        "Order {order_id} was refunded in full: its edits of money wait for a person.",
        "an order that is not refunded",
        "Decide whether the order is still to be changed.",
    ),
    "order-closed": _warning(
        "Order {order_id} is {found}: its edits of money wait for a person.",
        "an open order",
        "Reopen the order in the shop, or change closed_states in the policy file.",
    ),
    "order-cancelled": _warning(
        "Order {order_id} is {found}; its edits were applied all the same.",
        "an order that is not cancelled",
        "Check whether the order is still wanted before you ask for money.",
    ),
    "rate-unknown": _warning(
        "The rate of the tax {found} of order {order_id} is not known: its edits of money wait for a person.",
        "a tax with its rate",
        "Make this edit in the shop.",
    ),
    "earlier-imbalance": _warning(
        "Before this batch {found} was outstanding on order {order_id}; the amount due settles that as well.",
        "an order that was settled",
        "If the earlier amount is not to be settled now, use the difference instead of the amount.",
    ),
    "refund-capped": _warning(
        "The refund of order {order_id} is limited to what was paid: {found}.",
        "at most {found}",
        "Check the payments of the order.",
    ),
}

CATALOGUE: dict[str, Kind] = {**FILES, **ORDERS, **EDITS}
