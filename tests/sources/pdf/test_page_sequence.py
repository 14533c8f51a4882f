"""A form may begin and break anywhere on its pages; what stands around it belongs to no value."""

from dataclasses import replace
from functools import cache

import pytest

from tests.filings import bare
from tests.libreoffice import convert
from tests.sizes import sizes
from tests.sources.offices import project, publication_of
from xlperf.filing.model import Narrative
from xlperf.reading.read_filing import read_filing

SOURCES = {
    "逐行下移": {"narrative": False, "title": True, "step": 3, "running": False},
    "表头重复": {"narrative": False, "title": True, "step": 3, "repeat": 2},
    "题在表外": {"narrative": True, "title": False},
    "无线": {"narrative": True, "title": False, "ruled": False},
    "无线题在表内": {"narrative": True, "title": True, "step": 1, "ruled": False},
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


@pytest.mark.parametrize("name", ["逐行下移", "无线题在表内"])
def test_value_put_together_over_a_page_break_says_so(made, name):
    read = read_once(made[name][1])
    assert "由跨页的两段合并" in {mark for p in read.projects for mark in p.marks.values()}
