"""Times whole runs of the program on a made export: `time_run.py FOLDER`; median of three, peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 3
DONE = (0, 4)


def run_once(folder: Path, out: str) -> tuple[int, int]:
    """Milliseconds and peak KiB of one run."""
    started = time.monotonic_ns()
    words = [
        "apply",
        "--orders",
        folder / "orders.csv",
        "--edits",
        folder / "edits.xlsx",
        "--out",
        out,
        "--quiet",
    ]
    process = subprocess.Popen([sys.executable, "-m", "pipeline", *map(str, words)])
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in DONE:
        sys.exit(f"the run failed with status {os.waitstatus_to_exitcode(status)}")
    return (time.monotonic_ns() - started) // 1_000_000, usage.ru_maxrss


def main(folder: Path) -> None:
    """Print the median time and the largest memory of three runs."""
    with tempfile.TemporaryDirectory() as out:
        runs = [run_once(folder, out) for _ in range(RUNS)]
    milliseconds = int(statistics.median(one for one, _ in runs))
    megabytes = max(memory for _, memory in runs) // 1024
    print(f"{milliseconds / 1000:.1f} s (median of {RUNS}), {megabytes} MiB at most")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
