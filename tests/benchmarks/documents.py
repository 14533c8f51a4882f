"""What documents cost: `python -m tests.benchmarks.documents`.

Publishing 50 projects, in milliseconds a project. A PDF of ten projects read, narratives and all,
against pdfplumber merely extracting the tables and texts of the pages that hold forms; and what
each of 100 further pages without a form costs. Processor time; both
sides of a ratio are measured by turns.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pdfplumber
import pypdfium2

from tests.benchmarks.make_filings import made_filing
from xlperf.filing.model import Filing
from xlperf.form.edition import load_edition
from xlperf.output.documents.pdf import to_pdf
from xlperf.output.documents.word_publication import publication
from xlperf.sources.pdf.read_pdf import pdf_blocks

PROJECTS, PROSE, ROUNDS = 50, 100, 5
_IN_PDF = 10


def seconds(work: Callable[[], object]) -> float:
    """The processor time of a piece of work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def with_prose(forms: bytes, path: Path) -> None:
    """The publication with its first page, which is prose, so many times behind it."""
    source = pypdfium2.PdfDocument(forms)
    source.import_pages(pypdfium2.PdfDocument(forms), [0] * PROSE)
    source.save(path)


def extract(data: Path) -> None:
    """pdfplumber's tables and texts of every page."""
    with pdfplumber.open(data) as document:
        for page in document.pages:
            page.extract_tables()
            page.extract_text()


def main() -> None:
    """Print the figures."""
    filing = made_filing(0, 1, 0.0, 2024, PROJECTS).filing
    edition = load_edition(filing.edition)
    publication(filing, edition)
    publish = median(seconds(lambda: publication(filing, edition)) for _ in range(ROUNDS))
    print(f"publish, {PROJECTS} projects: {publish / PROJECTS * 1000:.1f} ms a project")
    few: Filing = replace(filing, projects=filing.projects[:_IN_PDF])
    forms = to_pdf(publication(few, edition), ".docx")
    with TemporaryDirectory() as folder:
        only, more = Path(folder, "only.pdf"), Path(folder, "more.pdf")
        only.write_bytes(forms)
        with_prose(forms, more)
        held = Path(folder, "held.pdf")
        kept = pypdfium2.PdfDocument.new()
        with pdfplumber.open(only) as document:
            tables = [n for n, page in enumerate(document.pages) if page.find_tables()]
        kept.import_pages(pypdfium2.PdfDocument(forms), tables)
        kept.save(held)
        pairs = [
            (
                seconds(lambda: pdf_blocks(only.read_bytes(), only)),
                seconds(lambda: extract(held)),
                seconds(lambda: pdf_blocks(more.read_bytes(), more)),
            )
            for _ in range(ROUNDS)
        ]
    print(f"PDF read : pdfplumber extracting the pages with forms: "
          f"{median(a / b for a, b, _ in pairs):.2f}")  # fmt: skip
    print(f"a page of prose: {median(c - a for a, _, c in pairs) / PROSE * 1000:.1f} ms")


if __name__ == "__main__":
    main()
