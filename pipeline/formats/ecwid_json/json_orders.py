"""Finds the orders of a JSON file and says exactly where each stands in its text.

A file may hold one order, a page of orders (`{"total": 2, …, "items": [order, …]}`),
a list of orders, or several of these one after the other (JSON Lines). Numbers
stay text; the text between the orders is never looked at again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, NoReturn

from pipeline.formats.ecwid_json.json_spelling import Number
from pipeline.formats.ecwid_json.json_tree import JsonValue
from pipeline.formats.text.text_encoding import read_text
from pipeline.languages.phrase import phrase
from pipeline.problems import InputRefused, refuse

_SPACE = re.compile(r"[ \t\r\n]*")
_PAGE_KEYS = ("count", "offset", "limit")


class Found(NamedTuple):
    """One order and where its text starts and ends."""

    start: int
    end: int
    value: JsonValue


@dataclass(frozen=True)
class JsonFile:
    """The text of one file; `mark` and `encoding` give its bytes back."""

    path: Path
    text: str
    encoding: str  # Python's name, the byte order mark apart
    mark: bytes

    def write(self, destination: Path, replaced: Mapping[tuple[int, int], str]) -> None:
        """Write the text with these spans (start, end) replaced; all other bytes stay."""
        with destination.open("wb") as file:
            file.write(self.mark)
            position = 0
            for (start, end), text in sorted(replaced.items()):
                file.write(self.text[position:start].encode(self.encoding))
                file.write(text.encode(self.encoding))
                position = end
            file.write(self.text[position:].encode(self.encoding))


def read_json_file(path: Path) -> JsonFile:
    """The file as text. Raises `InputRefused` if it is missing, empty or in no encoding we know."""
    text = read_text(path)
    decoded = str(text.body, "utf-8")
    if _SPACE.fullmatch(decoded):
        raise refuse("file-empty", file=path.name)
    return JsonFile(path, decoded, text.encoding, text.mark)


def find_orders(source: JsonFile, is_order: Callable[[JsonValue], bool]) -> Iterator[Found]:
    """The orders in the file's order, one at a time; in a list or page whatever stands there.

    `is_order` tells an order from a page of orders. A value outside a list that is neither is
    given as it is. Raises `InputRefused` (json-broken) where the text stops being JSON.
    """
    finder = _Finder(source.text, is_order)
    try:
        yield from finder.find()
    except json.JSONDecodeError as error:
        raise _broken(source, error.msg, error.pos) from None
    except RecursionError:
        raise refuse("json-broken", file=source.path.name, found=phrase("it is nested too deeply")) from None


def parse_value(text: str) -> JsonValue:
    """The value of JSON text found valid before, numbers as `Number`."""
    value: JsonValue = _DECODER.decode(text)
    return value


def _broken(source: JsonFile, message: str, position: int) -> InputRefused:
    line = source.text.count("\n", 0, position) + 1
    column = position - source.text.rfind("\n", 0, position)
    found = phrase("{what} in line {line}, column {column}", what=message, line=line, column=column)
    return refuse("json-broken", file=source.path.name, row=line, column=str(column), found=found)


def _refuse_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(phrase("{value} is not a JSON value", value=name), "", 0)


_DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=_refuse_constant)


class _Finder:
    """Walks over one text; a position is where the next value or mark is expected."""

    def __init__(self, text: str, is_order: Callable[[JsonValue], bool]) -> None:
        self.text = text
        self.is_order = is_order

    def find(self) -> Iterator[Found]:
        """The orders of all values of the text."""
        position = self.skip(0)
        array = self.page_array(position)
        while position < len(self.text):
            position = yield from self.expand(position, array)
            position, array = self.skip(position), -1

    def expand(self, position: int, array: int) -> Generator[Found, None, int]:
        """The orders of one value: those of a list or page, or the value itself; gives its end."""
        if self.text.startswith("[", position):
            return (yield from self.elements(position))
        if array >= 0:
            return (yield from self.page(array))
        value, end = self.decode(position)
        if isinstance(value, dict) and not self.is_order(value):
            array = self.page_array(position)
        if array >= 0:
            return (yield from self.page(array))
        yield Found(position, end, value)
        return end

    def page(self, array: int) -> Generator[Found, None, int]:
        """The orders of the page whose array starts here; gives the page's end."""
        position = yield from self.elements(array)
        while self.text.startswith(",", self.skip(position)):
            _, position = self.member(self.skip(self.skip(position) + 1))
            _, position = self.decode(position)
        return self.expect(self.skip(position), "}")

    def elements(self, array: int) -> Generator[Found, None, int]:
        """Each element of the array that starts here; gives its end."""
        position = self.skip(array + 1)
        if self.text.startswith("]", position):
            return position + 1
        while True:
            value, end = self.decode(position)
            yield Found(position, end, value)
            position = self.skip(end)
            if self.text.startswith("]", position):
                return position + 1
            position = self.skip(self.expect(position, ","))

    def page_array(self, position: int) -> int:
        """Where the array of orders of the page that starts here starts; -1 if it is no page."""
        is_counted = False
        position = self.skip(position + 1) if self.text.startswith("{", position) else len(self.text)
        while self.text.startswith('"', position):
            key, position = self.member(position)
            is_counted = is_counted or key in _PAGE_KEYS
            if self.holds_orders(position, is_items=is_counted and key == "items"):
                return position
            position = self.skip(self.decode(position)[1])
            position = self.skip(position + 1) if self.text.startswith(",", position) else len(self.text)
        return -1

    def holds_orders(self, position: int, *, is_items: bool) -> bool:
        """An array starts here whose first element is an order, or which is the page's own."""
        if not self.text.startswith("[", position) or is_items:
            return is_items
        first = self.skip(position + 1)
        return not self.text.startswith("]", first) and self.is_order(self.decode(first)[0])

    def member(self, position: int) -> tuple[JsonValue, int]:
        """The name of the member that starts here, and where its value starts."""
        if not self.text.startswith('"', position):
            raise json.JSONDecodeError(phrase("Expecting a name in quotation marks"), self.text, position)
        key, end = self.decode(position)
        return key, self.skip(self.expect(self.skip(end), ":"))

    def skip(self, position: int) -> int:
        """The next position that is no white space."""
        match = _SPACE.match(self.text, position)
        return match.end() if match else position

    def expect(self, position: int, mark: str) -> int:
        """The position after the mark; raises `JSONDecodeError` if it is not there."""
        if not self.text.startswith(mark, position):
            raise json.JSONDecodeError(phrase("Expecting '{mark}'", mark=mark), self.text, position)
        return position + len(mark)

    def decode(self, position: int) -> tuple[JsonValue, int]:
        """The value that starts here, and where it ends."""
        try:
            return _DECODER.raw_decode(self.text, position)
        except json.JSONDecodeError as error:
            where = error.pos if error.doc else position
            raise json.JSONDecodeError(error.msg, self.text, where) from None
