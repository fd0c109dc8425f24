"""Bulk order edits: exports and requested edits in, corrected orders and amounts out.

`from pipeline import correct` applies edits to DataFrames (see
`pipeline.library.correct`); it is loaded when it is asked for, so that the
command line starts fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.library import correct

__all__ = ["correct"]


def __getattr__(name: str) -> Any:
    """The library's functions on first use."""
    if name == "correct":
        from pipeline.library import correct  # noqa: PLC0415

        return correct
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
