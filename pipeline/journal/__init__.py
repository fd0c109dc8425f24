"""The journal of a run as files for bookkeeping programs: one module a form."""

from pipeline.journal.write import JOURNAL_FILES, write_journal

__all__ = ["JOURNAL_FILES", "write_journal"]
