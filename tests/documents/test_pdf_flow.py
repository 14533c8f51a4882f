"""A form may begin and break anywhere on its pages; what stands around it belongs to no value."""

from dataclasses import replace

import pytest

from tests.documents.offices import project, publication_of
from tests.filings import bare
from tests.libreoffice import convert
from xlperf.files.source import read_filing
from xlperf.model import Narrative

PROJECTS = [project(number) for number in range(1, 13)]
SOURCES = {
    "逐行下移": {"narrative": False, "title": True, "step": 3, "running": False},
    "表头重复": {"narrative": False, "title": True, "step": 3, "repeat": 2},
    "题在表外": {"narrative": True, "title": False},
    "无线": {"narrative": True, "title": False, "ruled": False},
    "无线题在表内": {"narrative": True, "title": True, "step": 1, "ruled": False},
    "紧接": {"narrative": True, "title": True, "repeat": 5},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("offices")
    sources = []
    for name, how in SOURCES.items():
        sources.append(folder / f"{name}.docx")
        sources[-1].write_bytes(publication_of(PROJECTS, **how))
    return dict(zip(SOURCES, convert(sources, "pdf", folder), strict=True))


@pytest.mark.parametrize("name", SOURCES)
def test_every_value_is_read_wherever_the_page_breaks(made, name):
    read = read_filing(made[name])
    wanted = [
        p if SOURCES[name]["narrative"] else replace(p, narrative=Narrative()) for p in PROJECTS
    ]
    assert [bare(p) for p in read.projects] == wanted
    assert not any(p.flaws for p in read.projects)
    assert not read.flaws
    assert (read.edition, read.year) == ("shanghai-2023", 2023)


@pytest.mark.parametrize("name", ["逐行下移", "无线题在表内"])
def test_value_put_together_over_a_page_break_says_so(made, name):
    read = read_filing(made[name])
    assert "由跨页的两段合并" in {mark for p in read.projects for mark in p.marks.values()}
