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

from pipeline.languages.phrase import phrase

FINISH_SECONDS = 60
_STANDARD_ERROR = 2


def call_command(
    words: Sequence[str], plain: dict[str, Any], *, summary: str = "", seconds: int = FINISH_SECONDS
) -> str:
    """Run the command with the night as JSON on its input; what went wrong, "" if nothing did.

    The status, the summary (if given, in the language of who reads it) and the
    folders (one a line) are in its environment; what it prints goes to standard error.
    """
    environment = {
        **os.environ,
        "ORDER_CORRECTIONS_STATUS": str(plain["status"]),
        "ORDER_CORRECTIONS_SUMMARY": summary or plain["summary"],
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
        why = getattr(error, "strerror", None) or error
        return phrase("{name} could not be started: {error}", name=words[0], error=why)
    return _wait_for(process, words[0], json.dumps(plain).encode(), seconds)


def _wait_for(process: subprocess.Popen[bytes], name: str, given: bytes, seconds: int) -> str:
    try:
        process.communicate(given, timeout=seconds)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return phrase("{name} was stopped: it took more than {seconds} seconds", name=name, seconds=seconds)
    if not process.returncode:
        return ""
    return phrase("{name} ended with status {status}", name=name, status=process.returncode)
