"""Where the orders of a JSON file stand: one, a page, a list, or one after the other."""

from __future__ import annotations

import pytest

from pipeline.formats.ecwid_json.json_orders import find_orders, parse_value, read_json_file
from pipeline.problems import InputRefused

ONE = '{"order": 1, "total": 12.50}'
TWO = '{"order": 2, "total": 1e2}'


def is_order(value):
    return isinstance(value, dict) and "order" in value


def spans(folder, text, encoding="utf-8"):
    path = folder / "orders.json"
    path.write_bytes(text.encode(encoding))
    source = read_json_file(path)
    return [source.text[found.start : found.end] for found in find_orders(source, is_order)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ONE, [ONE]),
        (f"\n {ONE} \n", [ONE]),
        (f"[{ONE} , {TWO}]", [ONE, TWO]),
        (f"{ONE}\n{TWO}\n", [ONE, TWO]),
        (f"{ONE}\r\n\r\n{TWO}", [ONE, TWO]),
        (f"{ONE}{TWO}", [ONE, TWO]),
        (
            f'{{"total": 2, "count": 2, "offset": 0, "limit": 9, "items": [{ONE},{TWO}], "more": [1]}}',
            [ONE, TWO],
        ),
        (f'{{"orders": [{ONE}]}}', [ONE]),
        (f'{{"count": 1, "items": [{ONE}]}}\n{{"count": 1, "items": [{TWO}]}}', [ONE, TWO]),
        ('{"total": 0, "count": 0, "offset": 0, "limit": 9, "items": []}', []),
        ("[]", []),
        (f'[{ONE}, null, "x"]', [ONE, "null", '"x"']),
        ('{"order": 1, "items": [{"sku": "A"}]}', ['{"order": 1, "items": [{"sku": "A"}]}']),
        ('{"customers": [{"name": "A"}]}', ['{"customers": [{"name": "A"}]}']),
        ("{}", ["{}"]),
    ],
)
def test_each_order_is_found_at_its_place(tmp_path, text, expected):
    assert spans(tmp_path, text) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_positions_hold_in_every_encoding(tmp_path, encoding):
    text = '[{"order": "Größe 😀"}, {"order": "é"}]'
    assert spans(tmp_path, text, encoding) == ['{"order": "Größe 😀"}', '{"order": "é"}']


def test_numbers_stay_as_they_are_spelled():
    assert parse_value('{"a": 12.50, "b": 1e2, "c": 007e0}'.replace("007e0", "7")) == {
        "a": "12.50",
        "b": "1e2",
        "c": "7",
    }


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"order": 1, "total": 12', 1, 25),
        ('{"order": 1, "total"', 1, 21),
        (f'[{ONE},\n {{"order": ', 2, 12),
        (f"[{ONE}", 1, 30),
        (f'{{"count": 1,\n"items": [{ONE}]', 2, 40),
        (f"{ONE}\n{ONE[:-1]}", 2, 28),
        (f"{ONE} x", 1, 30),
        ('{"order": NaN}', 1, 11),
        ("{'order': 1}", 1, 2),
        (f'{{"count": 1, "items": [{ONE}], nothing}}', 1, 55),
    ],
)
def test_a_broken_file_is_refused_with_the_place(tmp_path, text, line, column):
    with pytest.raises(InputRefused) as refused:
        spans(tmp_path, text)
    problem = refused.value.problems[0]
    assert (problem.code, problem.row) == ("json-broken", line)
    assert f"line {line}, column {column}" in problem.message


def test_a_file_nested_without_end_is_refused(tmp_path):
    with pytest.raises(InputRefused, match="nested too deeply"):
        spans(tmp_path, "[" * 200_000)


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_file_is_refused(tmp_path, text):
    with pytest.raises(InputRefused) as refused:
        spans(tmp_path, text)
    assert refused.value.problems[0].code == "file-empty"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_replaced_spans_leave_every_other_byte(tmp_path, encoding):
    path, out = tmp_path / "orders.json", tmp_path / "out.json"
    path.write_bytes('[ {"order":"Zürich"} ,\r\n{"order":"é"}]\r\n'.encode(encoding))
    source = read_json_file(path)
    first, second = find_orders(source, is_order)
    source.write(out, {})
    assert out.read_bytes() == path.read_bytes()
    source.write(out, {(second.start, second.end): "2", (first.start, first.end): "1"})
    assert out.read_bytes() == "[ 1 ,\r\n2]\r\n".encode(encoding)
