"""Problems of files as a whole, and of the shape of what is in them."""

from pipeline.catalogue.kinds import error, warning
from pipeline.catalogue.records import RECORDS

FILES = {
    "file-not-found": error("There is no file {file}.", "an existing file", "Check the name and the folder."),
    "file-empty": error(
        "The file {file} is empty.", "an export or an edits file", "Export it again and try once more."
    ),
    "file-unreadable": error(
        "The file {file} could not be read: {found}.",
        "a readable file",
        "Check that the file is complete and that you may read it.",
    ),
    "file-twice": error("The file {file} was given twice.", "each file once", "Name the file only once."),
    "export-as-edits": error(
        "{file} was given as edits, but it is an export of orders.",
        "a workbook, CSV or JSON file of edits",
        "Give it with --orders, and the file of edits with --edits.",
    ),
    "edits-as-export": error(
        "{file} was given as an export, but it looks like a file of edits.",
        "an export of orders",
        "Give it with --edits and the export with --orders. If it holds orders, describe it with --mapping.",
    ),
    "no-orders": warning(
        "{file} holds no orders.", "at least one order", "Check that the right file was exported."
    ),
    "no-edits": warning(
        "{file} holds no edits.", "at least one filled row", "Check that it is the right file and was saved."
    ),
    "undo-not-alone": error(
        "{file} takes a run back: no other edits can be given beside it.",
        "an undo.xlsx alone",
        "Give the other edits in a run of their own.",
    ),
    "run-pruned": error(
        "Run {found} was pruned: what it takes to undo it was removed.",
        "a run that was not pruned",
        "Correct the orders with edits.",
    ),
    "nothing-to-undo": error(
        "Run {found} left no undo.xlsx: it changed no order.",
        "a run that changed orders",
        "Check the run's name.",
    ),
    "undo-altered": error(
        "The undo.xlsx of run {found} is not the one that run wrote.",
        "the file with the digest in the ledger",
        "To undo only some orders, give an edited copy to apply --edits.",
    ),
    "format-unknown": error(
        "The format of {file} was not recognised: {found}.",
        "one of: {known}",
        "Name the format with --format, or describe your own with --mapping.",
    ),
    "encoding-unknown": error(
        "The text of {file} is in no encoding we can read: {found}.",
        "UTF-8, UTF-16 or Windows-1252",
        "Save it again as UTF-8.",
    ),
    "json-broken": error(
        "{file} cannot be read as JSON: {found}.",
        "a complete JSON file",
        "Make or download the file again: it may have been cut off.",
    ),
    "not-a-workbook": error(
        "{file} is not an Excel workbook: {found}.",
        "a workbook saved as .xlsx",
        "Open it in Excel or LibreOffice and save it as .xlsx.",
    ),
    "workbook-encrypted": error(
        "{file} is protected by a password.",
        "a workbook without a password",
        "Open it, remove the password and save it again.",
    ),
    "column-missing": error(
        "The column {column} is missing.",
        "the column {column}",
        "Add the column, or check the spelling of the header. {hint}",
    ),
    "column-repeated": error(
        "The column {column} stands twice.", "each column once", "Remove or rename one of them. {hint}"
    ),
    "column-unknown": warning(
        "The column {column} is not known and was not read.",
        "a column of the template",
        "Correct the header, or leave it if it is only a note of yours. {hint}",
    ),
    "sheet-unknown": warning(
        "The sheet {sheet} is not known and was not read.",
        "Items, Customer, Discounts, Order or Taxes",
        "Correct the sheet's name, or leave it if it is only a note of yours. {hint}",
    ),
    "no-edits-sheet": error(
        "{file} has no sheet with edits.",
        "one of the sheets Items, Customer, Discounts, Order, Taxes",
        "Name the sheet after what it edits. {hint}",
    ),
    "record-width": error(
        "Row {row} has {found} cells.",
        "{expected} cells",
        "Check for a missing or additional delimiter or quotation mark.",
    ),
    "records-disagree": error(
        "The rows of {file} could not be told apart: {found}.",
        "quotation marks in pairs",
        "Check for a quotation mark that is never closed.",
    ),
    "mapping-broken": error(
        "The mapping file {file} cannot be used: {found}.",
        "the mapping described in the README",
        "Correct the mapping file.",
    ),
    "policy-broken": error(
        "The policy file {file} cannot be used: {found}.",
        "settings as the README lists them",
        "Correct the policy file.",
    ),
    "plan-broken": error(
        "{file} cannot be used as a plan: {found}.",
        "a file that plan wrote",
        "Give the file that plan wrote with -o.",
    ),
    "template-broken": error(
        "The template {file} cannot be used: {found}.",
        "a template as samples/messages/README.md describes it",
        "Correct the template.",
    ),
    "template-missing": error(
        "In the folder {file} these templates are missing: {found}.",
        "templates for collect, refund and bill in the language of customers whose own is not known",
        "Add them, or name a language that has them with --customer-lang.",
    ),
    "table-broken": error(
        "The table {sheet} does not have the form it should: {found}.",
        "{expected}",
        "Check the export; if it is right, please report it.",
    ),
    "order-not-held": error(
        "Run {found} did not hold order {order_id}.",
        "an order that waits",
        "Check the number and the run. {hint}",
    ),
    "pdf-library-missing": error(
        "PDF documents cannot be written: {found}.",
        "the program installed with its extra pdf",
        "Install order-corrections[pdf] with the system libraries of Pango, or ask for --documents html.",
    ),
    "ledger-broken": error(
        "{file} cannot be used as a ledger: {found}.",
        "a ledger of this program, or the name of a new file",
        "Check the name given with --ledger; if the file is damaged, take its last backup.",
    ),
    "ledger-newer": error(
        "The ledger {file} was written by a newer version of this program: its tables are version {found}.",
        "at most version {expected}",
        "Install the newer version of this program.",
    ),
    "ledger-unwritable": error(
        "The ledger {file} cannot be written: {found}.",
        "a place that may be written to and has room",
        "Check the folder's permissions and the room on the disk.",
    ),
    "ledger-unreachable": error(
        "The ledger {file} cannot be reached: {found}.",
        "a file, or the address of a PostgreSQL server: postgresql://user@host/database",
        "Check the address, the server and the network. PostgreSQL needs order-corrections[postgres].",
    ),
    **RECORDS,
}
