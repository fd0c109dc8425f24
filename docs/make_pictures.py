"""Two pictures of reconciliation.xlsx for the README, from the samples: `make pictures`.

LibreOffice makes pages of the workbook, pdftoppm pictures of two of them.
Where these programs are missing the pictures stay as they are.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pipeline.intake import Sources
from pipeline.run import run_correction
from pipeline.work_out import Request

HOME = Path(__file__).resolve().parent.parent
SAMPLES, PICTURES = HOME / "samples", HOME / "docs" / "pictures"
ORDERS = ("ecwid-orders.json", "ecwid-orders.csv", "shopify-orders.csv", "tables/mapping.toml")
EDITS = ("edits.xlsx", "edits.csv")
PAGES = {"cover.png": "Summary", "to-refund.png": "To refund"}
"""By file the sheet whose first page it shows."""
HEIGHTS = {"cover.png": 645, "to-refund.png": 400}
RESOLUTION, WIDTH = 92, 1076
STARTED = "2026-11-26T18:02:40+01:00"


def main() -> None:
    """Run the samples, make pages of the workbook and pictures of two of them."""
    missing = [name for name in ("soffice", "pdftoppm", "pdftotext") if shutil.which(name) is None]
    if missing:
        sys.stderr.write(f"The pictures stay as they are: {', '.join(missing)} not installed.\n")
        return
    with tempfile.TemporaryDirectory() as place:
        pages = make_pages(write_workbook(Path(place)), Path(place))
        PICTURES.mkdir(exist_ok=True)
        for name, title in PAGES.items():
            take_picture(pages, find_page(pages, title), name)


def write_workbook(place: Path) -> Path:
    """The reconciliation of the samples, always of the same run."""
    request = Request(
        sources=Sources(
            tuple(SAMPLES / name for name in ORDERS), tuple(SAMPLES / name for name in EDITS), currency="CHF"
        ),
        out=place / "out",
        run_id="20261126-180240-4c20e8",
        command=("order-corrections", "apply", "--orders", *ORDERS, "--edits", *EDITS, "--currency", "CHF"),
        now=lambda: STARTED,
        requested_by="Anna Keller",
    )
    return run_correction(request, lambda _: None).folder / "reconciliation.xlsx"


def make_pages(workbook: Path, place: Path) -> Path:
    """The workbook as LibreOffice prints it."""
    profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(place), str(workbook)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return place / "reconciliation.pdf"


def find_page(pages: Path, title: str) -> int:
    """The number of the first page with that title at its head."""
    told = subprocess.run(["pdftotext", str(pages), "-"], check=True, capture_output=True, text=True).stdout
    heads = [page.strip().partition("\n")[0] for page in told.split("\f")]
    return heads.index(title) + 1


def take_picture(pages: Path, number: int, name: str) -> None:
    """The upper part of a page."""
    command = ["pdftoppm", "-png", "-r", str(RESOLUTION), "-f", str(number), "-l", str(number), "-singlefile"]
    part = ["-x", "0", "-y", "0", "-W", str(WIDTH), "-H", str(HEIGHTS[name])]
    subprocess.run([*command, *part, str(pages), str(PICTURES / Path(name).stem)], check=True)


if __name__ == "__main__":
    main()
