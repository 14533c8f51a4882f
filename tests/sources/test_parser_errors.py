"""Which exceptions become a sentence about the file, and which stay what they are."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from tests.sources.xlsx.packages import cell, packed, parts, sheet, workbook
from xlperf.errors import XlperfError
from xlperf.sources.parser_errors import parsing

PATH = Path("甲.xlsx")


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        packed({"a": "1"}),
        packed({**parts(sheet("")), "xl/workbook.xml": "<workbook"}),
        workbook(sheet('<row><c r="A1" t="s"><v>7</v></c></row>')),
    ],
)
def test_errors_of_both_libraries_mean_a_damaged_file(content: bytes) -> None:
    for read in (read_with_calamine, lambda data: openpyxl.load_workbook(BytesIO(data))):
        with pytest.raises(XlperfError, match=r"甲.xlsx：文件已损坏") as error, parsing(PATH):
            read(content)
        assert error.value.code == "damaged"


def read_with_calamine(content: bytes) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def test_panic_of_calamine_means_a_damaged_file(capfd: pytest.CaptureFixture[str]) -> None:
    content = workbook(sheet(f"<row>{cell('XFD1048576')}</row>"))
    with pytest.raises(XlperfError) as error, parsing(PATH):
        read_with_calamine(content)
    assert error.value.code == "damaged"
    assert "Panic" in str(error.value)
    assert "panicked" in capfd.readouterr().err


def test_want_of_memory_is_said_in_other_words() -> None:
    with pytest.raises(XlperfError) as error, parsing(PATH):
        bytearray(1 << 60)
    assert error.value.code == "heavy"


@pytest.mark.parametrize("ours", [KeyboardInterrupt, SystemExit, RuntimeError])
def test_what_no_parser_raises_stays_what_it_is(ours: type[BaseException]) -> None:
    with pytest.raises(ours), parsing(PATH):
        raise ours


def test_sentence_said_inside_is_not_said_again() -> None:
    with pytest.raises(XlperfError, match=r"^原话。$"), parsing(PATH):
        raise XlperfError("原话。")
