"""One JSON value as text that can be edited in places: what is not touched keeps its bytes.

The text is taken apart into its literals and the white space between them and
put together again unchanged. New members and elements take the indentation of
their siblings; removed ones vanish with their comma and their white space.
Numbers are text (`Number`), never floats.

A member that did not exist is put first in its object, and one emptied while
it stands first is dropped by `drop_emptied`: adding and emptying undo each other.
"""

from __future__ import annotations

import re

from pipeline.formats.ecwid_json.json_spelling import PLAIN, Number, Spelling, pad_number, same_value, spell
from pipeline.formats.ecwid_json.json_tree import (
    PENDING,
    Container,
    JsonValue,
    Node,
    Part,
    Scalar,
    build_tree,
    split_tokens,
    write_node,
)

_ZERO = Number("0")
_MAYBE_PADDED = re.compile(r"\.[0-9]*0[ \t\r\n,}\]]")
_PADDED = re.compile(r"-?[0-9]+\.[0-9]*0\Z")


class JsonText:
    """A JSON object or array that was found valid, ready to be edited.

    >>> order = JsonText('{"total": 10, "items": [1, 2]}')
    >>> order.put(order.root, "total", Number("9.5"))
    >>> order.remove(order.root.child("items"), 0)
    >>> order.render()
    '{"total": 9.5, "items": [2]}'
    """

    def __init__(self, text: str, spelling: Spelling = PLAIN) -> None:
        """Takes the text apart; `spelling` is how new strings are written."""
        tokens = split_tokens(text)
        self.spelling = spelling
        self.root = build_tree(tokens)
        has_zeros = _MAYBE_PADDED.search(text) is not None
        self._pads_numbers = has_zeros and any(_PADDED.match(token) for _, token in tokens)
        self._changed: list[tuple[Container, str]] = []
        parts = self.root.parts
        self._unit = parts[0].lead.removeprefix(parts[-1].tail) if parts and _is_on_lines(self.root) else ""
        self._colon = parts[0].colon or ": " if parts else ": "
        self._gap = " " if self._colon.endswith(" ") else ""
        self._gap = parts[1].lead if len(parts) > 1 and not _is_on_lines(self.root) else self._gap

    def find(self, *path: str | int) -> Node | None:
        """The node at the path of member names and element numbers, None if there is none."""
        node: Node | None = self.root
        for key in path:
            node = node.get(key) if isinstance(node, Container) else None
        return node

    def find_container(self, *path: str | int) -> Container | None:
        """The object or array at the path, None if there is none."""
        node = self.find(*path)
        return node if isinstance(node, Container) else None

    def render(self, node: Node | None = None) -> str:
        """The text (or the node's) with all the edits; without edits the text that was given."""
        pieces: list[str] = []
        write_node(node or self.root, pieces)
        return "".join(pieces)

    def put(self, owner: Container, key: str | int, value: JsonValue) -> None:
        """Set a member or an element; an equal value keeps its spelling."""
        part = owner.part(key)
        if part is None:
            self._insert(owner, 0, value, key=spell(str(key), self.spelling))
        elif isinstance(part.value, Scalar) and not isinstance(value, dict | list):
            self._put_scalar(part.value, value)
        else:
            part.value = self._node(value, part.lead, on_lines=_is_on_lines(owner))
        if isinstance(key, str):
            self._changed.append((owner, key))

    def append(self, array: Container, value: JsonValue) -> Node:
        """Add an element at the end of the array; returns its node."""
        return self.insert(array, len(array.parts), value)

    def insert(self, array: Container, index: int, value: JsonValue) -> Node:
        """Add an element before the one of that number; returns its node."""
        return self._insert(array, index, value, key="")

    def remove(self, owner: Container, key: str | int | Node) -> None:
        """Take a member or an element out; nothing happens if it is not there."""
        part = owner.part(key) if isinstance(key, str | int) else _part_of(owner, key)
        if part is None:
            return
        index = owner.parts.index(part)
        is_last = index == len(owner.parts) - 1
        if index == 0 and not is_last:
            owner.parts[1].lead = part.lead
        elif is_last and index > 0:
            owner.parts[index - 1].tail = part.tail
        del owner.parts[index]

    def remove_from(self, owner: Container, key: str, node: Node) -> None:
        """Take the node out of the array that is the owner's member `key`; it may leave `[]`."""
        array = owner.child(key)
        if array is not None:
            self.remove(array, node)
            self.mark_changed(owner, key)

    def mark_changed(self, owner: Container, key: str) -> None:
        """Say that something inside the member was changed."""
        self._changed.append((owner, key))

    def drop_emptied(self, kept: frozenset[str] = frozenset()) -> None:
        """Drop changed members that now mean nothing, as long as one stands first in its object.

        Nothing is "", 0, false, null, and what holds nothing else.
        """
        is_dropping = True
        while is_dropping:
            is_dropping = False
            for owner, key in self._changed:
                first = owner.parts[0] if owner.parts and key not in kept else None
                if first is not None and owner.part(key) is first and _means_nothing(first.value):
                    self.remove(owner, key)
                    is_dropping = True

    def _put_scalar(self, scalar: Scalar, value: JsonValue) -> None:
        if same_value(scalar.value, value):
            return
        if isinstance(value, Number):
            text = pad_number(value, scalar.literal) if self._pads_numbers else str(value)
            scalar.literal = f'"{text}"' if scalar.literal.startswith('"') else text
        else:
            scalar.literal = spell(value, self.spelling)

    def _insert(self, owner: Container, index: int, value: JsonValue, *, key: str) -> Node:
        on_lines = _is_on_lines(owner) if owner.parts else "\n" in owner.outer and self._unit != ""
        lead = self._lead(owner, index, on_lines=on_lines)
        part = Part(lead, PENDING, key, self._colon_of(owner) if key else "")
        nested_on_lines = on_lines and all(_is_on_lines(node) for node in owner if _has_parts(node))
        part.value = self._node(value, lead, on_lines=nested_on_lines)
        if not owner.parts:
            part.tail = owner.outer if on_lines else ""
        elif index == 0 and not on_lines:
            owner.parts[0].lead = owner.parts[1].lead if len(owner.parts) > 1 else self._gap
        elif index >= len(owner.parts):
            part.tail, owner.parts[-1].tail = owner.parts[-1].tail, ""
        owner.parts.insert(index, part)
        return part.value

    def _lead(self, owner: Container, index: int, *, on_lines: bool) -> str:
        if not owner.parts:
            return owner.outer + self._unit if on_lines else ""
        if on_lines or index == 0:
            return owner.parts[0 if index == 0 else -1].lead
        return owner.parts[1].lead if len(owner.parts) > 1 else self._gap

    def _colon_of(self, owner: Container) -> str:
        return owner.parts[0].colon if owner.parts else self._colon

    def _node(self, value: JsonValue, outer: str, *, on_lines: bool) -> Node:
        if not isinstance(value, dict | list):
            return Scalar(spell(value, self.spelling))
        container = Container("{" if isinstance(value, dict) else "[", outer)
        lead = outer + self._unit if on_lines else ""
        entries = list(value.items()) if isinstance(value, dict) else [("", entry) for entry in value]
        for number, (key, entry) in enumerate(entries):
            spelled = spell(key, self.spelling) if container.opening == "{" else ""
            before = lead if on_lines or number == 0 else self._gap
            node = self._node(entry, before, on_lines=on_lines)
            container.parts.append(Part(before, node, spelled, self._colon if spelled else ""))
        if entries and on_lines:
            container.parts[-1].tail = outer
        return container


def _means_nothing(node: Node) -> bool:
    if isinstance(node, Container):
        return all(_means_nothing(inner) for inner in node)
    is_text = node.literal.startswith('"')
    return not node.value or (not is_text and same_value(node.value, _ZERO))


def _is_on_lines(node: Node) -> bool:
    return isinstance(node, Container) and bool(node.parts) and "\n" in node.parts[0].lead


def _has_parts(node: Node) -> bool:
    return isinstance(node, Container) and bool(node.parts)


def _part_of(owner: Container, node: Node) -> Part | None:
    return next((part for part in owner.parts if part.value is node), None)
