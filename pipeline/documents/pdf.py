"""The page as PDF, where the optional library for it (WeasyPrint) is installed."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.problems import refuse

_CLOCK = "SOURCE_DATE_EPOCH"


def check_pdf() -> None:
    """Raise `InputRefused` (pdf-library-missing) unless PDFs can be written."""
    _find_library()


def write_pdf(page: str) -> bytes:
    """The page as PDF: the same bytes for the same page. Nothing is fetched from anywhere."""
    library = _find_library()
    made = library.HTML(string=page, url_fetcher=_refuse_to_fetch)
    with _without_clock():
        written: bytes = made.write_pdf(pdf_identifier=b"order-corrections", pdf_tags=True)
    return written


@contextmanager
def _without_clock() -> Iterator[None]:
    """Fonts put into the file do not say when: the setting all such programs know stands at the epoch."""
    before = os.environ.get(_CLOCK)
    os.environ[_CLOCK] = "0"
    try:
        yield
    finally:
        os.environ.pop(_CLOCK)
        if before is not None:
            os.environ[_CLOCK] = before


def _find_library() -> Any:
    """WeasyPrint; its system libraries may be missing though it is installed itself."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of what its future versions will want
            import weasyprint  # noqa: PLC0415
    except (ImportError, OSError) as error:
        raise refuse("pdf-library-missing", found=str(error).partition("\n")[0]) from error
    for name in ("weasyprint", "fontTools"):  # remarks on fonts are of no use to a clerk
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return weasyprint


def _refuse_to_fetch(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    raise ValueError(f"a document names nothing outside itself: {url[:80]}")
