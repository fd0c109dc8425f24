"""The files of a run's documents: `documents/<reference>.json`, `.html` and `.pdf`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.documents.as_data import build_data
from pipeline.documents.gather import Document
from pipeline.documents.page import render_page
from pipeline.documents.pdf import write_pdf
from pipeline.languages import Words
from pipeline.languages.speech import find_speech

FOLDER = "documents"
FORMS = ("html", "pdf")
"""What can be asked for: a page beside the data, or a page and a PDF."""


@dataclass(frozen=True)
class Readers:
    """The language that was asked for all customers, if any, and the one of those whose own is not known."""

    asked: Words | None
    otherwise: Words

    def find(self, document: Document) -> Words:
        """What the customer of that document reads."""
        return find_speech(document.order_after, self.asked, self.otherwise).words


def write_documents(folder: Path, documents: Iterable[Document], form: str, readers: Readers) -> None:
    """Write each document into `documents/` of the folder, its page in its customer's language.

    No folder where there is none.
    """
    for document in documents:
        beside = folder / FOLDER
        beside.mkdir(exist_ok=True, mode=0o700)
        name = document.facts["file_name"]
        data = json.dumps(build_data(document), ensure_ascii=False, indent=2) + "\n"
        page = render_page(document, readers.find(document)).encode("utf-8", "replace")
        (beside / f"{name}.json").write_bytes(data.encode("utf-8", "backslashreplace"))
        (beside / f"{name}.html").write_bytes(page)
        if form == "pdf":
            (beside / f"{name}.pdf").write_bytes(write_pdf(page.decode("utf-8")))
