"""Make the README's pictures again: `python workbooks/pictures.py [FOLDER]`.

The published filing of 2022 with three faults put in is drawn by the program, printed by
LibreOffice and cut to what is on the page.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

from xlperf.filing.model import Filing
from xlperf.filing.target import read_target
from xlperf.form.edition import load_edition
from xlperf.form.template import template
from xlperf.layouts.workbooks import filing_workbook, forms_workbook
from xlperf.output.documents.pdf import to_pdf
from xlperf.output.excel_writer import draw_workbook
from xlperf.reading.read_filing import read_filing
from xlperf.rules.run import check_filings

HERE = Path(__file__).parent
SEED = HERE.parent / "tests" / "data" / "songjiang-npc-2022.txt"
_SCALE = 1.4
_EDGE = 8
_COLOURS = 48


def make(folder: Path) -> None:
    """Write the pictures into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    sound = read_filing(SEED)
    faulty = _with_faults(sound)
    edition = load_edition(sound.edition)
    book = draw_workbook(filing_workbook(faulty, edition, check_filings([faulty])[0]))
    forms = draw_workbook(forms_workbook(sound.projects[:1], edition, sound.year))
    pages = pypdfium2.PdfDocument(to_pdf(book))
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in pages]
    words = template()
    project, dashboard, findings = (
        next(number for number, text in enumerate(texts) if title in text)
        for title in ("（填报）", words["summary"]["title"], words["findings"]["heads"][-2])
    )
    form = pypdfium2.PdfDocument(to_pdf(forms))
    for name, page in (
        ("project-sheet", pages[project]),
        ("dashboard", pages[dashboard]),
        ("findings", pages[findings]),
        ("form", form[0]),
    ):
        _cut(page.render(scale=_SCALE).to_pil()).save(folder / f"{name}.png", optimize=True)


def _with_faults(filing: Filing) -> Filing:
    """A total that disagrees, a number buried in words, a field left empty."""
    one, *others = filing.projects
    funding = replace(one.funding, annual_total=Decimal(1_100_000))
    first, *rest = one.indicators
    worded = replace(first, target=read_target("不低于90%"))
    goals = replace(one.goals, annual=None)
    one = replace(one, funding=funding, goals=goals, indicators=(worded, *rest))
    return replace(filing, projects=(one, *others), statement=None)


def _cut(page: Image.Image) -> Image.Image:
    """The page without its white margins and its footer, in few colours."""
    page = page.convert("RGB").crop((0, 0, page.width, round(page.height * 0.93)))
    left, top, right, bottom = ImageChops.invert(page).getbbox() or (0, 0, *page.size)
    box = (max(left - _EDGE, 0), max(top - _EDGE, 0), right + _EDGE, bottom + _EDGE)
    return page.crop(box).quantize(_COLOURS)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "pictures")
