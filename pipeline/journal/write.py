"""Which files a journal is written as; equal postings, run and day give equal files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from pipeline.journal.banana import write_banana
from pipeline.journal.beancount import write_beancount
from pipeline.journal.datev import write_datev
from pipeline.journal.entry_day import RunDay
from pipeline.journal.plain_csv import write_csv
from pipeline.policy import Journal

JOURNAL_FILES = {
    "csv": "journal.csv",
    "banana": "journal-banana.txt",
    "datev": "EXTF_journal.csv",
    "beancount": "journal.beancount",
}
"""The file of each form; DATEV takes only names that begin with EXTF_."""
_WRITERS: Mapping[str, Callable[[pd.DataFrame, Journal, RunDay], bytes]] = {
    "csv": write_csv,
    "banana": write_banana,
    "datev": write_datev,
    "beancount": write_beancount,
}


def write_journal(
    folder: Path, postings: pd.DataFrame, journal: Journal, *, run_id: str, started_at: str
) -> None:
    """Write the files the policy asks for; postings are dated to the day (UTC) the run was started.

    Raises `OSError` where a file cannot be written.
    """
    run = RunDay(run_id, started_at)
    for form in journal.forms:
        (folder / JOURNAL_FILES[form]).write_bytes(_WRITERS[form](postings, journal, run))
