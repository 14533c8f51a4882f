"""Any source to a filing: the kind decides which reader, never the name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlperf.errors import XlperfError
from xlperf.filing.model import Filing
from xlperf.form.edition import Edition
from xlperf.grid import Block, Grid
from xlperf.reading.read_publication import read_publication
from xlperf.sources.input_file import InputFile
from xlperf.sources.open_file import open_file
from xlperf.sources.refusals import printable

_SHOWN = 3


def read_filing(path: Path, edition: Edition | None = None) -> Filing:
    """The filing in a workbook, a document or a text.

    Raises `XlperfError` for a file that cannot be read or holds no project.
    """
    return read_input(open_file(path), edition)


def read_input(source: InputFile, edition: Edition | None = None) -> Filing:
    """The filing in a file that has been opened; raises as `read_filing` does."""
    if source.kind == "workbook":
        from xlperf.reading.read_workbook import read_workbook

        return read_workbook(source, edition)
    if source.kind == "pdf":
        filing = _read_pdf(source, edition)
    else:
        filing = read_publication(_blocks(source), edition)
    if not filing.projects:
        from xlperf.operations.merge import unread

        what = "".join(f"{clause}。" for clause in unread(filing.flaws, source.path.name)[:_SHOWN])
        what = what or "请确认这是已公开的填报表（申报表）文件。"
        raise XlperfError(f"{source.name}：没有找到绩效目标表。{what}")
    return filing


def read_filings(paths: Sequence[Path], edition: Edition | None = None) -> tuple[Filing, list[str]]:
    """Several sources as one filing, with a sentence for all that their reader should know.

    The filing is in the edition asked for, or else in the sources' latest.
    """
    from xlperf.operations.merge import merged

    return merged([(printable(path.name), read_filing(path)) for path in paths], edition)


def read_source_grids(source: InputFile) -> list[Grid]:
    """The tables of a source as they stand in it, for showing the cells around a finding.

    Findings are on sheets that somebody fills in; no others are read.
    """
    if source.kind == "workbook":
        from xlperf.sources.xlsx.sheets import read_grids

        return list(read_grids(source, filled=True))
    return [block for block in _blocks(source) if isinstance(block, Grid)]


def _read_pdf(source: InputFile, edition: Edition | None) -> Filing:
    """What the pages of a PDF show, in the white space of the texts that it may carry along."""
    from xlperf.form.shown_text import as_shown
    from xlperf.operations.published_texts import as_typed
    from xlperf.sources.pdf.embedded_texts import carried_by
    from xlperf.sources.pdf.read_pdf import pdf_blocks

    typed, unshown = carried_by(source.data)
    shown = [as_shown(text, unshown) for text in typed]
    name = printable(source.path.name)
    blocks = pdf_blocks(source.data, name, shown, source.name)
    filing = read_publication(blocks, edition)
    return as_typed(filing, typed, name, unshown) if typed else filing


def _blocks(source: InputFile) -> list[Block]:
    """A document's prose and tables; what parses a kind of file is loaded with the first."""
    name = printable(source.path.name)
    if source.kind == "docx":
        from xlperf.sources.word.read_document import word_blocks

        return word_blocks(source.data, name, source.name)
    if source.kind == "pdf":
        from xlperf.sources.pdf.read_pdf import pdf_blocks

        return pdf_blocks(source.data, name, file=source.name)
    from xlperf.sources.text.read_text import text_blocks

    return text_blocks(source.text, name)
