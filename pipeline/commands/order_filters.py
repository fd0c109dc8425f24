"""The options that say which orders are meant, and what is made of them: `find` and `template` share them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from pipeline.arguments import FilledText

if TYPE_CHECKING:
    from pipeline.find import Found
    from pipeline.intake import Intake
    from pipeline.languages import Words
    from schemas.orders import Tables


def _read_day(_: click.Context, __: click.Parameter, text: str | None) -> str:
    """The day in ISO 8601; wrong use if it is none."""
    if text is None:
        return ""
    import pandas as pd  # noqa: PLC0415

    from pipeline.formats.moments import to_moments  # noqa: PLC0415

    moment = str(to_moments(pd.Series([text.strip()])).iloc[0])
    if not moment:
        raise click.BadParameter(f"{text} is no day: write 2026-03-01 or 01.03.2026")
    return moment[:10]


_OPTIONS = (
    click.option("--find", "sought", type=FilledText(), metavar="TEXT", help="Text that the order holds."),
    click.option(
        "--email", type=FilledText(), metavar="TEXT", help="E-mail of the customer, or a part of it."
    ),
    click.option("--item", type=FilledText(), metavar="TEXT", help="SKU or name of an item, or words of it."),
    click.option(
        "--order",
        "numbers",
        multiple=True,
        type=FilledText(),
        metavar="NUMBER…",
        help="Order number; several may follow. Leading zeros and # do not matter.",
    ),
    click.option(
        "--since",
        callback=_read_day,
        metavar="DAY",
        help="Placed on that day or later: 2026-03-01 or 01.03.2026.",
    ),
    click.option(
        "--status",
        "statuses",
        multiple=True,
        type=FilledText(),
        metavar="STATUS",
        help="paid, unpaid, refunded, …, in any of the four languages, or as in the export. May be repeated.",
    ),
)
_NAMES = ("sought", "email", "item", "numbers", "since", "statuses")


def FILTERS(command: Callable[..., None]) -> Callable[..., None]:  # noqa: N802 - a set of options, as in `options`
    """The options that narrow which orders are meant."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def has_filter(given: dict[str, Any]) -> bool:
    """Whether any of them is given."""
    return any(given[name] for name in _NAMES)


def select(intake: Intake, given: dict[str, Any]) -> Found:
    """The orders of the exports that are all of what the options say, and hold the text if there is one.

    Raises `InputRefused` for unknown numbers; a status that no order has is wrong use.
    """
    from pipeline.find import NoSuchStatus, Wanted, select_orders  # noqa: PLC0415

    texts = filter(None, (given.get("text"), given["sought"]))
    wanted = Wanted(
        text=" ".join(texts),
        email=given["email"] or "",
        item=given["item"] or "",
        numbers=tuple(given["numbers"]),
        since=given["since"],
        statuses=tuple(given["statuses"]),
    )
    try:
        return select_orders(intake.tables, wanted, intake.set_aside)
    except NoSuchStatus as unknown:
        status, known = unknown.args
        raise click.BadParameter(
            f"no order has the status {status}; there are: {known}", param_hint="--status"
        ) from unknown


def refuse_existing(destination: Path | None) -> None:
    """Wrong use if there is a file already: it may be a workbook that somebody has filled in."""
    if destination is not None and destination.exists():
        raise click.BadParameter(f"{destination} is there already", param_hint="-o")


def write_workbook(
    destination: Path, words: Words, *, orders: Tables | None = None, lists_from: Tables | None = None
) -> None:
    """Write the workbook to fill in (`pipeline.template`), whole or not at all. Raises `CannotPublish`."""
    from pipeline.publish import replace_file  # noqa: PLC0415
    from pipeline.template import write_template  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        made = Path(folder) / "edits.xlsx"
        write_template(made, words, orders=orders, lists_from=lists_from)
        replace_file(destination, made.read_bytes())
