"""The built files: valid, with every macro, every button and the ribbon where Excel looks."""

from __future__ import annotations

import re
import warnings
import xml.etree.ElementTree as ET
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openxml_audit import OpenXmlValidator
from pyopenvba import ExcelFile, check_file

from tests.excel_addin.conftest import EXAMPLE
from xlperf.cli import cli
from xlperf.excel_addin.commands import COMMANDS
from xlperf.excel_addin.install.settings import read_addin, settings
from xlperf.output import macros
from xlperf.output.macro_package import RIBBON_PART, RIBBON_RELATION, with_ribbon
from xlperf.reading.read_filing import read_filing

GROUPS = {
    "填报": ["新建工作簿", "新增项目", "插入指标", "导入表单", "结转上年"],
    "校验": ["校验本表", "校验全部", "下一个问题", "采纳修改", "清除标记"],
    "汇总": ["重建汇总", "重建版面"],
    "输出": ["生成本表打印表", "生成全部打印表", "导出 PDF", "导出公开文本"],
    "工具": ["恢复上一步", "规则说明", "关于与诊断"],
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
        assert button.get("screentip") == button.get("label")
        assert (button.get("supertip") or "").endswith("。")
        assert button.get("imageMso")


def test_every_button_has_its_macro_and_every_macro_a_command(built: Path) -> None:
    text = vba(built)["XlperfRibbon"]
    for button in ribbon(built).iter(f"{UI}button"):
        macro = re.escape(button.get("onAction") or "")
        body = re.search(rf"Public Sub {macro}\(.*?End Sub", text, re.DOTALL)
        assert body, f"{button.get('label')} calls {macro}, which is not there"
        called = re.search(r'(?:RunCommand|RunWithFiles) "(\w+)"', body[0])
        assert called
        assert called[1] in COMMANDS


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
            assert "On Error GoTo Failure" in body or re.search(r"RunCommand|RunWithFiles", body), (
                name
            )
    assert "On Error GoTo Failure" in vba(built)["XlperfLauncher"]
    assert "On Error GoTo Failure" in vba(built)["ThisWorkbook"]


def test_the_launcher_names_the_library_of_the_installed_xlwings(built: Path) -> None:
    text = vba(built)["XlperfLauncher"]
    version = macros.xlwings_version()
    assert f'Lib "xlwings64-{version}.dll"' in text
    assert f'Lib "xlwings32-{version}.dll"' in text
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
    again = with_ribbon(built.read_bytes())
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
