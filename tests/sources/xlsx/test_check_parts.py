"""What the parts of a workbook may hold."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sources.test_open_file import refused, refused_bytes
from tests.sources.xlsx.packages import cell, packed, parts, sheet, strings, workbook
from xlperf.sources.open_file import open_file

BOMB = '<!DOCTYPE a [<!ENTITY b "bbb"><!ENTITY c "&b;&b;&b;">]>'
ONE = sheet(f'<row r="1">{cell("A1")}</row>')


def with_part(name: str, content: str | bytes) -> bytes:
    return packed({**parts(ONE), name: content})


def accepted(folder: Path, content: bytes) -> None:
    path = folder / "a.xlsx"
    path.write_bytes(content)
    assert open_file(path).kind == "workbook"


@pytest.mark.parametrize(
    "prolog",
    [
        BOMB,
        f'<?xml version="1.0"?>\n{BOMB}',
        f"\ufeff<!-- {'x' * 100_000} -->{BOMB}",
        "<!doctype a>",
        f"x{BOMB}",
    ],
)
@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/a.bin"])
def test_dtd_in_any_part(tmp_path: Path, prolog: str, name: str) -> None:
    assert refused_bytes(tmp_path, with_part(name, prolog + ONE)) == "dtd"


def test_text_about_a_dtd_is_no_dtd(tmp_path: Path) -> None:
    text = "<c t='inlineStr'><is><t><![CDATA[<!DOCTYPE html>]]></t></is></c>"
    accepted(tmp_path, workbook(sheet(f"<row>{text}</row>")))


@pytest.mark.parametrize(
    "content",
    [
        ONE.encode("utf-16"),
        ONE.encode("utf-16-le"),
        b'<?xml version="1.0" encoding="GBK"?>' + ONE.encode(),
    ],
)
def test_worksheet_in_another_encoding_is_not_read_as_empty(tmp_path: Path, content: bytes) -> None:
    assert refused_bytes(tmp_path, with_part("xl/worksheets/sheet1.xml", content)) == (
        "part_encoding"
    )


def test_parts_of_other_programs_may_have_their_own_encoding(tmp_path: Path) -> None:
    accepted(tmp_path, with_part("customXml/item1.xml", "<a/>".encode("utf-16")))


def test_sheets_on_both_sides_of_the_limit(tmp_path: Path, limited: Callable[..., None]) -> None:
    content = workbook(ONE, ONE, ONE)
    limited(sheets=3)
    accepted(tmp_path, content)
    limited(sheets=2)
    assert refused(tmp_path / "a.xlsx") == "sheets"


def test_sheets_that_are_only_listed_count_too(
    tmp_path: Path, limited: Callable[..., None]
) -> None:
    limited(sheets=2)
    targets = tuple(f"worksheets/sheet{n}.xml" for n in range(1, 4))
    assert refused_bytes(tmp_path, packed(parts(ONE, targets=targets))) == "sheets"


@pytest.mark.parametrize("again", ["worksheets/sheet1.xml", "/xl/worksheets/Sheet1.xml"])
def test_sheet_that_is_listed_twice(tmp_path: Path, again: str) -> None:
    content = packed(parts(ONE, targets=("worksheets/sheet1.xml", again)))
    assert refused_bytes(tmp_path, content) == "damaged"


def test_macro_sheet_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsm"
    targets = ("worksheets/sheet1.xml", "macrosheets/sheet1.xml")
    content = {**parts(ONE, targets=targets), "xl/macrosheets/sheet1.xml": "<a/>"}
    path.write_bytes(packed(content))
    assert refused(path) == "macro_sheet"


def test_two_sheets_of_one_name(tmp_path: Path) -> None:
    assert refused_bytes(tmp_path, packed(parts(ONE, ONE, names=("Ａ", "ａ")))) == "damaged"


@pytest.mark.parametrize("name", ["_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_workbook_without_its_list_of_sheets(tmp_path: Path, name: str) -> None:
    contents = parts(ONE)
    assert refused_bytes(tmp_path, packed({**contents, name: contents[name][:-9]})) == "damaged"
    del contents[name]
    assert refused_bytes(tmp_path, packed(contents)) == "damaged"


def test_all_sheets_together_on_both_sides_of_the_limit(
    tmp_path: Path, limited: Callable[..., None]
) -> None:
    contents = parts(ONE, ONE)
    total = sum(len(text.encode()) for text in contents.values())
    limited(xml_bytes=total)
    accepted(tmp_path, packed({**contents, "xl/media/image1.png": b"\x89PNG" + bytes(999)}))
    limited(xml_bytes=total - 1)
    assert refused(tmp_path / "a.xlsx") == "bomb"


def test_styles_on_both_sides_of_the_limit(tmp_path: Path, limited: Callable[..., None]) -> None:
    styles = "<styleSheet>" + "<xf/>" * 1000 + "</styleSheet>"
    limited(settings_bytes=len(styles))
    accepted(tmp_path, with_part("xl/styles.xml", styles))
    limited(settings_bytes=len(styles) - 1)
    assert refused(tmp_path / "a.xlsx") == "bomb"


@pytest.mark.parametrize("letter", ["a", "项", "&amp;", "_x000D_"])
def test_text_of_a_cell_on_both_sides_of_excels_limit(tmp_path: Path, letter: str) -> None:
    def inline(text: str) -> bytes:
        return workbook(sheet(f"<row><c t='inlineStr'><is><t>{text}</t></is></c></row>"))

    def shared(text: str) -> bytes:
        return with_part("xl/sharedStrings.xml", strings("a", text, "b"))

    for made in (inline, shared):
        accepted(tmp_path, made(letter * 32_767))
        assert refused_bytes(tmp_path, made(letter * 32_768)) == "long_text"


def test_shared_text_on_both_sides_of_the_limit(tmp_path: Path, limited: Callable) -> None:
    cells = "".join('<c t="s"><v>1</v></c>' for _ in range(100))
    number = cell("A1", "1")
    contents = parts(sheet(f"<row>{number}{cells}</row>"), ONE)
    contents["xl/sharedStrings.xml"] = strings("a", "项" * 1000, "b")
    limited(sheet_text_bytes=300_000)
    accepted(tmp_path, packed(contents))
    limited(sheet_text_bytes=299_999)
    assert refused(tmp_path / "a.xlsx") == "sheet_text"


def test_one_long_text_in_very_many_cells(tmp_path: Path) -> None:
    cells = '<c t="s"><v>0</v></c>' * 3_000
    contents = parts(sheet(f"<row>{cells}</row>"))
    content = packed({**contents, "xl/sharedStrings.xml": strings("x" * 30_000)})
    assert len(content) < 5_000
    assert refused_bytes(tmp_path, content) == "sheet_text"


def test_refusal_names_the_sheet(tmp_path: Path) -> None:
    far = sheet(f"<row>{cell('XFD1048576')}</row>")
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(parts(ONE, far, names=("项目甲", "项目乙"))))
    with pytest.raises(Exception, match="“项目乙”的内容一直延伸到第 1048576 行、XFD 列"):
        open_file(path)
