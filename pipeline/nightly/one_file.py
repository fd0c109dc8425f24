"""One file of the inbox: run, then moved to where it belongs, or left for next time.

Whatever goes wrong with it becomes a `Handled`, so that it never stops the
files behind it. It is moved only when its run's folder is published.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.intake import Sources, read_everything
from pipeline.languages import Words, find_words
from pipeline.languages.phrase import phrase, said_by
from pipeline.nightly import facts
from pipeline.nightly.clock import Clock
from pipeline.nightly.facts import Handled
from pipeline.nightly.inbox import (
    find_free_place,
    find_owner,
    look_at,
    move_away,
    name_beside,
    show_name,
    write_beside,
)
from pipeline.nightly.reason import explain_refusal, explain_rows
from pipeline.nightly.settings import Settings
from pipeline.problems import InputRefused, TryLater, as_phrase
from pipeline.publish import CannotPublish
from pipeline.run import Result, run_correction
from pipeline.work_out import DONE, Request
from pipeline.workbook.header_language import find_language

_CHANGED = phrase("It changed while it was being run; it is run again next time.")
RESULT_NAME, TO_FIX_NAME = "edits-result.xlsx", "edits-to-fix.xlsx"
_BESIDE = {TO_FIX_NAME: "-to-fix.xlsx", RESULT_NAME: "-result.xlsx"}
"""What lies beside a file with rows that were not done: the rows to be mended, and all results."""


@dataclass(frozen=True)
class Task:
    """One file to be run, the orders it is run on, and what is told before it is moved.

    `before_move` is called with what the run left (None if it was refused)
    and the names of the files that will lie beside the moved one.
    """

    path: Path
    run_id: str
    sources: Sources
    before_move: Callable[[Result | None, tuple[str, ...]], None]

    def end(self, outcome: str, why: str, sentence: str = "") -> Handled:
        """What became of the file."""
        return Handled(show_name(self.path), outcome, why, sentence, run_id=self.run_id)


def build_request(settings: Settings, task: Task, clock: Clock) -> Request:
    """The run of one file: the only place where a night asks for a run."""
    return Request(
        sources=replace(task.sources, edits=(task.path,)),
        out=settings.out,
        run_id=task.run_id,
        command=settings.command,
        now=clock.now_text,
        ledger=settings.ledger,
        requested_by=find_owner(task.path),
        words=settings.words,
        clerk_words=settings.asked_words,
        customer_words=settings.customer_words,
        documents=settings.documents,
    )


def handle_file(settings: Settings, task: Task, clock: Clock) -> tuple[Handled, Result | None]:
    """What became of the file, and what its run left, if it was published. Never raises `Exception`."""
    before = look_at(task.path)
    try:
        result = run_correction(build_request(settings, task, clock), lambda _: None)
    except InputRefused as refused:
        return _refuse_file(settings, task, refused), None
    except TryLater as locked:
        return task.end(facts.LEFT, "locked", said_by(locked)), None
    except CannotPublish as unpublished:
        return task.end(facts.LEFT, "no-room", said_by(unpublished)), None
    except Exception as failure:  # noqa: BLE001
        return task.end(facts.LEFT, "failed", _say_failure(failure)), None
    ran = replace(task.end(facts.LEFT, "changed"), folder=result.folder, report=result.report)
    if look_at(task.path) != before:
        return replace(ran, sentence=_CHANGED), result
    return _moved(ran, lambda: _put_away(settings, task, result)), result


def _refuse_file(settings: Settings, task: Task, refused: InputRefused) -> Handled:
    """A file that is broken as a whole needs attention; if ledger or exports are, it is left as it is."""
    sentence = _first_words(refused)
    if any(found.code.startswith("ledger-") for found in refused.problems):
        return task.end(facts.LEFT, "ledger", sentence)
    if look_at(task.path) is None:
        return task.end(facts.LEFT, "gone", phrase("It was taken away meanwhile."))
    try:
        read_everything(replace(task.sources, edits=()), lambda _: None)
    except InputRefused as broken:
        return task.end(facts.LEFT, "exports", _first_words(broken))
    except Exception as failure:  # noqa: BLE001
        return task.end(facts.LEFT, "failed", _say_failure(failure))

    def put_away() -> tuple[str, str]:
        text = explain_refusal(_find_words(settings, task), show_name(task.path), refused.problems)
        return "refused", _put_aside(settings, task, None, text)

    return _moved(task.end(facts.ATTENTION, "refused", sentence), put_away)


def _say_failure(failure: Exception) -> str:
    return phrase("Unexpected failure: {failure}", failure=f"{type(failure).__name__}: {failure}")


def _first_words(refused: InputRefused) -> str:
    """The first problem, and how many more there are."""
    more = len(refused.problems) - 1
    message = as_phrase(refused.problems[0])
    return phrase("{message} And {number} more.", message=message, number=more) if more else message


def _moved(handled: Handled, put_away: Callable[[], tuple[str, str]]) -> Handled:
    """The file put away; left where it is if that cannot be done."""
    try:
        why, moved_to = put_away()
    except Exception as error:  # noqa: BLE001
        why_not = getattr(error, "strerror", None) or error
        sentence = phrase("It could not be moved: {error}.", error=why_not)
        return replace(handled, outcome=facts.LEFT, why="unmovable", sentence=sentence)
    outcome = facts.DONE if why == "applied" else facts.ATTENTION
    return replace(handled, outcome=outcome, why=why, moved_to=moved_to)


def _put_away(settings: Settings, task: Task, result: Result) -> tuple[str, str]:
    """To done/, or to needs-attention/ with its workbook and reason; why, and the place in the inbox."""
    if result.exit_status == DONE:
        task.before_move(result, ())
        return "applied", _move(settings, task, facts.DONE)
    text = explain_rows(
        _find_words(settings, task),
        show_name(task.path),
        result.report,
        to_fix=_show_beside(task, TO_FIX_NAME) if TO_FIX_NAME in result.files else "",
        workbook=_show_beside(task, RESULT_NAME),
        folder=result.folder,
    )
    return "rows", _put_aside(settings, task, result, text)


def _show_beside(task: Task, name: str) -> str:
    """How that file of the run is called beside the file of edits."""
    return name_beside(task.run_id, task.path, _BESIDE[name]).encode(errors="replace").decode()


def _put_aside(settings: Settings, task: Task, result: Result | None, text: str) -> str:
    """Move the file to needs-attention/, after what lies beside it is there; its place in the inbox."""
    contents = {".txt": text.replace("\n", "\r\n").encode("utf-8-sig")}
    if result is not None:
        left = {name: ending for name, ending in _BESIDE.items() if name in result.files}
        contents |= {ending: (result.folder / name).read_bytes() for name, ending in left.items()}
    folder = settings.inbox / facts.ATTENTION
    beside = {
        find_free_place(folder, _name_apart(task, ending)): content for ending, content in contents.items()
    }
    task.before_move(result, tuple(place.name for place in beside))
    for place, content in beside.items():
        write_beside(place, content, task.path)
    return _move(settings, task, facts.ATTENTION)


def _name_apart(task: Task, ending: str) -> str:
    """The name of what lies beside the file, other than the file's own."""
    name = name_beside(task.run_id, task.path, ending)
    is_taken = name == name_beside(task.run_id, task.path, task.path.suffix)
    return name_beside(task.run_id, task.path, f"-reason{ending}") if is_taken else name


def _move(settings: Settings, task: Task, folder: str) -> str:
    name = name_beside(task.run_id, task.path, task.path.suffix)
    place = find_free_place(settings.inbox / folder, name)
    move_away(task.path, place)
    return f"{folder}/{show_name(place)}"


def _find_words(settings: Settings, task: Task) -> Words:
    """What the clerk reads: as asked for, else as the file is written, else English."""
    return find_words(settings.language or find_language(task.path) or "en")
