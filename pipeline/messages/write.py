"""The messages as files: one CSV for a mail merge, and one draft of an e-mail for each order.

Nothing is sent. The CSV is UTF-8 with a byte order mark, as Excel and Word
read it; a cell that a spreadsheet would run gets an apostrophe before it. A
draft opens in a mail program ready to be looked at and sent (`X-Unsent`).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from pipeline.messages.compose import Message
from pipeline.messages.draft_names import name_drafts
from pipeline.money import to_text
from pipeline.reports.cell_text import neutralise

TABLE, DRAFTS = "messages.csv", "messages"
COLUMNS = (
    *("order", "language", "language_from", "email", "name", "action", "amount", "currency", "amount_text"),
    *("total_before", "total_after", "subject", "text", "draft"),
)
_FOLDER_MODE = 0o700


def write_messages(folder: Path, messages: Sequence[Message], moment: str) -> None:
    """Write `messages.csv` and the drafts into `messages/`; `moment` (ISO 8601) is their date.

    Messages that cannot be sent to anybody stand in the CSV alone. Raises
    `OSError` where the folder cannot be written.
    """
    sendable = [one for one in messages if one.recipient]
    names = dict(zip((one.order_key for one in sendable), name_drafts(sendable), strict=True))
    _write_table(folder / TABLE, messages, names)
    if sendable:
        (folder / DRAFTS).mkdir(mode=_FOLDER_MODE)
    for one in sendable:
        (folder / DRAFTS / names[one.order_key]).write_bytes(build_draft(one, moment))


def _write_table(destination: Path, messages: Sequence[Message], names: dict[int, str]) -> None:
    with destination.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        writer.writerows(list_cells(one, names.get(one.order_key, "")) for one in messages)


def list_cells(message: Message, draft: str) -> list[str]:
    """The message as a row of the CSV; `amount` is a plain decimal, everything else text."""
    facts = message.facts
    amount = to_text(message.amount_minor, message.decimals)
    texts = {
        "order": facts.order_id,
        "language": message.language,
        "language_from": message.source,
        "email": message.email,
        "name": message.name,
        "action": facts.action,
        "amount": amount,
        "currency": facts.currency,
        "amount_text": facts.amount,
        "total_before": facts.total_before,
        "total_after": facts.total_after,
        "subject": message.subject,
        "text": message.text,
        "draft": f"{DRAFTS}/{draft}" if draft else "",
    }
    return [neutralise(texts[name]) for name in COLUMNS]


def build_draft(message: Message, moment: str) -> bytes:
    """The message as an e-mail that was not sent yet."""
    draft = EmailMessage(policy=SMTP)
    user, _, domain = message.recipient.rpartition("@")
    draft["Subject"] = _as_it_stands(message.subject)
    draft["To"] = Address(_as_it_stands(message.name), user, domain)
    draft["Date"] = format_datetime(datetime.fromisoformat(moment))
    draft["X-Unsent"] = "1"
    draft.set_content(message.text, charset="utf-8", cte="quoted-printable")
    draft["Content-Language"] = message.language
    return draft.as_bytes()


def _as_it_stands(text: str) -> str:
    """The text so that no mail program takes a piece of it for an encoded word (RFC 2047).

    One could hold a line end, and after it a header that nobody wrote.

    >>> _as_it_stands("Anna =?utf-8?q?=0ABcc:_all=40example.ch?=")
    'Anna = ?utf-8?q?=0ABcc:_all=40example.ch?='
    """
    return text.replace("=?", "= ?")
