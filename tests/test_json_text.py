"""JSON edited in places: what is not touched keeps its bytes, what is new looks like the rest."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.formats.ecwid_json.json_spelling import Number, Spelling, find_spelling
from pipeline.formats.ecwid_json.json_text import JsonText

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)
STYLES = [
    {"indent": 2},
    {"indent": 4, "ensure_ascii": False},
    {"indent": "\t"},
    {},
    {"separators": (",", ":")},
]


@given(st.dictionaries(st.text(max_size=5), VALUES), st.sampled_from(STYLES))
def test_text_taken_apart_and_put_together_is_the_same(value, style):
    text = json.dumps(value, **style)
    assert JsonText(text).render() == text


@pytest.mark.parametrize("text", ['{ "a" : 1e2 ,\r\n\t"b":[ ] , "a":{} }', '[1,\n 2 , "\\"]"]', "{}"])
def test_odd_white_space_and_spellings_are_kept(text):
    assert JsonText(text).render() == text


@given(st.dictionaries(st.text(max_size=5), VALUES, min_size=1), st.sampled_from(STYLES), VALUES)
def test_adding_and_taking_away_again_gives_the_same_bytes(value, style, new):
    text = json.dumps({**value, "list": [1]}, **style)
    edited = JsonText(text)
    edited.append(edited.find_container("list"), {"new": new})
    edited.put(edited.root, "a new member", "x")
    assert json.loads(edited.render()) == {**value, "a new member": "x", "list": [1, {"new": new}]}
    again = JsonText(edited.render())
    again.remove(again.find_container("list"), 1)
    again.put(again.root, "a new member", "")
    again.drop_emptied()
    assert again.render() == text


def test_a_changed_value_takes_the_place_of_the_old_one():
    order = JsonText('{"total": 10, "name" : "Tasse", "is": false}')
    order.put(order.root, "total", Number("9.5"))
    order.put(order.root, "name", "Kanne")
    order.put(order.root, "is", value=True)
    assert order.render() == '{"total": 9.5, "name" : "Kanne", "is": true}'


@pytest.mark.parametrize("literal", ["10", "10.0", "10.00", "1e1", '"10"'])
def test_an_equal_number_keeps_its_spelling(literal):
    order = JsonText(f'{{"total": {literal}}}')
    order.put(order.root, "total", Number("10"))
    assert order.render() == f'{{"total": {literal}}}'


def test_a_text_that_looks_like_the_number_that_stood_there_is_written_as_it_is():
    order = JsonText('{"sku": 123}')
    order.put(order.root, "sku", "00123")
    assert order.render() == '{"sku": "00123"}'


def test_the_text_0_is_something():
    order = JsonText('{"phone": "1"}')
    order.put(order.root, "phone", "0")
    order.drop_emptied()
    assert order.render() == '{"phone": "0"}'


def test_a_number_written_as_text_stays_text():
    order = JsonText('{"total": "10"}')
    order.put(order.root, "total", Number("9.5"))
    assert order.render() == '{"total": "9.5"}'


def test_a_text_that_writes_needless_zeros_goes_on_doing_so():
    order = JsonText('{"total": 12.50, "tax": 1.25, "count": 3}')
    for name, number in (("total", "9.5"), ("tax", "2"), ("count", "4")):
        order.put(order.root, name, Number(number))
    assert order.render() == '{"total": 9.50, "tax": 2.00, "count": 4}'


def test_of_a_member_that_stands_twice_the_last_counts():
    order = JsonText('{"total": 1, "total": 2}')
    order.put(order.root, "total", Number("3"))
    assert order.render() == '{"total": 1, "total": 3}'


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("[1, 2, 3]", 0, "[2, 3]"),
        ("[1, 2, 3]", 2, "[1, 2]"),
        ("[\n  1,\n  2\n]", 0, "[\n  2\n]"),
        ("[\n  1,\n  2\n]", 1, "[\n  1\n]"),
        ("[\n  1\n]", 0, "[]"),
        ("[1]", 5, "[1]"),
    ],
)
def test_a_removed_element_vanishes_with_comma_and_white_space(text, position, expected):
    edited = JsonText(text)
    edited.remove(edited.root, position)
    assert edited.render() == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"items":[{"a":1}]}', '{"items":[{"a":1},{"a":2,"b":[]}]}'),
        ('{"items": [{"a": 1}]}', '{"items": [{"a": 1}, {"a": 2, "b": []}]}'),
        ('{"items": []}', '{"items": [{"a": 2, "b": []}]}'),
        ('{\n "items": []\n}', '{\n "items": [\n  {\n   "a": 2,\n   "b": []\n  }\n ]\n}'),
        ('{\n  "items": [{"a": 1}]\n}', '{\n  "items": [{"a": 1}, {"a": 2, "b": []}]\n}'),
        (
            '{\r\n\t"items": [\r\n\t\t{\r\n\t\t\t"a": 1\r\n\t\t}\r\n\t]\r\n}',
            '{\r\n\t"items": [\r\n\t\t{\r\n\t\t\t"a": 1\r\n\t\t},\r\n\t\t{\r\n\t\t\t"a": 2,\r\n\t\t\t"b": []\r\n\t\t}\r\n\t]\r\n}',
        ),
    ],
)
def test_an_added_element_looks_like_its_siblings(text, expected):
    edited = JsonText(text)
    edited.append(edited.find_container("items"), {"a": Number("2"), "b": []})
    assert edited.render() == expected


def test_an_emptied_member_stays_unless_it_stands_first():
    order = JsonText('{"note": "x", "email": "a@example.ch", "total": 1}')
    order.put(order.root, "email", "")
    order.put(order.root, "note", "")
    order.put(order.root, "total", Number("0"))
    order.drop_emptied(kept=frozenset({"total"}))
    assert order.render() == '{"total": 0}'


def test_only_changed_members_are_dropped():
    order = JsonText('{"note": "", "email": "a@example.ch"}')
    order.put(order.root, "email", "")
    order.drop_emptied()
    assert order.render() == '{"note": "", "email": ""}'


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ('{"city": "Zürich"}', '{"city": "Genève 1/2"}'),
        ('{"city": "Z\\u00fcrich"}', '{"city": "Gen\\u00e8ve 1/2"}'),
        ('{"city": "Z\\u00FCrich"}', '{"city": "Gen\\u00E8ve 1/2"}'),
        ('{"city": "Bern 3\\/4"}', '{"city": "Genève 1\\/2"}'),
        ('{"city": "Bern"}', '{"city": "Genève 1/2"}'),
    ],
)
def test_new_text_is_escaped_as_the_file_does(file, expected):
    order = JsonText(file, find_spelling(file))
    order.put(order.root, "city", "Genève 1/2")
    assert order.render() == expected


def test_an_escaped_backslash_before_a_u_is_no_escape():
    order = JsonText('{"a": ""}', Spelling(escapes_non_ascii=True, has_capital_digits=True))
    order.put(order.root, "a", "C:\\ubac é")
    assert order.render() == '{"a": "C:\\\\ubac \\u00E9"}'


def test_a_bare_value_cannot_be_edited():
    with pytest.raises(TypeError, match="only an object or an array"):
        JsonText("12")


def test_places_that_are_not_there_are_none():
    order = JsonText('{"items": [{"price": 1}]}')
    assert order.find("items", 0, "price").literal == "1"
    assert order.find("items", 1, "price") is None
    assert order.find("items", 0, "price", "deeper") is None
    assert order.find_container("items", 0, "price") is None
