"""The built files: valid, with every macro, every button and the ribbon where Excel looks."""

from __future__ import annotations

import re
import warnings
import xml.etree.ElementTree as ET
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openxml_audit import OpenXmlValidator
from pyopenvba import ExcelFile, check_file
from pyopenvba.cfb import CFB
from pyopenvba.vba import decompress

from tests.excel_addin.conftest import EXAMPLE
from xlperf.cli import cli
from xlperf.excel_addin.commands import COMMANDS
from xlperf.excel_addin.install.settings import read_addin, settings
from xlperf.form.template import template
from xlperf.output import macros
from xlperf.output.macro_package import RIBBON_PART, RIBBON_RELATION, with_ribbon
from xlperf.reading.read_filing import read_filing

GROUPS = {
    "填报": ["新建工作簿", "新增项目", "插入指标", "导入表单", "结转上年"],
    "校验": ["校验本表", "校验全部", "下一个问题", "采纳修改", "并排显示", "清除标记"],
    "汇总": ["重建汇总", "重建版面"],
    "输出": ["生成本表打印表", "生成全部打印表", "导出 PDF", "导出公开文本"],
    "工具": ["恢复上一步", "函数转为数值", "规则说明", "关于与诊断"],
}
UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
MACROS = Path(__file__).parents[2] / "macros"


@pytest.fixture(scope="module", params=["xlperf.xlam", "new.xlsm", "rebuilt.xlsm"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("built") / request.param
    command = {
        "xlperf.xlam": ["addin", "build", "-o", str(path)],
        "new.xlsm": ["new", str(path), "--year", "2022", "--projects", "2"],
        "rebuilt.xlsm": ["rebuild", str(EXAMPLE), "-o", str(path)],
    }[request.param]
    done = CliRunner().invoke(cli, command, catch_exceptions=False)
    assert done.exit_code == 0
    return path


def ribbon(path: Path) -> ET.Element:
    with zipfile.ZipFile(path) as package:
        return ET.fromstring(package.read(RIBBON_PART))


def vba(path: Path) -> dict[str, str]:
    with ExcelFile(path) as book:
        return dict(book.vba_modules())


def test_built_files_follow_microsofts_schemas(built: Path) -> None:
    result = OpenXmlValidator().validate(str(built))
    assert [error.description for error in result.errors] == []


def test_built_projects_are_sound(built: Path) -> None:
    report = check_file(built)
    assert [issue.message for issue in report.issues] == []


def test_the_ribbon_is_where_excel_looks_for_it(built: Path) -> None:
    with zipfile.ZipFile(built) as package:
        relations = package.read("_rels/.rels").decode()
        types = package.read("[Content_Types].xml").decode()
    assert relations.count(RIBBON_RELATION) == 1
    assert f'Target="{RIBBON_PART}"' in relations
    kind = "addin" if built.suffix == ".xlam" else "sheet"
    assert f"application/vnd.ms-excel.{kind}.macroEnabled.main+xml" in types


def test_the_tab_has_every_group_and_button_in_the_order_of_the_work(built: Path) -> None:
    tab = ribbon(built).find(f".//{UI}tab")
    assert tab is not None
    assert tab.get("label") == "绩效目标"
    found = {group.get("label"): [button.get("label") for button in group] for group in tab}
    assert found == GROUPS
    assert list(found) == list(GROUPS)
    for button in tab.iter(f"{UI}button"):
        assert (button.get("screentip") or "").partition("（")[0] == button.get("label")
        assert (button.get("supertip") or "").endswith("。")
        assert button.get("imageMso")


def test_every_button_has_its_macro_and_every_macro_a_command(built: Path) -> None:
    text = vba(built)["XlperfRibbon"]
    tab = ribbon(built).find(f".//{UI}tab")
    assert tab is not None
    for button in tab.iter(f"{UI}button"):
        macro = re.escape(button.get("onAction") or "")
        body = re.search(rf"Public Sub {macro}\(.*?End Sub", text, re.DOTALL)
        assert body, f"{button.get('label')} calls {macro}, which is not there"
        called = re.search(r'(?:RunCommand|RunWithFiles|RunWithTarget) "(\w+)"', body[0])
        assert called
        assert called[1] in COMMANDS


def callbacks(path: Path) -> set[str]:
    named = re.compile("onLoad|onAction|get[A-Z]")
    return {
        value
        for element in ribbon(path).iter()
        for name, value in element.items()
        if named.match(name)
    }


def test_every_callback_is_a_public_sub_of_the_ribbons_module(built: Path) -> None:
    text = vba(built)["XlperfRibbon"]
    assert len(callbacks(built)) > 20
    for name in callbacks(built):
        assert re.search(rf"^Public Sub {name}\(", text, re.MULTILINE), name


def test_the_two_packages_share_no_callback(tmp_path: Path) -> None:
    paths = [tmp_path / "a.xlam", tmp_path / "b.xlsm"]
    for path, command in zip(paths, (["addin", "build", "-o"], ["new"]), strict=True):
        CliRunner().invoke(cli, [*command, str(path)], catch_exceptions=False)
    addin, book = map(callbacks, paths)
    assert len(addin) == len(book)
    assert addin & book == set()
    tab = ribbon(paths[1]).find(f".//{UI}tab")
    assert tab is not None
    assert tab.get("getVisible") == "XlperfTabVisibleInBook"
    text = vba(paths[0])["XlperfMessages"]
    assert 'ADDIN_FILE As String = "xlperf.xlam"' in text
    assert "IN_ADDIN As Boolean = True" in text
    assert "IN_ADDIN As Boolean = False" in vba(paths[1])["XlperfMessages"]


def test_keytips_are_letters_and_none_begins_another(built: Path) -> None:
    tab = ribbon(built).find(f".//{UI}tab")
    assert tab is not None
    tips = [button.get("keytip") or "" for button in tab.iter(f"{UI}button")]
    assert all(tip.isalpha() and tip.isascii() and tip.isupper() for tip in tips)
    # Z is Excel's own, for groups that are folded.
    assert not any(a.startswith(b) for a in ("Z", *tips) for b in ("Z", *tips) if a is not b)


KEYS = {"校验本表": "J", "校验全部": "Q", "下一个问题": "X", "采纳修改": "Y"}
EXCELS_KEYS = set("AFGLOPTUVZ")
"""Letters that Excel has a command on together with Ctrl and Shift."""


def test_keys_run_what_their_buttons_say_and_leave_excels_alone(built: Path) -> None:
    tab = ribbon(built).find(f".//{UI}tab")
    assert tab is not None
    buttons = {button.get("label"): button for button in tab.iter(f"{UI}button")}
    text = vba(built)["XlperfKeys"]
    set_keys = dict(re.findall(r'SetKey "(\w)", "(\w+)", Ours', text))
    assert set(set_keys) == set(KEYS.values())
    assert not set(set_keys) & EXCELS_KEYS
    shown = (MACROS / "README.md").read_text("utf-8")
    guide = str(template()["guide"]["steps"])
    for label, letter in KEYS.items():
        assert buttons[label].get("screentip") == f"{label}（Ctrl+Shift+{letter}）"
        assert f"Ctrl+Shift+{letter} {label}" in shown
        assert f"Ctrl+Shift+{letter} {label}" in guide
        called = re.compile(r'Public Sub (\w+)\(.*?\)\s+RunCommand "(\w+)"')
        commands = dict(called.findall(text + vba(built)["XlperfRibbon"]))
        assert commands[set_keys[letter]] == commands[buttons[label].get("onAction")]


def test_the_cells_menus_offer_what_helps_on_a_project_sheet(built: Path) -> None:
    menus = {
        menu.get("idMso"): [(button.get("label"), button.get("tag")) for button in menu]
        for menu in ribbon(built).iter(f"{UI}contextMenu")
    }
    offered = [
        ("校验本表", "project"),
        ("采纳修改", "project findings"),
        ("下一个问题", "project findings"),
    ]
    assert menus == {"ContextMenuCell": offered, "ContextMenuCellLayout": offered}
    ids = [element.get("id") for element in ribbon(built).iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_a_control_for_some_sheets_names_kinds_that_there_are(built: Path) -> None:
    kinds = {"project", *template()["sheets"]}
    for element in ribbon(built).iter(f"{UI}button"):
        tag = (element.get("tag") or "").split()
        assert bool(tag) == bool(element.get("getEnabled") or element.get("getVisible"))
        assert set(tag) <= kinds


def test_the_project_holds_sources_alone(built: Path) -> None:
    """MS-OVBA 2.3.4.1 and on: version and cookies of 0xFFFF, no compiled code anywhere."""
    with zipfile.ZipFile(built) as package:
        project = CFB.from_bytes(package.read("xl/vbaProject.bin"))
    streams = set(project.list_streams_in_storage("VBA"))
    assert not any(name.startswith("__SRP") for name in streams)
    assert project.get_stream_in_storage("VBA", "_VBA_PROJECT") == b"\xcc\x61\xff\xff\0\0\0"
    listed = decompress(project.get_stream_in_storage("VBA", "dir"))
    cookies = re.findall(rb"(?:\x13|\x2c)\0\x02\0\0\0(..)", listed, re.DOTALL)
    assert len(cookies) == 1 + len(streams) - 2
    assert set(cookies) == {b"\xff\xff"}
    offsets = re.findall(rb"\x31\0\x04\0\0\0(.{4})", listed, re.DOTALL)
    assert offsets == [b"\0\0\0\0"] * (len(streams) - 2)
    for name in streams - {"_VBA_PROJECT", "dir"}:
        source = decompress(project.get_stream_in_storage("VBA", name))
        assert source.startswith(b'Attribute VB_Name = "')


def test_all_vba_is_ascii_and_short_enough_for_the_editor(built: Path) -> None:
    for name, text in vba(built).items():
        assert text.isascii(), name
        assert max(map(len, text.splitlines()), default=0) < 1023, name
        assert text.count(" _\r\n") < 24 * max(1, text.count("MacroOptions")), name


def test_every_line_of_vba_ends_as_the_editor_ends_them(built: Path) -> None:
    for name, text in vba(built).items():
        assert text.count("\r\n") > 5, name
        assert not set("\r\n") & set(text.replace("\r\n", "")), name


def test_entry_points_have_an_error_handler_or_end_in_one(built: Path) -> None:
    for name, text in vba(built).items():
        for body in re.findall(
            r"(?:Public Sub \w+\(control|Function XLPERF_).*?End (?:Sub|Function)", text, re.DOTALL
        ):
            if "returnedVal" in body.splitlines()[0]:
                continue  # which ask SheetKind and AddinLoaded alone, and those have one
            assert "On Error GoTo Failure" in body or re.search(
                r"RunCommand|RunWith(?:Files|Target)", body
            ), name
    assert "On Error GoTo Failure" in vba(built)["XlperfLauncher"]
    assert "On Error GoTo Failure" in vba(built)["ThisWorkbook"]


def test_the_launcher_names_the_library_of_the_installed_xlwings(built: Path) -> None:
    text = vba(built)["XlperfLauncher"]
    version = macros.xlwings_version()
    assert f'Lib "xlwings64-{version}.dll"' in text
    assert f'Lib "xlwings32-{version}.dll"' in text
    assert f'XLWINGS_VERSION As String = "{version}"' in text
    assert "@XLWINGS@" not in text


def test_nothing_of_xlwings_pro_is_built_in(built: Path) -> None:
    for text in vba(built).values():
        assert "xlwings.pro" not in text
        assert "LICENSE_KEY" not in text
    for path in (Path(macros.__file__).parent).glob("*.py"):
        assert "xlwings.pro" not in path.read_text("utf-8")


def test_the_addin_carries_its_settings_and_no_names_of_people(
    tmp_path: Path,
) -> None:
    path = tmp_path / "xlperf.xlam"
    CliRunner().invoke(cli, ["addin", "build", "-o", str(path)], catch_exceptions=False)
    assert read_addin(path) == settings()
    assert settings()["ADD_WORKBOOK_TO_PYTHONPATH"] == "false"
    with zipfile.ZipFile(path) as package:
        core = package.read("docProps/core.xml").decode()
    assert "<dc:creator></dc:creator>" in core


def test_the_same_sources_build_the_same_file(tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlam", tmp_path / "b.xlam"
    for path in (first, second):
        CliRunner().invoke(cli, ["addin", "build", "-o", str(path)], catch_exceptions=False)
    with zipfile.ZipFile(first) as a, zipfile.ZipFile(second) as b:
        for name in set(a.namelist()) - {"xl/vbaProject.bin"}:
            assert a.read(name) == b.read(name), name


def test_a_ribbon_put_in_twice_is_there_once(built: Path) -> None:
    again = with_ribbon(built.read_bytes(), in_addin=built.suffix == ".xlam")
    with zipfile.ZipFile(BytesIO(again)) as package, warnings.catch_warnings():
        warnings.simplefilter("error")
        assert package.namelist().count(RIBBON_PART) == 1
        assert package.read("_rels/.rels").decode().count(RIBBON_RELATION) == 1


def test_a_macro_workbook_reads_like_the_plain_one(tmp_path: Path) -> None:
    out = tmp_path / "rebuilt.xlsm"
    CliRunner().invoke(cli, ["rebuild", str(EXAMPLE), "-o", str(out)], catch_exceptions=False)
    plain, live = read_filing(EXAMPLE), read_filing(out)
    assert live.projects == plain.projects
    assert live.summary == plain.summary


def test_what_excel_calculates_beside_the_table_is_not_taken_for_filed(tmp_path: Path) -> None:
    out = tmp_path / "rebuilt.xlsm"
    CliRunner().invoke(cli, ["rebuild", str(EXAMPLE), "-o", str(out)], catch_exceptions=False)
    live = read_filing(out)
    book = openpyxl.load_workbook(out)
    sheet = book[live.projects[0].sheet]
    asked = [c for row in sheet for c in row if "XLPERF_VERDICTS(" in str(c.value)]
    (cell,) = asked
    assert sheet.column_dimensions[cell.column_letter].width == 0
    head = cell.row
    cell.value = "¦1¦通过¦2¦提醒 C11：年度指标值可写作≥80人¦3¦"
    for row, said in ((1, "通过"), (2, "提醒 C11：年度指标值可写作≥80人")):
        sheet.cell(head + row, cell.column - 1).value = said
    calculated = tmp_path / "calculated.xlsx"
    book.save(calculated)
    assert read_filing(calculated).projects[0].unread == live.projects[0].unread == ()


def test_sources_in_macros_are_ascii_but_for_ribbon_and_messages() -> None:
    for path in MACROS.iterdir():
        if path.suffix in (".bas", ".cls", ".applescript"):
            assert path.read_bytes().isascii(), path.name


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    from xlperf.errors import XlperfError

    with pytest.raises(XlperfError, match=r"应以 \.xlam 结尾"):
        CliRunner().invoke(
            cli, ["addin", "build", "-o", str(tmp_path / "x.xlsx")], catch_exceptions=False
        )
