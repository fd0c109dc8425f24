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
    from pipeline.problems import InputRefused

FAILED, REFUSED, LOCKED = 1, 3, 75


def has_colour_on(stream: TextIO) -> bool:
    """Whether to write in colours there."""
    return _is_terminal(stream) and not os.environ.get("NO_COLOR")


def _is_terminal(stream: TextIO) -> bool:
    return stream.isatty()


def print_json(content: object) -> None:
    """Plain data on standard output."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


