"""The page as PDF, where the optional library for it (WeasyPrint) is installed."""

from __future__ import annotations

import logging
from typing import Any

from pipeline.problems import refuse


def check_pdf() -> None:
    """Raise `InputRefused` (pdf-library-missing) unless PDFs can be written."""
    _find_library()


def write_pdf(page: str) -> bytes:
    """The page as PDF: the same bytes for the same page. Nothing is fetched from anywhere."""
    library = _find_library()
    made = library.HTML(string=page, url_fetcher=_refuse_to_fetch)
    written: bytes = made.write_pdf(pdf_identifier=b"order-corrections", pdf_tags=True)
    return written


def _find_library() -> Any:
    """WeasyPrint; its system libraries may be missing though it is installed itself."""
    try:
        import weasyprint  # noqa: PLC0415
    except (ImportError, OSError) as error:
        raise refuse("pdf-library-missing", found=str(error).partition("\n")[0]) from error
    for name in ("weasyprint", "fontTools"):  # remarks on fonts are of no use to a clerk
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return weasyprint


def _refuse_to_fetch(url: str, *_: Any, **__: Any) -> dict[str, Any]:
    raise ValueError(f"a document names nothing outside itself: {url[:80]}")
