"""The command a shop has called at the end of a night, to alert whom it likes.

It is run without a shell and for a bounded time; it can change nothing of the night.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Sequence
from typing import Any

FINISH_SECONDS = 60
_STANDARD_ERROR = 2


def call_command(words: Sequence[str], plain: dict[str, Any], *, seconds: int = FINISH_SECONDS) -> str:
    """Run the command with the night as JSON on its input; what went wrong, "" if nothing did.

    The status, the summary and the folders (one a line) are in its
    environment; what it prints goes to standard error.
    """
    environment = {
        **os.environ,
        "ORDER_CORRECTIONS_STATUS": str(plain["status"]),
        "ORDER_CORRECTIONS_SUMMARY": plain["summary"],
        "ORDER_CORRECTIONS_FOLDERS": "\n".join(plain["folders"]),
    }
    try:
        process = subprocess.Popen(
            words,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=_STANDARD_ERROR,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return f"{words[0]} could not be started: {getattr(error, 'strerror', None) or error}"
    return _wait_for(process, words[0], json.dumps(plain).encode(), seconds)


def _wait_for(process: subprocess.Popen[bytes], name: str, given: bytes, seconds: int) -> str:
    try:
        process.communicate(given, timeout=seconds)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return f"{name} was stopped: it took more than {seconds} seconds"
    return f"{name} ended with status {process.returncode}" if process.returncode else ""
