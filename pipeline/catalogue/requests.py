"""Problems of requested edits as they are written: rows, cells, and what they name."""

from pipeline.catalogue.kinds import error, info, warning

REQUESTS = {
    "unknown-order": error(
        "No order {order_id} in the exports.",
        "an order number of the exports",
        "Check the number, or add the export that holds the order. {hint}",
    ),
    "order-set-aside": error(
        "Order {order_id} is in the exports, but it cannot be read there.",
        "an order without errors",
        "See the problem of the export named for this order, and export it again.",
    ),
    "order-missing": error(
        "The row names no order.", "an order number", "Fill in the order number, or something to find it by."
    ),
    "order-ambiguous": error(
        "{found} fits several orders: {expected}.",
        "a number that fits one order",
        "Write the whole order number.",
    ),
    "order-number-damaged": error(
        "{found} is not a whole order number any more: Excel changed it.",
        "the number as text",
        "Format the column as text and type the number again.",
    ),
    "order-number-repaired": info(
        "{found} was taken for order {order_id}: Excel had dropped its leading zeros."
    ),
    "value-damaged": error(
        "{found} is no longer what was typed: Excel turned it into {kind}.",
        "text",
        "Format the column as text and type the value again.",
    ),
    "formula-without-value": error(
        "The formula in {cell} has no stored value.",
        "a value",
        "Open the workbook in Excel, let it calculate and save it, or type the value.",
    ),
    "error-cell": error(
        "The cell {cell} shows the error {found}.", "a value", "Correct the formula or type the value."
    ),
    "merged-cells": warning(
        "Cells are merged in {found}: only the first one has a value.",
        "single cells",
        "Unmerge the cells and fill in each row.",
    ),
    "hidden-row": warning(
        "Row {row} is hidden; it was read all the same.",
        "only rows that are meant",
        "Delete the row if it is not meant.",
    ),
    "hidden-column": warning(
        "The column {column} is hidden; it was read all the same.",
        "only columns that are meant",
        "Delete the column if it is not meant.",
    ),
    "hidden-sheet": warning(
        "The sheet {sheet} is hidden; it was read all the same.",
        "only sheets that are meant",
        "Delete the sheet if it is not meant.",
    ),
    "sheet-recognised": warning(
        "The sheet {sheet} was read as {expected}, after its columns.",
        "{expected}",
        "Name the sheet {expected}, or leave it if that is right.",
    ),
    "address-assumed": warning(
        "The column {column} does not say whose address it is: the shipping address was assumed.",
        "shipping or billing in the header",
        "Write shipping or billing into the header.",
    ),
    "entry-not-flat": error(
        "{column} holds {found}.",
        "text, a number, true, false or null",
        "Write one value.",
    ),
    "note-below-table": warning(
        "Row {row} looks like a note below the table and was not read: {found}.",
        "an edit",
        "Fill in the order number if it is an edit.",
    ),
    "unknown-action": error(
        "{found} is not an action.", "add, change or remove", "Write add, change or remove. {hint}"
    ),
    "unknown-field": error(
        "{found} cannot be edited.", "{expected}", "Correct the name of the field. {hint}"
    ),
    "unknown-target": error(
        "{found} is nothing that can be edited.",
        "item, customer, discount, order or tax",
        "Write item, customer, discount, order or tax. {hint}",
    ),
    "empty-request": info("The row asks for nothing."),
    "rows-untouched": info("Rows that only show old values ask for nothing and were left out: {found}."),
    "example-left-out": info("Rows marked as an example were left out: {found}."),
    "bad-number": error(
        "{found} is not a number.", "a number such as 12.50", "Write a number such as 12.50."
    ),
    "ambiguous-number": error(
        "{found} can be read in two ways.",
        "a number such as 1234.00 or 1.23, a rate such as 8.1%",
        "Leave out the thousands separator, and give a rate its percent sign.",
    ),
    "number-too-precise": error(
        "{found} has too many decimals.", "at most {expected} decimals", "Round the number."
    ),
    "number-out-of-range": error(
        "{found} is out of range: {column} must be {expected}.", "{expected}", "Correct the cell."
    ),
    "bad-rate": error(
        "{found} is not a rate.", "a percentage such as 8.1%", "Write a percentage such as 8.1%."
    ),
    "bad-yes-no": error("{found} is neither yes nor no.", "yes or no", "Write yes or no."),
    "bad-email": error(
        "{found} is not an e-mail address.", "name@example.ch", "Write it like name@example.ch."
    ),
    "bad-kind": error("{found} is not a kind of discount.", "amount or percent", "Write amount or percent."),
    "cannot-clear": error("{column} cannot be emptied.", "a value", "Write the new value, 0 for nothing."),
    "value-missing": error("{column} is missing.", "a value in {column}", "Fill in the cell."),
    "unknown-item": error(
        "The order has no item {found}.",
        "the SKU, the position (#2) or the line id of an item",
        "Check the item. {hint}",
    ),
    "item-ambiguous": error(
        "{found} fits several items: {expected}.",
        "the position (#2) or the line id",
        "Name the item by its position.",
    ),
    "unknown-discount": error(
        "The order has no discount {found}.", "{expected}", "Check the name. The order has: {expected}."
    ),
    "discount-ambiguous": error(
        "{found} fits several discounts: {expected}.",
        "the position of the discount (#1)",
        "Name the discount by its position.",
    ),
    "unknown-tax": error(
        "The order has no tax {found}.", "{expected}", "Check the name. The order has: {expected}."
    ),
    "tax-ambiguous": error("{found} fits several taxes: {expected}.", "one tax", "Name the tax more fully."),
    "tax-needed": error(
        "The order's items carry different taxes: the new item must name its own.",
        "the name of a tax of the order: {expected}",
        "Fill in the column tax: the order has {expected}.",
    ),
    "tax-exists": error(
        "The order already has the tax {found}.", "a new tax", "Use the action change instead."
    ),
    "rate-and-amount": error(
        "The row gives both a rate and an amount.", "a rate or an amount", "Empty one of the two cells."
    ),
    "charge-ambiguous": error(
        "The order has {expected} such fees: it is not clear which one is meant.",
        "one fee",
        "Make this edit in the shop.",
    ),
    "field-not-in-export": error(
        "This export has no place for {column}: the edit could not be written back.",
        "an edit of something the export holds",
        "Make this edit in the shop, or use an export that holds the field.",
    ),
    "text-not-encodable": error(
        "{found} cannot be written in the export's encoding {expected}.",
        "characters of {expected}",
        "Use other characters, or export the orders as UTF-8.",
    ),
}
