"""A workbook drawn anew in the old one's place: nothing lost, or nothing done."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from click.testing import CliRunner

from tests.drawing import FEW, draw_filing
from tests.libreoffice import convert
from tests.sources.xlsx.packages import packed
from tests.workbooks import EXAMPLE, opened
from xlperf.cli import cli
from xlperf.errors import XlperfError
from xlperf.form.edition import load_edition
from xlperf.output import rebuild
from xlperf.output.backups import FOLDER
from xlperf.output.rebuild import rebuild_in_place, rebuild_workbook
from xlperf.output.save import save_filing
from xlperf.reading.read_filing import read_filing

SHEET = "xl/worksheets/sheet4.xml"  # the first project
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
Change = Callable[[dict[str, bytes]], None]
pytestmark = pytest.mark.usefixtures("drawn_once")


@cache
def one() -> bytes:
    """A workbook of the worked example's first project."""
    filing, stream = read_filing(EXAMPLE), BytesIO()
    filing = replace(filing, projects=filing.projects[:1])
    draw_filing(filing, load_edition(filing.edition), (), stream)
    return stream.getvalue()


def parts_of(book: Path | BytesIO) -> dict[str, bytes]:
    with ZipFile(book) as package:
        return {name: package.read(name) for name in package.namelist()}


def with_part(name: str, content: str = "<a/>") -> Change:
    return lambda parts: parts.update({name: content.encode()})


def within(name: str, before: str, after: str) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        assert before.encode() in parts[name]
        parts[name] = parts[name].replace(before.encode(), after.encode(), 1)

    return change


def extension(uri: str) -> Change:
    ext = f'<extLst><ext xmlns:x14="{_X14}" uri="{uri}"><x14:a/></ext></extLst>'
    return within(SHEET, "</worksheet>", f"{ext}</worksheet>")


def made(folder: Path, change: Change) -> Path:
    parts = parts_of(BytesIO(one()))
    change(parts)
    path = folder / "填报.xlsx"
    path.write_bytes(packed(parts))
    return path


def edited(folder: Path, change: Callable[[openpyxl.Workbook], None]) -> Path:
    book = opened(one())
    change(book)
    path = folder / "填报.xlsx"
    book.save(path)
    return path


CHART = '<c xmlns="x"><f>我的底稿!$A$1:$A$9</f></c>'
TITLED = """<c xmlns="x"><tx><f>使用说明!$A$1:$A$1</f></tx>
<cat><f>汇总!$A$4:$A$8</f></cat><val><f>汇总!$B$4:$B$8</f></val></c>"""
SHAPE = '<d xmlns="x"><sp/></d>'
OWN = '<p><property name="{}"/></p>'
LINK = '<R><Relationship Id="r9" Type="x/hyperlink" Target="http://x" TargetMode="External"/></R>'
TARGETS = """<R><Relationship Id="rId1" Type="x/externalLinkPath" TargetMode="External"
 Target="{}"/></R>"""


def with_link(*targets: str) -> Change:
    """External links as Excel stores them for functions of an add-in that stand in cells."""

    def change(parts: dict[str, bytes]) -> None:
        for number, target in enumerate(targets, start=1):
            name = f"externalLink{number}.xml"
            parts[f"xl/externalLinks/{name}"] = b"<externalLink/>"
            parts[f"xl/externalLinks/_rels/{name}.rels"] = TARGETS.format(target).encode()

    return change


XLSTART = r"file:///C:\Users\%E5%BC%A0%E4%B8%89\AppData\Roaming\Microsoft\Excel\XLSTART"
LOST: Mapping[str, tuple[Change, str]] = {
    "chart": (with_part("xl/charts/chart9.xml", CHART), "图表"),
    "chart sheet": (with_part("xl/chartsheets/sheet1.xml"), "图表"),
    "image": (with_part("xl/media/image1.png", "\x89PNG"), "图片"),
    "note": (with_part("xl/comments1.xml"), "批注"),
    "threaded note": (with_part("xl/threadedComments/threadedComment1.xml"), "批注"),
    "old drawing": (with_part("xl/drawings/vmlDrawing1.vml"), "批注或控件"),
    "shape": (with_part("xl/drawings/drawing7.xml", SHAPE), "图形"),
    "macros": (with_part("xl/vbaProject.bin", "x"), "宏"),
    "pivot table": (with_part("xl/pivotTables/pivotTable1.xml"), "数据透视表"),
    "link to another workbook": (with_part("xl/externalLinks/externalLink1.xml"), "外部链接"),
    "link to another add-in": (with_link(rf"{XLSTART}\other.xlam", "xlperf.xlam"), "外部链接"),
    "embedded object": (with_part("xl/embeddings/oleObject1.bin", "x"), "嵌入对象"),
    "control": (with_part("xl/activeX/activeX1.xml"), "控件"),
    "table": (with_part("xl/tables/table1.xml"), "表格"),
    "query": (with_part("xl/connections.xml"), "数据连接"),
    "slicer": (with_part("xl/slicers/slicer1.xml"), "切片器"),
    "ribbon": (with_part("customUI/customUI14.xml"), "功能区按钮"),
    "own data": (with_part("customXml/item1.xml"), "自定义数据"),
    "own property": (with_part("docProps/custom.xml", OWN.format("文号")), "自定义属性"),
    "signature": (with_part("_xmlsignatures/sig1.xml"), "数字签名"),
    "unknown part": (with_part("xl/newThing/thing1.xml"), "其他部件（xl/newthing/thing1.xml）"),
    "sparkline": (extension("{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"), "迷你图"),
    "unknown extension": (extension("{ABC}"), "扩展内容（{ABC}）"),
    "link": (with_part("xl/worksheets/_rels/sheet4.xml.rels", LINK), "超链接"),
    "background": (within(SHEET, "</worksheet>", '<picture id="r"/></worksheet>'), "工作表背景"),
    "password": (within(SHEET, "<sheetProtection", '<sheetProtection password="1"'), "保护密码"),
    "name": (
        within(
            "xl/workbook.xml",
            "<definedName ",
            '<definedName name="税率">1</definedName><definedName ',
        ),
        "名称（税率）",
    ),
}
NOTHING: Mapping[str, Change] = {
    "as it is": lambda parts: None,
    "properties of WPS": with_part("docProps/custom.xml", OWN.format("KSOProductBuildVer")),
    "settings of a printer": with_part("xl/printerSettings/printerSettings1.bin", "x"),
    "function of our add-in": with_link(
        rf"{XLSTART}\XLPERF.xlam", "xlperf.xlam", "/Library/Startup/xlperf.xlam"
    ),
    "order of calculation": with_part("xl/calcChain.xml"),
    "chart of ours whose title LibreOffice spoilt": with_part("xl/charts/chart9.xml", TITLED),
    "looks of a chart": with_part("xl/charts/style1.xml"),
    "colours by condition": extension("{78C0D931-6437-407d-A8EE-F0AAD7539E65}"),
}


def refused(path: Path) -> str:
    before = {entry.name: entry.read_bytes() for entry in path.parent.iterdir()}
    with pytest.raises(XlperfError) as error:
        rebuild_in_place(path)
    assert {entry.name: entry.read_bytes() for entry in path.parent.iterdir()} == before
    assert error.value.code == "in_place"
    assert re.fullmatch(rf"{re.escape(str(path))}：没有改写.*用 -o 另存.*。", str(error.value))
    return str(error.value)


@pytest.mark.parametrize("kind", LOST)
def test_what_could_not_be_kept_is_named_and_the_file_left_alone(kind: str, tmp_path: Path) -> None:
    change, word = LOST[kind]
    assert f"未带入新工作簿：{word}。" in refused(made(tmp_path, change))


@pytest.mark.parametrize("kind", ["chart", "macros", "sparkline", "name"])
def test_what_could_not_be_kept_is_only_told_where_another_file_is_written(
    kind: str, tmp_path: Path
) -> None:
    change, word = LOST[kind]
    said = rebuild_workbook(made(tmp_path, change), tmp_path / "new.xlsx")
    assert said[1:] == [f"未带入新工作簿：{word}。"]


@pytest.mark.parametrize("kind", NOTHING)
def test_what_nobody_would_miss_hinders_nothing(kind: str, tmp_path: Path) -> None:
    path = made(tmp_path, NOTHING[kind])
    before = path.read_bytes()
    rebuild_workbook(path, tmp_path / "new.xlsx")
    [said] = rebuild_in_place(path)
    assert said.startswith(f"已重建 {path}：")
    assert path.read_bytes() == (tmp_path / "new.xlsx").read_bytes()
    [backup] = (tmp_path / FOLDER).iterdir()
    assert (backup.stem[:3], backup.read_bytes()) == ("填报 ", before)


def test_a_workbook_that_libreoffice_saved_has_nothing_to_lose(tmp_path: Path) -> None:
    path = convert([EXAMPLE], "xlsx", tmp_path)[0]
    rebuild_in_place(path)
    assert len(list((tmp_path / FOLDER).iterdir())) == 1


def test_a_sheet_a_cell_and_a_formula_of_ones_own_are_named(tmp_path: Path) -> None:
    def sheet(book: openpyxl.Workbook) -> None:
        book.create_sheet("我的底稿")["A1"] = 12

    def cell(book: openpyxl.Workbook) -> None:
        book["代表工作"]["H30"] = "旁注"

    assert "未带入新工作簿的工作表：“我的底稿”" in refused(edited(tmp_path, sheet))
    assert "代表工作!H30“旁注”" in refused(edited(tmp_path, cell))

    def beside_the_head(book: openpyxl.Workbook) -> None:
        book["代表工作"]["I1"] = "◆请核对"
        book["代表工作"]["D3"] = "◆第5行 合计不符"  # as the sheet says it itself

    said = refused(edited(tmp_path, beside_the_head))
    assert "代表工作!I1“◆请核对”" in said
    assert "D3" not in said

    # As a spreadsheet leaves it: the formula with its result.
    before, after = "<v>200000</v>", "<f>100000*2</f><v>200000</v>"
    path = made(tmp_path, within(SHEET, before, after))
    assert "公式只留下了结果：代表工作!B12“=100000*2”" in refused(path)


def test_a_file_that_changes_while_it_is_rebuilt_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path, lambda parts: None)
    draw = rebuild.checked_bytes

    def meanwhile(*arguments: object) -> object:
        path.write_bytes(b"newer")
        return draw(*arguments)

    monkeypatch.setattr(rebuild, "checked_bytes", meanwhile)
    with pytest.raises(XlperfError) as error:
        rebuild_in_place(path)
    assert error.value.code == "changed"
    assert [entry.read_bytes() for entry in tmp_path.iterdir()] == [b"newer"]


def test_a_file_open_elsewhere_is_left_alone(tmp_path: Path) -> None:
    path = made(tmp_path, lambda parts: None)
    (tmp_path / "~$填报.xlsx").write_bytes(b"\x02Li")
    with pytest.raises(XlperfError, match="正被 Li 打开"):
        rebuild_in_place(path)
    assert {entry.name for entry in tmp_path.iterdir()} == {"填报.xlsx", "~$填报.xlsx"}


def test_workbook_with_macros_of_ours_alone_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "填报.xlsm"
    rebuild_workbook(made(tmp_path, lambda parts: None), path)
    before = path.read_bytes()
    rebuild_in_place(path)
    assert path.read_bytes() == before
    parts = parts_of(path)
    parts["xl/vbaProject.bin"] += b"\0"
    path.write_bytes(packed(parts))
    assert "未带入新工作簿：宏。" in refused(path)


def test_one_of_out_and_in_place_must_be_given(tmp_path: Path) -> None:
    path = made(tmp_path, lambda parts: None)
    for options in ([], ["--in-place", "-o", str(tmp_path / "b.xlsx")]):
        with pytest.raises(XlperfError, match="二者选一"):
            CliRunner().invoke(cli, ["rebuild", str(path), *options], catch_exceptions=False)
    assert [entry.name for entry in tmp_path.iterdir()] == ["填报.xlsx"]
    done = CliRunner().invoke(cli, ["rebuild", str(path), "--in-place"], catch_exceptions=False)
    assert done.exit_code == 0


@pytest.mark.parametrize("edition", ["shanghai-2023", "shanghai-2026"])
def test_totals_that_another_edition_draws_otherwise_are_no_loss(tmp_path, edition):
    """An unfinished filing moves in place: how far it is filled stands in 汇总, and is ours."""
    filing = read_filing(EXAMPLE)
    first = replace(filing.projects[0], start=None)
    book = tmp_path / "填报.xlsx"
    save_filing(replace(filing, projects=(first, filing.projects[1])), None, book, (), FEW)
    done = CliRunner().invoke(cli, ["rebuild", str(book), "--in-place", "--edition", edition])
    assert done.exit_code == 0, done.output
    assert "未带入" not in done.output
    back = CliRunner().invoke(
        cli, ["rebuild", str(book), "--in-place", "--edition", "shanghai-2022"]
    )
    assert back.exit_code == 0, back.output


def test_own_words_in_the_totals_are_named_when_the_edition_changes(tmp_path):
    book = tmp_path / "填报.xlsx"
    changed = opened(EXAMPLE)
    changed["汇总"]["B60"] = "局里要求五月报送"
    changed.save(book)
    done = CliRunner().invoke(
        cli, ["rebuild", str(book), "-o", str(tmp_path / "新.xlsx"), "--edition", "shanghai-2023"]
    )
    assert "局里要求五月报送" in done.output


def test_characters_that_nobody_sees_are_left_out_and_said(tmp_path: Path) -> None:
    filing = read_filing(EXAMPLE)
    first, second, *_ = filing.projects
    goals = replace(first.goals, overall="响铃\x07之后\r\n一行")
    book = tmp_path / "a.xlsx"
    save_filing(
        replace(filing, projects=(replace(first, goals=goals), second)), None, book, (), FEW
    )
    said = "".join(rebuild_workbook(book, tmp_path / "b.xlsx"))
    at = filing.projects[0].at["overall"]
    assert f"去掉了看不见的控制字符：{at}，" in said
    assert read_filing(tmp_path / "b.xlsx").projects[0].goals.overall == "响铃之后\n一行"
    assert "控制字符" not in "".join(rebuild_in_place(tmp_path / "b.xlsx"))
    assert rebuild_in_place(book)
