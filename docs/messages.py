"""Collects the texts of the program and keeps the catalogues of its languages: `make messages`.

One catalogue a language and part of the program (`catalogues/fr/reports.po`),
compiled into one file a language (`catalogues/fr.mo`). Texts are marked with
`N_`, or are the first argument of `say`, `count` (singular and plural) or
`phrase`; every text of the catalogue of problems is one.
"""

from __future__ import annotations

import io
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HOME = Path(__file__).resolve().parent.parent
CATALOGUES = HOME / "pipeline" / "languages" / "catalogues"
TRANSLATED = ("fr", "de", "it")
_KINDS = ("error", "warning", "info")
_KEYWORDS = (
    {"N_": None, "say": None, "phrase": None, "count": (1, 2)},
    *(dict.fromkeys(_KINDS, (place,)) for place in (1, 2, 3)),
)
_SENTENCES_OF_PROBLEMS = "catalogue"
Text = str | tuple[str, str]


def collect_texts() -> dict[str, list[Text]]:
    """The texts of each part of the program in the order they stand in: a text, or its singular and plural."""
    texts: dict[str, dict[Text, None]] = defaultdict(dict)
    for path in sorted((HOME / "pipeline").rglob("*.py")):
        part = path.relative_to(HOME / "pipeline").parts
        name = part[0] if len(part) > 1 else "program"
        texts[name].update(dict.fromkeys(_texts_of(path, name)))
    return {name: list(found) for name, found in texts.items() if found}


def _texts_of(path: Path, part: str) -> Iterator[Text]:
    keywords = _KEYWORDS if part == _SENTENCES_OF_PROBLEMS else _KEYWORDS[:1]
    found = []
    for known in keywords:
        with path.open("rb") as source:
            for line, text, _, _ in extract("python", source, keywords=known):
                found.append((line, text))
    yield from (text for _, text in sorted(found, key=lambda one: one[0]) if text and text != "")


def update_catalogue(language: str, part: str, texts: list[Text]) -> str:
    """The catalogue's text with exactly these texts, keeping the translations it has."""
    path = CATALOGUES / language / f"{part}.po"
    known = read_catalogue(path, language) if path.is_file() else Catalog(locale=language)
    fresh = _new_catalogue(language)
    for text in texts:
        name = text if isinstance(text, str) else text[0]
        old = known.get(name)
        fresh.add(text, string=old.string if isinstance(old, Message) else None)
    stream = io.BytesIO()
    write_po(stream, fresh, width=110, omit_header=False, no_location=True)
    lines = stream.getvalue().decode("utf-8").split("\n")
    kept = [line for line in lines if not line.startswith(_CHANGING)]
    return "\n".join(kept)


def _new_catalogue(language: str) -> Catalog:
    """An empty catalogue; millions have no plural form of their own (they count nothing here)."""
    catalogue = Catalog(locale=language, fuzzy=False, header_comment="")
    catalogue.mime_headers = [("Plural-Forms", f"nplurals=2; plural={_PLURALS[language]};")]
    return catalogue


_PLURALS = {"fr": "(n > 1)", "de": "(n != 1)", "it": "(n != 1)"}
_CHANGING = (
    *('"POT-Creation-Date', '"PO-Revision-Date', '"Last-Translator', '"Language-Team', '"Generated-By'),
    *('"Report-Msgid-Bugs-To', '"Project-Id-Version', "# ", "#\n"),
)


def read_catalogue(path: Path, language: str) -> Catalog:
    """The catalogue in that file; an error in it stops with its line."""
    with path.open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def compile_language(catalogues: list[Catalog], language: str) -> bytes:
    """All parts of a language as one `.mo` file; a text said in two parts must be said alike."""
    whole = _new_catalogue(language)
    for catalogue in catalogues:
        for message in catalogue:
            if not message.id or not message.string:
                continue
            earlier = whole.get(message.id if isinstance(message.id, str) else message.id[0])
            if earlier is not None and earlier.string != message.string:
                raise SystemExit(f"{language}: {message.id!r} is said in two ways")
            whole.add(message.id, string=message.string)
    stream = io.BytesIO()
    write_mo(stream, _Dateless(whole))
    return stream.getvalue()


class _Dateless:
    """A catalogue whose header names its encoding and plural rule alone, so that equal texts give equal bytes."""

    def __init__(self, catalogue: Catalog) -> None:
        header = Message(
            "", string=f"Content-Type: text/plain; charset=utf-8\nPlural-Forms: {catalogue.plural_forms}\n"
        )
        self.charset = "utf-8"
        self.messages = [header, *(message for message in catalogue if message.id)]

    def __iter__(self) -> Iterator[Message]:
        return iter(self.messages)


def main() -> None:
    """Bring every catalogue up to date and say what is not translated yet."""
    texts = collect_texts()
    missing = 0
    for language in TRANSLATED:
        folder = CATALOGUES / language
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.glob("*.po")):
            if path.stem not in texts:
                path.unlink()
        catalogues = []
        for part in sorted(texts):
            path = folder / f"{part}.po"
            path.write_text(update_catalogue(language, part, texts[part]), encoding="utf-8")
            catalogues.append(read_catalogue(path, language))
            untranslated = [message.id for message in catalogues[-1] if message.id and not is_said(message)]
            missing += len(untranslated)
            for text in untranslated:
                sys.stderr.write(f"{language}/{part}.po: not translated: {text!r}\n")
        (CATALOGUES / f"{language}.mo").write_bytes(compile_language(catalogues, language))
    sys.exit(1 if missing else 0)


def is_said(message: Message) -> bool:
    """Whether a message has its translation, with all plural forms."""
    return all(message.string) if isinstance(message.string, (tuple, list)) else bool(message.string)


if __name__ == "__main__":
    main()
