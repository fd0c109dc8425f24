"""The cover sheet below and above its totals: the run, conventions, policy, files read, and the sheets."""

from __future__ import annotations

from pipeline.languages import Words
from pipeline.languages.phrase import N_
from pipeline.reports.cover_rows import CoverRows
from pipeline.reports.lists import quote_title
from pipeline.reports.report import Report
from pipeline.reports.sheet_xml import formula_cell
from pipeline.reports.told_policy import tell_unusual
from pipeline.reports.wording import say_convention
from pipeline.retell_conventions import retell_conventions

REQUESTED_BY = N_("Requested by")
COMMAND = N_("Command")
_SOURCES = {
    "found": N_("found in the orders"),
    "platform": N_("of the platform"),
    "policy": N_("set by policy"),
}
_KINDS = {
    "orders": N_("orders"),
    "lines": N_("lines"),
    "edits": N_("edits"),
    "policy": N_("policy"),
    "mapping": N_("mapping"),
    "template": N_("template of messages"),
}


def add_facts(cover: CoverRows, report: Report) -> None:
    """Which run this is, who asked for it and when."""
    words = report.words
    facts = {
        N_("Run"): report.run_id,
        REQUESTED_BY: report.requested_by,
        N_("Started"): _spell_moment(report.started_at, words),
        N_("Program"): f"order-corrections {report.version}",
        COMMAND: " ".join(report.command),
        N_("Only tried"): words.say("nothing was written but these reports") if report.is_dry_run else "",
    }
    for name, value in facts.items():
        if value:
            cells, height = cover.wide("B", value, "fact")
            cover.add(cover.text("A", words.text(name)), *cells, height=height)


def _spell_moment(moment: str, words: Words) -> str:
    """The moment in local form with its offset from UTC, as people write it."""
    if not moment:
        return ""
    offset = "UTC" if moment.endswith(("+00:00", "Z")) else f"UTC{moment[-6:]}"
    return f"{words.moment(moment)} {offset}"


def add_conventions(cover: CoverRows, report: Report) -> None:
    """How each shop calculates, and on how many orders that holds."""
    words = report.words
    names = {
        "A": N_("Platform"),
        "B": N_("Currency"),
        "C": N_("Orders"),
        "D": N_("of which it gives"),
        "E": N_("Why this one"),
        "G": N_("In words"),
    }
    title = words.say("How the shop calculates")
    headers = {column: words.text(name) for column, name in names.items()}
    cover.add_heading(title, headers, right="CD")
    for found in retell_conventions(report.conventions, report.words).to_dict("records"):
        told, height = cover.wide("G", say_convention(found, words), "long")
        source = str(found["source"])
        cover.merged.append(f"E{cover.next_row}:F{cover.next_row}")
        cover.add(
            cover.text("A", str(found["platform"]), "strong"),
            cover.text("B", str(found["currency"])),
            cover.things(f"C{cover.next_row}", int(found["orders"])),
            cover.things(f"D{cover.next_row}", int(found["orders_reproduced"])),
            cover.text("E", words.text(_SOURCES.get(source, source)), "long"),
            cover.text("F", ""),
            *told,
            height=height,
        )


def add_policy(cover: CoverRows, report: Report) -> None:
    """What of the policy is not the usual, and how many problems there are."""
    words, counts = report.words, report.problem_counts
    cover.add_heading(words.say("Policy and problems"), {})
    for sentence in tell_unusual(report.policy, words):
        _add_sentence(cover, sentence, "long")
    told = words.say(
        "Problems: {errors}, {warnings}, {remarks}. All of them stand in problems.json.",
        errors=words.count("{number} error", "{number} errors", counts["error"]),
        warnings=words.count("{number} warning", "{number} warnings", counts["warning"]),
        remarks=words.count("{number} remark", "{number} remarks", counts["info"]),
    )
    _add_sentence(cover, told, "long")


def _add_sentence(cover: CoverRows, sentence: str, look: str) -> None:
    cells, height = cover.wide("A", sentence, look)
    cover.add(*cells, height=height)


def add_files(cover: CoverRows, report: Report) -> None:
    """Every file that was read, with its digest."""
    words = report.words
    names = {
        "A": N_("File"),
        "C": N_("Kind"),
        "D": N_("Bytes"),
        "E": N_("Orders or edit rows"),
        "G": N_("SHA-256"),
    }
    headers = {column: words.text(name) for column, name in names.items()}
    cover.add_heading(words.say("Files read"), headers, right="DE")
    for read in report.inputs:
        digest, _ = cover.wide("G", read.digest, "digest")
        cover.merged.append(f"A{cover.next_row}:B{cover.next_row}")
        cover.add(
            cover.text("A", read.name, "strong"),
            cover.text("B", ""),
            cover.text("C", words.text(_KINDS.get(read.kind, read.kind))),
            cover.things(f"D{cover.next_row}", read.size),
            cover.things(f"E{cover.next_row}", read.count),
            cover.text("F", ""),
            *digest,
        )


def add_sheets(cover: CoverRows, report: Report, sheets: list[tuple[str, int, str]]) -> None:
    """Every sheet with a link to it: title, number of rows, what it lists."""
    words = report.words
    names = {"A": N_("Sheet"), "D": N_("Rows"), "G": N_("What it lists")}
    headers = {column: words.text(name) for column, name in names.items()}
    cover.add_heading(words.say("Sheets"), headers, right="D")
    for title, rows, about in sheets:
        told, height = cover.wide("G", about, "remark")
        link = f'HYPERLINK("#{quote_title(title)}!A1","{title}")'
        cover.merged.append(f"A{cover.next_row}:B{cover.next_row}")
        cover.add(
            formula_cell(f"A{cover.next_row}", cover.palette.other("link"), link, text=title),
            *cover.blanks("BC"),
            cover.things(f"D{cover.next_row}", rows),
            *cover.blanks("EF"),
            *told,
            height=height,
        )
    _add_sentence(
        cover,
        words.say(
            "Outstanding = total − paid (net): + the customer owes, − the shop owes. "
            "Paid (net) = paid − refunded. Amounts of different currencies are never added."
        ),
        "note_long",
    )
