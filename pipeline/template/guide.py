"""The page "How to" of a workbook to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.workbook.workbook import Workbook

from pipeline.languages import N_, Words
from pipeline.template import looks
from pipeline.template.cells import Pen
from pipeline.template.columns import ACTIONS, CLEAR_WORD, KINDS, SHEET_TITLES

HOW_TO = N_("How to")
_TITLE = N_("Editing orders")
_STEPS = (
    (
        N_("What this is for"),
        N_(
            "Write down what is to change in orders that were placed. The program makes the changes and says"
            " for each order what to collect or to refund."
        ),
    ),
    (
        N_("The sheets"),
        N_(
            "{item}: add, change or remove items. {customer}: name, e-mail, addresses. {discount}:"
            " discounts. {order}: payment option, shipping, fees. {tax}: taxes. Sheets that you do"
            " not need stay empty."
        ),
    ),
    (
        N_("One row, one thing"),
        N_(
            "Each row is about one thing of one order. Write its order number, and only what"
            " is to change; what stays empty stays as it is."
        ),
    ),
    (N_("Nothing, zero, empty"), N_("An empty cell changes nothing. 0 means zero. {clear} empties a field.")),
    (
        N_("Actions"),
        N_(
            "{add}: there is something new. {change}: what is there becomes different; so does an empty"
            " cell. {remove}: it goes."
        ),
    ),
    (
        N_("Discounts"),
        N_(
            "A discount is an {amount} (5.00) or {percent} (10%). It is of the whole order, or of the"
            " item you name."
        ),
    ),
    (
        N_("Several alike"),
        N_("If an order holds an SKU twice, name the item by its position: #2 is the second one."),
    ),
    (
        N_("Numbers"),
        N_(
            "Write numbers as you are used to: 1234.50, 1’234.50 or 1234,50. Order numbers and SKUs are"
            " text here, so that no zeros are lost."
        ),
    ),
    (
        N_("Lists"),
        N_(
            "Where a cell offers a list, choose from it. For shipping methods, payment options and taxes"
            " you may write another name."
        ),
    ),
    (
        N_("The example"),
        N_("The yellow row is an example and is not read. Delete it, or write over all of it."),
    ),
)
_PREFILLED = (
    (
        N_("Grey columns"),
        N_(
            "Grey is what the order says now. Leave it, and write the new value beside it. If the"
            " order says something else when the edits are made, yours is refused and you are told."
        ),
    ),
    (
        N_("Rows without a change"),
        N_("Rows in which you write nothing do nothing. You need not delete them."),
    ),
)
_LAST = (
    N_("Afterwards"),
    N_(
        "You get this workbook back with the result of each row. What could not be done is red and says why:"
        " correct it and send only that again."
    ),
)


def write_guide(workbook: Workbook, words: Words, pen: Pen, *, is_prefilled: bool) -> None:
    """Add the page, in the words of that language."""
    sheet = workbook.create_sheet(words.say(HOW_TO))
    sheet.sheet_properties.tabColor = looks.OTHER_TAB
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 3
    sheet.column_dimensions["B"].width = 26
    sheet.column_dimensions["C"].width = 96
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.append([])
    sheet.append([None, pen.text(sheet, words.say(_TITLE), looks.TITLE)])
    sheet.append([])
    for title, text in _told(words, is_prefilled=is_prefilled):
        sheet.append([None, pen.text(sheet, title, looks.STEP), pen.text(sheet, text, looks.PARAGRAPH)])
        sheet.append([])


def _told(words: Words, *, is_prefilled: bool) -> Iterator[tuple[str, str]]:
    named = {**ACTIONS, **KINDS, **SHEET_TITLES, "clear": CLEAR_WORD}
    facts = {name: words.say(word) for name, word in named.items()}
    for title, text in (*_STEPS, *(_PREFILLED if is_prefilled else ()), _LAST):
        yield words.say(title), words.say(text, **facts)
