"""Reads a file (workbook, Word, PDF or text) into a filing, the first step of every command.

The kind of the file chooses the reader, never its name: `read_workbook` or `read_publication`.
The filing goes on to `xlperf.rules.run`, or to a module of `xlperf.operations`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    """Reads the filing in a workbook, a document or a text.

    Raises `XlperfError` for a file that cannot be read or holds no project.
    """
    return read_input(open_file(path), edition)


def read_input(
    source: InputFile, edition: Edition | None = None, kept: list[Grid] | None = None
) -> Filing:
    """Reads the filing in a file that has been opened; raises as `read_filing` does.

    `kept` takes the worksheets that somebody fills in, or the tables, as they stand: for showing
    the cells around a finding.
    """
    if source.kind == "workbook":
        from xlperf.reading.read_workbook import read_workbook

        return read_workbook(source, edition, kept=kept)
    blocks = _blocks(source)
    if kept is not None:
        kept += [block for block in blocks if isinstance(block, Grid)]
    filing = read_publication(blocks, edition)
    if not filing.projects:
        from xlperf.operations.merge import unread

        what = "".join(f"{clause}。" for clause in unread(filing.flaws, source.path.name)[:_SHOWN])
        what = what or "请确认这是已公开的填报表（申报表）文件。"
        raise XlperfError(f"{source.name}：没有找到绩效目标表。{what}")
    return filing


def read_filings(
    paths: Sequence[Path],
    edition: Edition | None = None,
    read: Callable[[Path], Filing] = read_filing,
) -> tuple[Filing, list[str]]:
    """Reads several files as one filing, with a sentence for each thing the user should know.

    The filing is in the edition asked for, or else in that of the latest year. Each file is read
    by `read`; raises as that does.
    """
    from xlperf.operations.merge import merged

    return merged([(printable(path.name), read(path)) for path in paths], edition)


def _blocks(source: InputFile) -> list[Block]:
    """Returns a document's prose and tables; the parser of a kind is imported when first needed."""
    if source.kind == "docx":
        from xlperf.sources.word.read_document import word_blocks

        return word_blocks(source.data, source.path)
    if source.kind == "pdf":
        from xlperf.sources.pdf.read_pdf import pdf_blocks

        return pdf_blocks(source.data, source.path)
    from xlperf.sources.text.read_text import text_blocks

    return text_blocks(source.text, printable(source.path.name))
