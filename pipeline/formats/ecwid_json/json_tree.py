"""JSON text taken apart into literals and white space, so that it can be put together unchanged.

Numbers stay the text they are spelled with. The text must be valid JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from pipeline.formats.ecwid_json.json_spelling import Number


@dataclass(slots=True, eq=False)
class Scalar:
    """A string, number, true, false or null as spelled."""

    literal: str

    @property
    def value(self) -> JsonValue:
        """The value; a number as `Number`."""
        is_number = self.literal[0] in "-0123456789"
        return Number(self.literal) if is_number else json.loads(self.literal)


@dataclass(slots=True, eq=False)
class Part:
    """A member of an object or an element of an array, with the white space around it."""

    lead: str
    value: Node
    key: str = ""  # the literal; "" in an array
    colon: str = ""  # the colon with its white space
    tail: str = ""


@dataclass(slots=True, eq=False)
class Container:
    """An object or an array; `outer` is the white space before what holds it."""

    opening: str
    outer: str = ""
    parts: list[Part] = field(default_factory=list)
    blank: str = ""  # white space inside an empty one

    def __iter__(self) -> Iterator[Node]:
        """The values in their order."""
        return (part.value for part in self.parts)

    def part(self, key: str | int) -> Part | None:
        """The member of that name (the last one counts) or the element of that number."""
        if isinstance(key, int):
            return self.parts[key] if 0 <= key < len(self.parts) else None
        literal = f'"{key}"'
        for part in reversed(self.parts):
            if part.key == literal or ("\\" in part.key and json.loads(part.key) == key):
                return part
        return None

    def get(self, key: str | int) -> Node | None:
        """The member's or element's value, None if there is none."""
        part = self.part(key)
        return None if part is None else part.value

    def child(self, key: str | int) -> Container | None:
        """The member's or element's value if it is an object or array."""
        node = self.get(key)
        return node if isinstance(node, Container) else None

    def value(self, key: str | int) -> JsonValue:
        """The member's or element's scalar value; None if it is missing or no scalar."""
        node = self.get(key)
        return node.value if isinstance(node, Scalar) else None


Node: TypeAlias = Scalar | Container
PENDING = Scalar("")
"""Stands where the value of a member is still to come."""
JsonValue: TypeAlias = "str | bool | list[JsonValue] | dict[str, JsonValue] | None"

_TOKEN = re.compile(r'([ \t\r\n]*)("[^"\\]*(?:\\.[^"\\]*)*"|[^ \t\r\n{}\[\],:"]+|[{}\[\],:])', re.DOTALL)


def split_tokens(text: str) -> list[tuple[str, str]]:
    """Each token of the text with the white space before it."""
    tokens: list[tuple[str, str]] = _TOKEN.findall(text)
    return tokens


def build_tree(tokens: list[tuple[str, str]]) -> Container:
    """The object or array the tokens spell. Raises `TypeError` for a bare value."""
    holder = Container("[")
    open_containers = [holder]
    for space, token in tokens:
        owner = open_containers[-1]
        if token in "{[":
            container = Container(token, space)
            _place(owner, container, space)
            open_containers.append(container)
        elif token in "}]":
            _close(open_containers.pop(), space)
        elif token == ",":
            owner.parts[-1].tail = space
        elif token == ":":
            owner.parts[-1].colon = space + token
        else:
            _place(owner, Scalar(token), space)
    root = holder.parts[0].value
    if not isinstance(root, Container):
        raise TypeError("only an object or an array can be edited")
    root.outer = root.parts[-1].tail if root.parts else ""
    return root


def _place(owner: Container, node: Node, space: str) -> None:
    """An element, a value after its colon, or (a string in an object) a new key."""
    last = owner.parts[-1] if owner.parts else None
    if owner.opening == "[":
        owner.parts.append(Part(space, node))
    elif last is not None and last.value is PENDING:
        last.colon, last.value = last.colon + space, node
        if isinstance(node, Container):
            node.outer = last.lead
    elif isinstance(node, Scalar):
        owner.parts.append(Part(space, PENDING, key=node.literal))


def _close(container: Container, space: str) -> None:
    if container.parts:
        container.parts[-1].tail = space
    else:
        container.blank = space


def write_node(node: Node, pieces: list[str]) -> None:
    """Append the node's text to the pieces."""
    if isinstance(node, Scalar):
        pieces.append(node.literal)
        return
    pieces.append(node.opening)
    for number, part in enumerate(node.parts):
        pieces.append(("," if number else "") + part.lead + part.key + part.colon)
        write_node(part.value, pieces)
        pieces.append(part.tail)
    if not node.parts:
        pieces.append(node.blank)
    pieces.append("}" if node.opening == "{" else "]")
