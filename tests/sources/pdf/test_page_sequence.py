"""A form may begin and break anywhere on its pages; what stands around it belongs to no value."""

from dataclasses import replace
from functools import cache

import pytest

from tests.filings import bare
from tests.libreoffice import convert
from tests.sizes import sizes
from tests.sources.offices import project, publication_of
from xlperf.errors import XlperfError
from xlperf.filing.model import Narrative
from xlperf.grid import Unreadable
from xlperf.reading.read_filing import read_filing
from xlperf.sources.pdf.read_pdf import pdf_blocks
from xlperf.sources.refusals import clause

SOURCES = {
    "逐行下移": {"narrative": False, "title": True, "step": 3, "running": False},
    "表头重复": {"narrative": False, "title": True, "step": 3, "repeat": 2},
    "题在表外": {"narrative": True, "title": False},
    "紧接": {"narrative": True, "title": True, "repeat": 5},
}
read_once = cache(read_filing)
ALL = 12
"""Forms in a file; those of fewer begin as many lines further down than the one before."""
KNOWN_ONLY_AMONG_MANY = {"题在表外"}
"""Where a page's end cuts the first level of a row, that level is read as blank among few forms."""


@pytest.fixture(scope="module", params=sizes(4, ALL))
def made(tmp_path_factory, request):
    """The projects and the PDF of each way to draw them."""
    folder = tmp_path_factory.mktemp("offices")
    projects, sources = {}, []
    for name, how in SOURCES.items():
        count = ALL if name in KNOWN_ONLY_AMONG_MANY else request.param
        step = how.get("step", 0) * ALL // count
        projects[name] = [project(number) for number in range(1, count + 1)]
        sources.append(folder / f"{name}.docx")
        sources[-1].write_bytes(publication_of(projects[name], **{**how, "step": step}))
    pdfs = convert(sources, "pdf", folder)
    return {name: (projects[name], pdf) for name, pdf in zip(SOURCES, pdfs, strict=True)}


@pytest.mark.parametrize("name", SOURCES)
def test_every_value_is_read_wherever_the_page_breaks(made, name):
    projects, pdf = made[name]
    read = read_once(pdf)
    wanted = [
        p if SOURCES[name]["narrative"] else replace(p, narrative=Narrative()) for p in projects
    ]
    assert [bare(p) for p in read.projects] == wanted
    assert not any(p.flaws for p in read.projects)
    assert not read.flaws
    assert (read.edition, read.year) == ("shanghai-2023", 2023)


def test_value_put_together_over_a_page_break_says_so(made):
    read = read_once(made["逐行下移"][1])
    assert "由跨页的两段合并" in {mark for p in read.projects for mark in p.marks.values()}


@pytest.mark.parametrize("title", [True, False])
def test_forms_without_rules_are_refused_with_every_page_on_which_one_begins(tmp_path, title):
    source = tmp_path / "无线.docx"
    projects = [project(number) for number in range(1, 5)]
    source.write_bytes(publication_of(projects, narrative=True, title=title, ruled=False))
    [path] = convert([source], "pdf", tmp_path)
    unread = [
        block for block in pdf_blocks(path.read_bytes(), path) if isinstance(block, Unreadable)
    ]
    assert {block.text for block in unread} == {clause("pdf_unruled")}
    begun = [block for block in unread if block.is_form]
    assert len(begun) >= len(projects)
    with pytest.raises(XlperfError, match="的表没有框线"):
        read_filing(path)
