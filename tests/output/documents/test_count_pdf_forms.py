"""Forms are counted on the pages that were printed, not by how many were meant to be."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from tests.drawing import FEW
from tests.libreoffice import soffice
from tests.workbooks import EXAMPLE
from xlperf.cli import cli
from xlperf.errors import XlperfError
from xlperf.form.edition import load_edition
from xlperf.output.documents.count_pdf_forms import check_forms, count_forms
from xlperf.output.save import save_filing
from xlperf.reading.read_filing import read_filing

OUT = Path("出.pdf")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Two forms as the command prints them: one named with a hash, one of several pages."""
    soffice()
    folder = tmp_path_factory.mktemp("printed")
    filing = read_filing(EXAMPLE)
    one, two = filing.projects[:2]
    long = replace(two, indicators=two.indicators * 30)
    book = folder / "填报.xlsx"
    save_filing(replace(filing, projects=(replace(one, name="#一"), long)), None, book, (), FEW)
    out = folder / "打印表.pdf"
    arguments = ["form", str(book), "-o", str(out), "--override"]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert "2 张打印表" in done.output
    return out.read_bytes()


def test_a_form_counts_once_on_however_many_pages_it_stands(printed: bytes) -> None:
    title = load_edition("shanghai-2022").label("title")
    pages = len(pypdfium2.PdfDocument(printed))
    assert pages > 3
    assert count_forms(printed, title) == 2
    check_forms(printed, title, 2, OUT)
    with pytest.raises(XlperfError, match=r"出\.pdf：转换出的 PDF 里只有 2 张打印表，应有 3 张"):
        check_forms(printed, title, 3, OUT)


def test_pages_without_any_text_count_as_pages() -> None:
    document = pypdfium2.PdfDocument.new()
    for _ in range(3):
        document.new_page(595, 842)
    made = BytesIO()
    document.save(made)
    assert count_forms(made.getvalue(), "财政项目支出绩效目标填报表") == 3
