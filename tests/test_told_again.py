"""Problems told in another language leave no words of the program in English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from builders import Orders, line
from pipeline.catalogue.names import NAMES
from pipeline.intake import read_policy
from pipeline.kernel import correct
from pipeline.languages import LANGUAGES, Phrase, Words, find_words
from pipeline.ledger import open_ledger
from pipeline.plan.values import read_kind, read_yes_no
from pipeline.policy import Journal, Policy
from pipeline.problems import InputRefused, to_table
from pipeline.retell import tell_table
from pipeline.workbook.edit_file import read_edits
from pipeline.workbook.headers import action_word, read_field, sheet_target, target_word
from schemas.edits import FIELDS_OF_TARGET, SHEETS
from test_languages import MESSAGES

HOME = Path(__file__).resolve().parent.parent / "pipeline"
FRENCH = {
    message.id
    for path in (MESSAGES.CATALOGUES / "fr").glob("*.po")
    for message in MESSAGES.read_catalogue(path, "fr")
    if message.id
}


class Masked(Words):
    """A language in which every text of the catalogues is dots: what can be read was not translated."""

    def __init__(self) -> None:
        super().__init__("fr", "CH")

    def text(self, text: str) -> str:
        """The text with dots for its letters, if it is in the catalogues; its facts still to be filled in."""
        parts = re.split(r"({\w*})", text)
        masked = "".join(part if part.startswith("{") else _dots(part) for part in parts)
        return masked if text in FRENCH else text


def _dots(text: str) -> str:
    return re.sub(r"[A-Za-z]", "·", text)


def leftovers(problems: pd.DataFrame, *inputs: str) -> set[str]:
    """The words of the told sentences that stand neither in the catalogues nor in the inputs."""
    given = {word for text in inputs for word in _words(text)}
    told = tell_table(problems, Masked())
    said = {word for name in ("message", "expected", "fix") for text in told[name] for word in _words(text)}
    return said - given


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]{2,}", text)


ROWS = """\
1,change,item:TASSE,price,,abc
1,change,item:TASSE,price,,1.23456789
1,change,item:TASSE,price,,1e20
1,change,item:TASSE,price,,EUR 5
1,change,item:TASSE,price,,"1,234"
1,change,item:TASSE,name,,<clear>
1,change,item:TASSE,weight,,5
1,change,item:TASSE,quantiy,,5
1,change,item:TELLER,price,,5
1,change,item:TASS,price,,5
1,change,customer,email,,nobody
1,change,customer,ship_city,Bern,Genf
1,change,customer,ship_city,,Chur
1,change,customer,,,
1,twist,item:TASSE,price,,5
1,change,custmer,name,,Zoe
1,add,tax,rate,,5%
1,change,tax:VAT,rate,,x%
1,remove,discount,,,
1,remove,tax,,,
1,add,discount:Promo,value,,ten
1,change,order,tax_exempt,,perhaps
1,change,order,tax_exempt,,no
1,change,order,shipping_fee,3.00,4.00
1,change,order,shipping_fee,,-4.00
1,add,item,price,,5
9,change,item:TASSE,price,,5
10,change,item:TASSE,price,,5
,change,item:TASSE,price,,5
2,change,item:TASSE,price,,5
2,change,item:TASSE,price,,6
2,remove,item:TASSE,,,
2,change,item:TASSE,quantity,,2
3,change,item:TASSE,price,,900
3,remove,item:TASSE,,,
4,change,item:TASSE,price,,900
4,change,customer,phone,,1
5,change,item:TASSE,price,,1
6,change,item:TASSE,price,,1
"""
HEADER = "order,action,target,field,old,value\n"


def make_orders() -> Orders:
    """Small orders; some do not add up, are refunded or share an edit."""
    orders = Orders()
    for number in ("2", "3", "4", *(str(100 + place) for place in range(len(ROWS.splitlines())))):
        orders.add(number, line("TASSE", "5.00"), total="5.00", ship_city="Chur")
    orders.add("5", line("TASSE", "5.00"), total="9.00")
    return orders.add("6", line("TASSE", "5.00"), total="5.00", state="refunded")


def find_problems(folder: Path, policy: Policy) -> pd.DataFrame:
    """What the reader and the kernel find in the rows, each row of order 1 with an order of its own."""
    rows = [
        f"{100 + place}{row[1:]}" if row.startswith("1,") else row
        for place, row in enumerate(ROWS.splitlines())
    ]
    path = folder / "edits.csv"
    path.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    found = read_edits(path, 0)
    outcome = correct(make_orders().tables(), found.edits, policy)
    return pd.concat([to_table(found.problems), outcome.problems], ignore_index=True)


STRICT = Policy(
    largest_refund={"CHF": "1.00"},
    largest_change={"CHF": "100.00"},
    largest_refund_of_run={"CHF": "2.00"},
    largest_change_of_run={"CHF": "3.00"},
    allowed_edits=("item.price", "customer"),
)


@pytest.mark.parametrize("policy", [Policy(), STRICT, Policy(closed_states=("paid",))])
def test_problems_of_edits_are_told_whole(policy: Policy, tmp_path: Path) -> None:
    found = find_problems(tmp_path, policy)
    assert len(set(found["code"])) > 5
    nearest = "quantité Steuer"  # suggestions name the words of all four languages
    settings = "largest_refund largest_change largest_refund_of_run largest_change_of_run allowed_edits"
    assert (
        leftovers(found, ROWS, HEADER, "edits.csv orders.json CHF closed_states", settings, nearest) == set()
    )


FILES = {
    "a.csv": "order;item;price\n",
    "b.csv": "article;prix;quantity\nTASSE;90;1\n",
    "c.csv": "order,action,field,value\nK1,change,price,90\n",
    "d.csv": 'order,item,price\n1,"TASSE,5\n',
    "e.json": '[\n {"order": "K1001",',
    "f.json": '{"order": 5}',
    "g.json": "{}",
    "h.json": '[{"order": "1", "order": "2"}]',
    "i.json": '{"items": [5]}',
    "j.json": '[{"order": "1", "item": "#1", "price": NaN}]',
    "k.xlsx": "%PDF-1.7",
    "l.xlsx": "PK\x03\x04",
    "m.xlsx": "TASSE",
    "n.csv": "<html><body>",
    "o.csv": "order;item;price;prix;weight;quantiy\n1;A;5;6;7;8\n",
    "p.csv": "order;item;price\n1;A;5;6\n\n",
    "q.csv": "",
}


@pytest.mark.parametrize("name", FILES)
def test_problems_of_files_are_told_whole(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(FILES[name], encoding="utf-8")
    try:
        found = read_edits(path, 0).problems
    except InputRefused as refused:
        found = tuple(refused.problems)
    # Python's own words on JSON and CSV stay as they are; sheets are named in English there
    foreign = "Expecting property name enclosed in double quotes unexpected end of data Edits"
    assert leftovers(to_table(found), name, FILES[name], foreign, "xlsx") == set()


POLICIES = [
    "tolerance = 5",
    "tolerance_hundredths = 'x'",
    "allowed_edits = ['item.prize']",
    "closed_states = 'paid'",
    "order_discounts = 'go'",
    "uncertain_below_percent = 200",
    "cash_rounding = 5",
    "[largest_refund]\nCHF = 5",
    "[largest_refund]\nchf = '5'",
    "[largest_refund]\nCHF = '5.001'",
    "[conventions]\nshopify = 'shopify-vta'",
    "[conventions]\nshopify = 5",
    "[conventions.shopify]\ntax = 5",
    "[conventions.shopify]\npreset = 5",
    "journal = 'csv'",
    *(
        f"[journal]\nrefunds_payable = '2210'\nshipping = '3400'\nrounding = '6960'\n{rest}"
        for rest in (
            "sale = '3200'",
            "sales = 3200",
            "receivable = '1100'",
            "forms = 'csv'",
            "forms = ['beancont']",
            "vat = {'8.1' = 2200}",
            "beancount_opens_accounts = 'no'",
            "datev = {client = 1}",
            "datev = {consultant = 'x', client = 1}",
            "datev = {consultant = 7, client = 1}",
            "datev = {consultant = 1001, client = 1, fiscal_year_start = '02-30'}",
            *(
                f"receivable = '1100'\nsales = '3200'\n{more}"
                for more in (
                    "forms = ['banana']",
                    "forms = ['datev']\ncurrency = 'EUR'",
                    "forms = ['datev']\ncurrency = 'KWD'\ndatev = {consultant = 1001, client = 1}",
                    "forms = ['datev']\ncurrency = 'EUR'\nvat = '2200000'\n"
                    "datev = {consultant = 1001, client = 1}",
                    "currency = 'Franken'",
                    "vat = '32;00'",
                    "beancount = {3200 = 'Sales'}",
                )
            ),
        )
    ),
    "seller = 'Atelier'",
    "[seller]\niban = 'CH93'",
    "[seller]\nname = ''",
    "[seller]\nname = 'A'\naddress = 'B'",
    "[seller]\nname = 'A'\nadress = ['B']",
    "[seller]\nname = 'A'\niban = 'CH93'",
    "[seller]\nname = 'A'\nvat_number = 'CHE-1'",
]


@pytest.mark.parametrize("policy", POLICIES)
def test_problems_of_policies_are_told_whole(policy: str, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(policy, encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        read_policy(path)
    found = to_table(refused.value.problems)
    names = " ".join(re.findall(r"[a-z]+(?:[_.-][a-z]+)+|stay|proportional", " ".join(found["message"])))
    data = "policy.toml policy README conventions journal seller name address sales beancount csv CHF MWST DATEV EXTF"
    roots = "Assets Liabilities Equity Income Expenses Gasse Bern"
    assert leftovers(found, policy, names, data, roots) == set()


def test_a_refused_ledger_is_told_whole(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused, open_ledger(tmp_path, now="2026-01-01T00:00:00"):
        pass
    assert leftovers(to_table(refused.value.problems), str(tmp_path)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_advice_names_words_that_the_edits_file_takes(language: str) -> None:
    words = find_words(language)
    for target, names in FIELDS_OF_TARGET.items():
        assert target_word(words.text(target)) == target
        assert sheet_target(words.text(SHEETS[target])) == target
        for field in names:
            for spelled in (field, field.replace("_", " ")):
                found = read_field(words.text(spelled), target)
                assert found is not None, spelled
                assert found.field == field
    assert [action_word(one) for one in _named(words, "add, change or remove")] == ["add", "change", "remove"]
    assert [read_kind(one) for one in _named(words, "amount or percent")] == ["amount", "percent"]
    assert [read_yes_no(one).number for one in _named(words, "yes or no")] == [1, 0]
    targets = [target_word(one) for one in _named(words, "item, customer, discount, order or tax")]
    assert targets == list(FIELDS_OF_TARGET)
    sheets = [sheet_target(one) for one in _named(words, "Items, Customer, Discounts, Order or Taxes")]
    assert sheets == list(FIELDS_OF_TARGET)


def _named(words: Words, text: str) -> list[str]:
    """The words that a list such as `add, change or remove` names in that language."""
    return re.split(r", | or | ou | oder | o ", words.text(text))


# the source: no fact of a problem is a plain English text

FACTS = {"found", "expected", "hint", "kind"}
MAKERS = {"problem", "refuse", "report", "with_facts", "_tell"}
RETURNED = {"seller.py": ("find_fault", "_fault_of_lines", "_fault_of_text")}
"""Functions whose texts are told as they are returned, by module."""
RAISED = {"PolicyError", "BrokenWorkbook", "RecordsDisagree", "CannotChain", "LedgerBusy"}
OTHERS = {"languages", "explain", "reports"}
MODULES = [path for path in sorted(HOME.rglob("*.py")) if not OTHERS & set(path.parts)]


def find_plain(source: str) -> Iterator[str]:
    """The plain English of facts: texts and f-strings with words, outside of `phrase`, `named` and `N_`."""
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in MAKERS:
            yield from (text for one in call.keywords if one.arg in FACTS for text in _english_in(one.value))
        elif name in RAISED:
            yield from (text for one in call.args for text in _english_in(one))


def _english_in(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("phrase", "named", "listed", "_money"):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search("[a-z]{2}", node.value):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        texts = [one.value for one in node.values if isinstance(one, ast.Constant)]
        yield from (str(text) for text in texts if re.search("[a-z]{2}", str(text)))
    elif isinstance(node, ast.IfExp):
        yield from (*_english_in(node.body), *_english_in(node.orelse))
    elif isinstance(node, ast.BoolOp):
        yield from (text for one in node.values for text in _english_in(one))
    elif isinstance(node, ast.BinOp):
        yield from (*_english_in(node.left), *_english_in(node.right))


def test_every_fact_that_is_not_a_users_is_a_phrase() -> None:
    found = {path.name: list(find_plain(path.read_text(encoding="utf-8"))) for path in MODULES}
    assert {name: plain for name, plain in found.items() if plain} == {}


def find_returned(source: str, functions: tuple[str, ...]) -> Iterator[str]:
    """The plain English these functions return."""
    for function in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)):
        if function.name in functions:
            returned = (node.value for node in ast.walk(function) if isinstance(node, ast.Return))
            yield from (text for value in returned if value is not None for text in _english_in(value))


@pytest.mark.parametrize("module", RETURNED)
def test_every_fault_that_is_returned_is_a_phrase(module: str) -> None:
    (path,) = (path for path in MODULES if path.name == module)
    source = path.read_text(encoding="utf-8")
    assert all(f"def {function}(" in source for function in RETURNED[module])
    assert list(find_returned(source, RETURNED[module])) == []


ABOUT = (Policy, Journal)
"""Settings whose comments stand in a policy file."""


@pytest.mark.parametrize("table", ABOUT)
def test_every_setting_of_a_policy_is_commented_in_the_catalogues(table: type) -> None:
    about = {setting.name: setting.metadata["about"] for setting in fields(table)}
    texts = {name: text.template if isinstance(text, Phrase) else text for name, text in about.items()}
    assert {name: text for name, text in texts.items() if text not in FRENCH} == {}


def test_plain_facts_are_found() -> None:
    source = (
        'problem("a", found="it is a folder")\nself.report("b", hint=f"row {row} and" if x else "")\n'
        'refuse("c", found=name or "nothing")\nraise PolicyError(f"{name} is wrong")\n'
        'problem("d", found=phrase("it is a folder"), column="Name")\n'
    )
    assert list(find_plain(source)) == ["it is a folder", "row ", " and", "nothing", " is wrong"]
    returning = 'def tell(name):\n    return f"{name} is wrong" if name else phrase("it is right")\n'
    assert list(find_returned(returning, ("tell",))) == [" is wrong"]


def test_the_programs_names_are_those_of_fields_and_sheets() -> None:
    fields = {field for known in FIELDS_OF_TARGET.values() for field in known}
    assert {*fields, *SHEETS.values(), *FIELDS_OF_TARGET} <= NAMES
