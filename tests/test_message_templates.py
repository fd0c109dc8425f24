"""Templates of messages: those that come with the program, and what is said of broken ones."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.languages import LANGUAGES
from pipeline.messages import ACTIONS, Facts, TaxFacts, Templates, list_variables, read_templates
from pipeline.messages.facts import EXAMPLES
from pipeline.problems import InputRefused
from shop_files import Shop

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "messages"
README = (SAMPLES / "README.md").read_text(encoding="utf-8")
KINDS = [(action, language) for action in ACTIONS for language in LANGUAGES]
SITUATIONS = [(False, False), (True, False), (True, True)]


@pytest.fixture(scope="module")
def samples() -> Templates:
    return read_templates(SAMPLES)


@pytest.mark.parametrize(("action", "language"), KINDS)
@pytest.mark.parametrize(("asked_before", "set_against"), SITUATIONS)
def test_every_message_says_how_much_of_which_order(
    samples: Templates, action: str, language: str, asked_before: bool, set_against: bool
) -> None:
    facts = replace(EXAMPLES[0], action=action, asked_before=asked_before, set_against=set_against)
    filled = samples.fill_in(language, facts)
    assert "1001" in filled.subject
    assert filled.text.count("20.00 CHF") >= 1
    assert "120.00 CHF" in filled.text
    assert "- Added: 2 × Tea at 10.00 CHF\n- Shipping fee" in filled.text
    assert filled.text.endswith("\nTea House\n")
    assert filled.text.count("\n[") == 1, "one line that the shop fills in"
    assert "\n\n\n" not in filled.text


@pytest.mark.parametrize(("action", "language"), KINDS)
def test_a_customer_without_a_name_is_greeted_all_the_same(
    samples: Templates, action: str, language: str
) -> None:
    greeting = samples.fill_in(language, replace(EXAMPLES[1], action=action)).text.split("\n")[:2]
    assert greeting in (["Dear customer,", ""], ["Bonjour,", ""], ["Guten Tag", ""], ["Buongiorno,", ""])


def test_the_texts_are_spelled_as_in_switzerland() -> None:
    german, french = (
        "\n".join(path.read_text(encoding="utf-8") for path in SAMPLES.glob(f"*.{language}.txt"))
        for language in ("de", "fr")
    )
    assert "ß" not in german
    assert re.findall(r"[\w}] ?[:;?!](?= |$)", french, flags=re.MULTILINE) == []
    assert "'" not in french


@pytest.mark.parametrize(("kind", "prefix"), [(Facts, ""), (TaxFacts, "tax.")])
def test_the_readme_lists_the_variables_there_are(kind: type[Facts | TaxFacts], prefix: str) -> None:
    listed = dict(re.findall(r"^\| `([a-z_.]+)` \| (.*) \|$", README, flags=re.MULTILINE))
    ours = {f"{prefix}{name}": about for name, about in list_variables(kind).items()}
    assert {name: about for name, about in listed.items() if name.startswith("tax.") == bool(prefix)} == ours


def write(folder: Path, **sources: str | bytes) -> Path:
    """A folder with all templates, some of them replaced: `refund_fr="…"`."""
    for action, language in KINDS:
        source = sources.get(f"{action}_{language}", f"{action}\n\n{{{{ amount }}}}")
        content = source if isinstance(source, bytes) else source.encode()
        (folder / f"{action}.{language}.txt").write_bytes(content)
    return folder


BROKEN = [
    ("Refund\n\nDear {{ nme }},", 3, "there is no nme (name"),
    ("Refund\n{% if false %}\n{{ amont }}\n{% endif %}", 3, "there is no amont (amount"),
    ("Refund\n{% for tax in taxes %}\n{{ tax.ammount }}\n{% endfor %}", 3, "'ammount'"),
    ("Refund\n\n{% if name %}\nDear", 4, "end of template"),
    ("Refund\n\n{{ amount|money }}", 3, "money"),
    ("Refund\n{{ 1 // 0 }}", 2, "ZeroDivisionError"),
    ("Refund\n\n{{ order_id.__class__.__mro__ }}", 3, "__class__"),
    ("Refund\n{% include 'secret.txt' %}", 2, "no loader"),
    ("\n\n", 1, "no subject"),
    ("Only a subject", 1, "no text"),
    (b"Remboursement \xe9", 0, "UTF-8"),
]


@pytest.mark.parametrize(("source", "line", "why"), BROKEN)
def test_a_broken_template_is_told_with_its_line(
    source: str | bytes, line: int, why: str, tmp_path: Path
) -> None:
    with pytest.raises(InputRefused) as refused:
        read_templates(write(tmp_path, refund_fr=source))
    (found,) = refused.value.problems
    assert (found.code, found.file, found.row) == ("template-broken", "refund.fr.txt", line)
    assert why in found.message


def test_all_broken_templates_are_told_together_and_nothing_is_written(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    folder = tmp_path / "templates"
    folder.mkdir()
    write(folder, refund_fr="A\n\n{{ b }}", bill_it="A\n\n{{ c }}")
    (folder / "refnd.fr.txt").write_text("A\n\nB", encoding="utf-8")
    ran = shop.apply("--messages", folder, "--json")
    assert ran.status == 3
    assert [(one["code"], one["file"]) for one in ran.problems] == [
        ("template-broken", "bill.it.txt"),
        ("template-broken", "refnd.fr.txt"),
        ("template-broken", "refund.fr.txt"),
    ]
    assert not shop.out.exists()


def test_the_default_language_needs_every_template(tmp_path: Path) -> None:
    for path in write(tmp_path).glob("*.en.txt"):
        path.unlink()
    templates = read_templates(tmp_path)
    templates.require("fr")
    with pytest.raises(InputRefused) as refused:
        templates.require("en")
    (found,) = refused.value.problems
    assert found.code == "template-missing"
    assert "collect.en.txt, refund.en.txt, bill.en.txt" in found.message


def test_a_folder_that_cannot_be_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    codes = {}
    for name in ("a-file", "empty", "nowhere"):
        with pytest.raises(InputRefused) as refused:
            read_templates(tmp_path / name)
        codes[name] = refused.value.problems[0].code
    assert codes == {"a-file": "file-unreadable", "empty": "template-missing", "nowhere": "file-not-found"}


def test_no_fact_can_add_lines_to_a_message(samples: Templates) -> None:
    filled = samples.fill_in("en", replace(EXAMPLES[0], order_id="{{ 7 * 7 }} <b>&"))
    assert "{{ 7 * 7 }} <b>&" in filled.subject, "facts are neither run nor escaped"
