"""Templates of messages: a folder of `refund.fr.txt` and its like, read, checked, filled in.

The first line of a template is the subject, the rest the text. Templates are
the shop's own, yet run in Jinja's sandbox: they reach nothing but what they
are given. Every one is tried out when it is read, so that a mistake shows
before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from pipeline.languages import LANGUAGES, phrase
from pipeline.messages.facts import EXAMPLES, Facts
from pipeline.messages.one_line import one_line
from pipeline.problems import InputRefused, Problem, near, problem, refuse

ACTIONS = ("collect", "refund", "bill")
_NAME = re.compile(rf"({'|'.join(ACTIONS)})\.({'|'.join(LANGUAGES)})\.txt")
_KNOWN = frozenset(EXAMPLES[0].as_variables())
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Filled:
    """A message as its template says it: one line of subject, and the text with its line ends."""

    subject: str
    text: str


@dataclass(frozen=True)
class Templates:
    """The templates of a folder by action and language."""

    folder: str
    by_name: Mapping[tuple[str, str], Template]

    def languages(self, action: str) -> frozenset[str]:
        """The languages there is a template of that action in."""
        return frozenset(language for one, language in self.by_name if one == action)

    def require(self, language: str) -> None:
        """Raise `InputRefused` (template-missing) unless that language has a template of every action."""
        missing = [f"{action}.{language}.txt" for action in ACTIONS if (action, language) not in self.by_name]
        if missing:
            raise refuse("template-missing", file=self.folder, found=", ".join(missing))

    def fill_in(self, language: str, facts: Facts) -> Filled:
        """The message of the facts' action. Raises `InputRefused` (template-broken)."""
        return _fill_in(self.by_name[facts.action, language], facts)


def list_templates(folder: Path) -> list[Path]:
    """The files of the folder that are templates: its `.txt` files, in the order of their names."""
    return sorted(path for path in folder.iterdir() if path.suffix == ".txt" and path.name[0] != ".")


def read_templates(folder: Path) -> Templates:
    """Every template of the folder, each tried out.

    Raises `InputRefused` with the problems of all of them: file-not-found,
    file-unreadable, template-broken with file and line, template-missing
    where there is none at all.
    """
    if not folder.exists():
        raise refuse("file-not-found", file=str(folder))
    if not folder.is_dir():
        raise refuse("file-unreadable", file=folder.name, found=phrase("it is not a folder"))
    found: dict[tuple[str, str], Template] = {}
    problems: list[Problem] = []
    for path in list_templates(folder):
        try:
            name = _NAME.fullmatch(path.name)
            if name is None:
                raise _broken(path.name, phrase("its name is not one of {names}", names=_NAMES))
            found[name[1], name[2]] = _read(path)
        except InputRefused as broken:
            problems += broken.problems
    if problems:
        raise InputRefused(problems)
    if not found:
        raise refuse("template-missing", file=folder.name, found=_FOR_EXAMPLE)
    return Templates(folder.name, found)


_FOR_EXAMPLE = "collect.en.txt, refund.en.txt, …"
_NAMES = f"{', '.join(ACTIONS)} + {', '.join(f'.{one}.txt' for one in LANGUAGES)}"


def _read(path: Path) -> Template:
    """One template, compiled, its variables known, filled in with the examples."""
    try:
        source = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _broken(path.name, phrase("it is not in UTF-8")) from error
    except OSError as error:
        raise refuse("file-unreadable", file=path.name, found=error.strerror or str(error)) from error
    template = _compile(source, path.name)
    for example in EXAMPLES:
        _fill_in(template, replace(example, action=path.name.partition(".")[0]))
    return template


def _compile(source: str, name: str) -> Template:
    environment = ImmutableSandboxedEnvironment(
        autoescape=False,  # plain text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        tree = environment.parse(source, name, name)
        unknown = list(_find_unknown(tree, name, environment.globals))
        code = environment.compile(source, name, name)
    except TemplateSyntaxError as error:
        raise _broken(name, error.message or "", error.lineno) from error
    if unknown:
        raise InputRefused(unknown)
    return Template.from_code(environment, code, environment.make_globals(None))


def _find_unknown(tree: nodes.Template, file: str, own: Mapping[str, Any]) -> Iterator[Problem]:
    """A problem for each variable that no message has, also where it would rarely be come to."""
    unknown = meta.find_undeclared_variables(tree) - _KNOWN - set(own)
    for name in sorted(unknown):
        line = min(one.lineno for one in tree.find_all(nodes.Name) if one.name == name)
        yield _unknown(file, name, line)


def _fill_in(template: Template, facts: Facts) -> Filled:
    name = str(template.name or template.filename)
    try:
        said = template.render(facts.as_variables())
    except TemplateError as error:
        raise _broken(name, error.message or type(error).__name__, _line_of(error, name)) from error
    except Exception as error:  # a template can do anything wrong that Python can
        raise _broken(name, f"{type(error).__name__}: {error}", _line_of(error, name)) from error
    subject, _, text = said.lstrip("\n").partition("\n")
    lines = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    filled = Filled(one_line(subject), _BLANK_LINES.sub("\n\n", lines) + "\n")
    if not filled.subject or not lines:
        raise _broken(name, phrase("it gives no subject in the first line, or no text after it"), 1)
    return filled


def _line_of(error: Exception, name: str) -> int:
    """The line of the template the error came from, 0 if it is not known."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == name else line
        trace = trace.tb_next
    return line


def _unknown(file: str, name: str, line: int) -> Problem:
    hint = near(name, _KNOWN)
    hint = f"{hint}?" if hint else ", ".join(sorted(_KNOWN))
    why = phrase("there is no {name} ({hint})", name=name, hint=hint)
    return problem("template-broken", file=file, row=line, found=why)


def _broken(name: str, why: str, line: int = 0) -> InputRefused:
    return refuse("template-broken", file=name, row=line, found=why)
