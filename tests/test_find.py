"""Finding orders: by any word of them, narrowed by options, told apart from the exports on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from builders import Orders, line
from pipeline.cli import main
from pipeline.commands.find import split_words
from pipeline.find import NoSuchStatus, Wanted, print_found, select_orders
from pipeline.languages import find_words
from pipeline.problems import InputRefused
from pipeline.search import OrderSearch
from pipeline.workbook.edit_file import read_edits
from schemas.orders import Tables

pytestmark = pytest.mark.thorough

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
SHOPIFY = str(SAMPLES / "shopify-orders.csv")


@pytest.fixture(scope="module")
def shop() -> Tables:
    orders = Orders()
    orders.add(
        "1001", line("TEA-01", "9.00", name="Théière  Céladon"), name="Zoé Müller", email="zoe@example.ch",
        phone="+41 79 555 00 19", ship_city="Genève", ordered_at="2026-03-02T11:52:00+01:00",
    )  # fmt: skip
    orders.add(
        "11001", line("CUP-01", "9.00", name="Tasse"), line("TEA-02", "5.00", name="Sencha"), name="Jean Roy",
        email="jean@example.ch", state="unpaid", alternative_id="X-77", ordered_at="2026-03-05",
    )  # fmt: skip
    orders.add(
        "#2002", line("BOX", "9.00", name="Boîte"), name="Zoé Roy", payment_reference="ch_88", comments="Dépêchez !",
        state="refunded",
    )  # fmt: skip
    return orders.tables()


def found(shop: Tables, **wanted: object) -> list[str]:
    return select_orders(shop, Wanted(**wanted)).tables.orders["order_id"].tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("theiere", ["1001"]),
        ("THEIERE CELADON", ["1001"]),
        ("+4179 5550019", ["1001"]),
        ("zoe", ["1001", "#2002"]),
        ("roy zoe", ["#2002"]),
        ("zoe tasse", []),
        ("1001", ["1001", "11001"]),
        ("#1001", ["1001", "11001"]),
        ("x-77", ["11001"]),
        ("CH_88", ["#2002"]),
        ("depechez", ["#2002"]),
        ("geneve tea-01", ["1001"]),
        ("müllerzoe", []),
        ("#", []),
    ],
)
def test_every_word_must_stand_somewhere(shop: Tables, text: str, expected: list[str]) -> None:
    assert found(shop, text=text) == expected


def test_a_workbook_takes_the_closest_order(shop: Tables) -> None:
    keys = dict(zip(shop.orders["order_id"], shop.orders["order_key"], strict=True))
    search = OrderSearch(shop)
    assert search.find_closest("1001") == [keys["1001"]]
    assert search.find_closest("Muller") == [keys["1001"]]
    assert search.find_closest("roy sencha") == [keys["11001"]]
    assert search.find_closest(" ") == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"email": "JEAN@"}, ["11001"]),
        ({"item": "sencha tea"}, ["11001"]),
        ({"item": "sencha cup"}, []),
        ({"numbers": ("2002", "01001")}, ["1001", "#2002"]),
        ({"since": "2026-03-05"}, ["11001"]),
        ({"since": "2026-03-02", "text": "example"}, ["1001", "11001"]),
        ({"statuses": ("unbezahlt",)}, ["11001"]),
        ({"statuses": ("payée", "rimborsato")}, ["1001", "#2002"]),
        ({"statuses": ("partially_paid",)}, []),
        ({"text": "roy", "statuses": ("paid",)}, []),
    ],
)
def test_each_option_narrows(shop: Tables, wanted: dict[str, object], expected: list[str]) -> None:
    assert found(shop, **wanted) == expected


def test_orders_without_a_day_are_counted(shop: Tables) -> None:
    told = select_orders(shop, Wanted(text="zoe", since="2026-01-01"))
    assert (len(told), told.undated) == (1, 1)
    assert "1 order was left out" in print_found(told, find_words("en"))
    assert "1 commande trouvée." in print_found(told, find_words("fr"))


def test_a_number_there_is_not_is_refused(shop: Tables) -> None:
    with pytest.raises(InputRefused, match="No order 3003"):
        found(shop, numbers=("1001", "3003"))


def test_a_status_no_order_has_is_refused_with_those_there_are(shop: Tables) -> None:
    with pytest.raises(NoSuchStatus, match=r"lost.*paid, refunded, unpaid"):
        found(shop, statuses=("lost",))


def test_where_the_text_stands_is_told(shop: Tables) -> None:
    told = select_orders(shop, Wanted(text="zoe tea"))
    assert list(told.places.values()) == [
        [("name", "Zoé Müller"), ("email", "zoe@example.ch"), ("item.sku", "TEA-01")]
    ]
    shown = print_found(told, find_words("de"))
    assert "Name, E-Mail, Art" in shown
    assert "1 × Théière" in shown


@pytest.mark.parametrize(
    ("words", "has_filter", "paths", "text"),
    [
        ((SHOPIFY, "anna"), False, [SHOPIFY], "anna"),
        ((SHOPIFY, "new.csv", "anna keller"), False, [SHOPIFY, "new.csv"], "anna keller"),
        ((SHOPIFY,), True, [SHOPIFY], ""),
        ((SHOPIFY, "anna"), True, [SHOPIFY], "anna"),
        ((SHOPIFY, "gone.json"), True, [SHOPIFY, "gone.json"], ""),
        ((SHOPIFY, "anna@example.ch"), True, [SHOPIFY], "anna@example.ch"),
    ],
)
def test_exports_and_text_are_told_apart(
    words: tuple[str, ...], has_filter: bool, paths: list[str], text: str
) -> None:
    assert split_words(words, has_filter=has_filter) == ([Path(path) for path in paths], text)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([SHOPIFY], "Nothing to search"),
        (["anna"], "name an export before the text"),
        (["anna", "--since", "2026-01-01"], "name an export before the text"),
        ([SHOPIFY, SHOPIFY], "is a file, but the last argument is the text"),
        ([SHOPIFY, "anna", "keller"], 'Put several words in quotes: "anna keller"'),
        ([SHOPIFY, "anna", "--since", "soon"], "soon is no day"),
        ([SHOPIFY, "--status", "lost"], "no order has the status lost"),
        ([SHOPIFY, "anna", "-o", SHOPIFY], "is there already"),
    ],
)
def test_a_confusion_is_wrong_use(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(main, ["find", *arguments])
    assert result.exit_code == 2
    assert said in result.output


def test_a_missing_export_is_an_invalid_input() -> None:
    result = CliRunner().invoke(main, ["find", "gone.csv", "anna"])
    assert result.exit_code == 3
    assert "There is no file gone.csv" in result.output


def test_nothing_found_is_status_4_and_writes_nothing(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["find", SHOPIFY, "xyzzy", "-o", str(tmp_path / "edits.xlsx")])
    assert (result.exit_code, result.output) == (4, "No order found.\n")
    assert list(tmp_path.iterdir()) == []


def test_the_workbook_holds_just_the_orders_found(tmp_path: Path) -> None:
    edits = tmp_path / "edits.xlsx"
    command = ["find", SHOPIFY, "--order", "3016", "#3029", "--lang", "it", "-o", str(edits)]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0
    assert "2 ordini trovati." in result.output
    orders = [
        row[0] for row in openpyxl.load_workbook(edits)["Ordine"].iter_rows(min_row=4, values_only=True)
    ]
    assert orders == ["#3016", "#3029"]
    assert read_edits(edits, 0).rows_read == 0


def test_json_holds_the_values_found() -> None:
    result = CliRunner().invoke(main, ["find", SHOPIFY, "earl grey", "--order", "3016", "--json"])
    (order,) = json.loads(result.output)["orders"]
    assert (order["order"], order["total"], order["currency"]) == ("#3016", "80.30", "CHF")
    assert order["found_in"] == [{"what": "item.name", "value": "Earl Grey bio, 100 g"}]
