"""Files named so that people can read it and tell them apart."""

import os
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.workbooks import EXAMPLE
from xlperf.output.save import save_report
from xlperf.reading.read_filing import read_filing
from xlperf.rules.run import check_filings
from xlperf.sources.file_names import distinct_names, is_there, readable, relative_paths

on_bytes = pytest.mark.skipif(
    sys.platform != "linux" or sys.getfilesystemencoding() != "utf-8", reason="names are bytes"
)


@on_bytes
@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("填报.xlsx".encode("gbk"), "填报.xlsx"),
        ("一联通.xlsx".encode("gbk"), "一联通.xlsx"),  # its first two bytes are UTF-8 as well
        (b"\xff\xfe.xlsx", "��.xlsx"),
    ],
)
def test_name_in_another_encoding_is_read_also_within_a_sentence(name: bytes, read: str) -> None:
    path = f"/各单位/{os.fsdecode(name)}"
    assert readable(path) == f"/各单位/{read}"
    assert readable(f"已生成 {path}：5 张。") == f"已生成 /各单位/{read}：5 张。"
    assert relative_paths([Path(path)], Path("/各单位")) == [None]


def test_text_that_is_none_of_a_file_system_stays() -> None:
    for text in ("", "填报.xlsx", "a\ud800b", "甲\n" * 3):
        assert readable(text) == text


def test_names_that_look_alike_get_numbers() -> None:
    names = ["a", "b", "a", "a（2）", "a"]
    assert distinct_names(names) == ["a", "b", "a（2）", "a（2）（2）", "a（3）"]


def test_nothing_is_where_no_name_can_be() -> None:
    assert not is_there(Path("n" * 300))
    assert not is_there(Path("a\0b"))
    assert is_there(EXAMPLE)


@pytest.mark.skipif(os.name != "posix", reason="such names are forbidden elsewhere")
def test_report_lists_workbooks_whose_names_look_alike_each_by_itself(tmp_path: Path) -> None:
    books = [tmp_path / "a\x01.xlsx", tmp_path / "a\x02.xlsx"]
    findings = check_filings([read_filing(EXAMPLE)])[0]
    save_report([(book, findings) for book in books], tmp_path / "report.xlsx", ())
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx").worksheets[0]
    named = {text for row in sheet for cell in row if "a�.xlsx" in (text := str(cell.value))}
    assert named == {"a�.xlsx", "a�.xlsx（2）"}
