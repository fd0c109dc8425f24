"""What the commands have in common towards who runs them: colours, progress, JSON, refusals.

Whatever goes wrong becomes a sentence and an exit status, never a traceback.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import click

if TYPE_CHECKING:
    from pipeline.intake import Tell
    from pipeline.languages import Words
    from pipeline.problems import InputRefused

FAILED, LOCKED = 1, 75
_WORDS = "order-corrections.words"
"""Under this name a command's context holds the words it speaks."""


def has_colour_on(stream: TextIO) -> bool:
    """Whether to write in colours there."""
    return _is_terminal(stream) and not os.environ.get("NO_COLOR")


def words_on_screen() -> Words:
    """The language of who runs the program: as `--lang` says, else the system's."""
    from pipeline.languages.system import words_of_system  # noqa: PLC0415

    context = click.get_current_context(silent=True)
    asked: Words | None = context.meta.get(_WORDS) if context is not None else None
    return asked or words_of_system()


def speak(context: click.Context, words: Words | None) -> None:
    """Let the command of that context speak the language; the system's if there is none."""
    context.meta[_WORDS] = words


def _is_terminal(stream: TextIO) -> bool:
    return stream.isatty()


def print_json(content: object) -> None:
    """Plain data on standard output."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


@contextmanager
def show_progress(given: dict[str, Any]) -> Iterator[Tell]:
    """A progress bar while work goes on; nothing when not on a terminal or told to be quiet."""
    if given.get("quiet") or given["as_json"] or not _is_terminal(sys.stderr):
        yield lambda _: None
        return
    words = words_on_screen()
    steps = len(given.get("orders", given.get("exports", ()))) * 2 + len(given.get("edits", ())) * 2 + 3
    with click.progressbar(
        length=steps, file=sys.stderr, item_show_func=lambda told: told or "", show_eta=False
    ) as bar:
        yield lambda told: bar.update(1, words.fact(told))
        bar.update(steps)


@contextmanager
def told(*, as_json: bool) -> Iterator[None]:
    """Turn what can go wrong into a sentence and an exit status, never a traceback."""
    from pipeline.problems import InputRefused, TryLater  # noqa: PLC0415
    from pipeline.publish import CannotPublish  # noqa: PLC0415

    try:
        yield
    except InputRefused as refused:
        _tell_refusal(refused, as_json=as_json)
        sys.exit(refused.exit_status)
    except TryLater as locked:
        click.echo(words_on_screen().fact(locked.args[0]), err=True)
        sys.exit(LOCKED)
    except CannotPublish as unpublished:
        click.echo(words_on_screen().fact(unpublished.args[-1]), err=True)
        sys.exit(FAILED)
    except (click.exceptions.ClickException, click.exceptions.Exit, click.exceptions.Abort, BrokenPipeError):
        raise  # click says these; who closes the pipe has read enough
    except Exception as unexpected:  # noqa: BLE001
        words = words_on_screen()
        kind = type(unexpected).__name__
        click.echo(words.say("Unexpected failure: {kind}: {what}", kind=kind, what=unexpected), err=True)
        if os.environ.get("ORDER_CORRECTIONS_DEBUG"):
            traceback.print_exc()
        else:
            click.echo(words.say("Set ORDER_CORRECTIONS_DEBUG=1 to see where it happened."), err=True)
        sys.exit(FAILED)


def _tell_refusal(refused: InputRefused, *, as_json: bool) -> None:
    """Every problem with its place and remedy; nothing was written."""
    from pipeline.problems import to_table  # noqa: PLC0415
    from pipeline.reports.json_files import list_problems  # noqa: PLC0415
    from pipeline.reports.screen import print_problems  # noqa: PLC0415
    from pipeline.retell import retell_table  # noqa: PLC0415

    words = words_on_screen()
    table = retell_table(to_table(refused.problems), words)
    if as_json:
        print_json({"exit_status": refused.exit_status, "problems": list_problems(table)})
        return
    has_colour = has_colour_on(sys.stderr)
    click.echo(print_problems(table, words, has_colour=has_colour), nl=False, err=True, color=has_colour)
    click.echo(words.say("Nothing was written."), err=True)
