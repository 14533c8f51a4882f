"""Forms of other places as PDFs: a page's end joins no two blocks and no two rows."""

import pytest

from tests.libreoffice import convert
from tests.reading import test_foreign_forms
from tests.reading.made_forms import as_workbook
from tests.sources.text.told import expected, told
from xlperf.errors import XlperfError
from xlperf.reading.read_filing import read_filing

LAYOUTS = test_foreign_forms.LAYOUTS
PAGES = {
    "hunan": (None, 15, 18, 21),
    "transfer": (None,),
    "beijing": (None,),
    "monitoring": (None,),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("foreign")
    paths = {}
    for name, ends in PAGES.items():
        for end in ends:
            path = folder / f"{name}-{end}.xlsx"
            as_workbook(LAYOUTS[name]["table"], path, end)
            paths[name, end] = path
    return dict(zip(paths, convert(list(paths.values()), "pdf", folder), strict=True))


@pytest.mark.parametrize("end", PAGES["hunan"])
def test_blocks_that_a_page_parts_stay_two(made, end):
    assert told(read_filing(made["hunan", end])) == expected(LAYOUTS["hunan"])


@pytest.mark.parametrize("name", ["transfer", "beijing"])
def test_values_are_those_of_the_worksheet(made, name):
    assert told(read_filing(made[name, None])) == expected(LAYOUTS[name])


def test_form_of_another_stage_is_left_with_the_reason(made):
    with pytest.raises(XlperfError, match="绩效运行监控表"):
        read_filing(made["monitoring", None])
