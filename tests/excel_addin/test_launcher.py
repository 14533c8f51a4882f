"""The VBA runs in LibreOffice up to the Python command, and nobody else's code runs with it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.excel_addin.test_package import ribbon
from xlperf.cli import cli
from xlperf.excel_addin.functions import functions as f
from xlperf.excel_addin.install.settings import package_digest, settings, user_file_content
from xlperf.output.macros import source

UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
ODD_INTERPRETER = "/opt/我的 & 'Python' 100%=/python"
WITH_FILES = {
    "new_book": "NewBook",
    "import_forms": "ImportForms",
    "carry_forward": "CarryForward",
    "form_of_sheet": "FormOfSheet",
    "forms_of_book": "FormsOfBook",
    "export_pdf": "ExportPdf",
    "publish": "Publish",
}

pytestmark = pytest.mark.usefixtures("only_libreoffice")

Vba = Callable[..., Any]


class Macros:
    """A macro workbook open in LibreOffice, its launcher calling the bridge."""

    def __init__(self, office: Any, path: Path) -> None:
        from tests.engine.bridge import Bridge

        self.office, self.path, self.used = office, path, 2
        self.bridge = Bridge(run=lambda name, argument: f"{name}完成")
        self.document = office.open(path)
        self.call("XlperfLauncher.HoldBridge", self.bridge)

    def call(self, macro: str, *arguments: Any) -> Any:
        url = f"vnd.sun.star.script:VBAProject.{macro}?language=Basic&location=document"
        script = self.document.getScriptProvider().getScript(url)
        return script.invoke(arguments, (), ())[0]

    def evaluate(self, formula: str) -> str:
        """A formula's text on a sheet of its own, in the application's notation."""
        sheets = self.document.Sheets
        if "试算" not in sheets.ElementNames:
            sheets.insertNewByName("试算", sheets.Count)
        cell = sheets.getByName("试算").getCellByPosition(0, 0)
        cell.setFormula(formula)
        return str(cell.String)

    def evaluate_array(self, formula: str, rows: int, columns: int) -> list[list[Any]]:
        sheets = self.document.Sheets
        if "试算" not in sheets.ElementNames:
            sheets.insertNewByName("试算", sheets.Count)
        top, self.used = self.used, self.used + rows
        sheet = sheets.getByName("试算")
        area = sheet.getCellRangeByPosition(2, top, columns + 1, top + rows - 1)
        area.setArrayFormula(formula)
        return [list(row) for row in area.getDataArray()]


def configure(office: Any, **values: str) -> None:
    known = {"INTERPRETER": sys.executable, "PACKAGE": package_digest()} | values
    conf = office.home / ".xlperf" / "xlperf.conf"
    conf.parent.mkdir(exist_ok=True)
    conf.write_bytes(user_file_content(known))


@pytest.fixture(scope="module")
def bridged(application: Any, tmp_path_factory: pytest.TempPathFactory, two_projects: Path) -> Path:
    """Two projects as a macro workbook, with the bridge in the DLL's place."""
    from tests.engine.bridge import with_bridge

    path = tmp_path_factory.mktemp("bridged") / "填报 & '表' 100%=.xlsm"
    done = CliRunner().invoke(cli, ["rebuild", str(two_projects), "-o", str(path)])
    assert done.exit_code == 0
    with_bridge(path)
    return path


@pytest.fixture
def macros(bridged: Path, office: Any, tmp_path: Path) -> Iterator[Macros]:
    configure(office)
    opened = Macros(office, Path(shutil.copy(bridged, tmp_path)))
    yield opened
    office.settle()
    opened.document.close(True)


def test_every_button_reaches_its_python_command(macros: Macros) -> None:
    for button in ribbon(macros.path).iter(f"{UI}button"):
        macro = button.get("onAction") or ""
        before = len(macros.bridge.calls)
        macros.call(f"XlperfRibbon.{macro}", macros.document)
        called = macros.bridge.calls[before:]
        if not called:
            # Headless, the file dialog answers at once that nothing was chosen.
            assert macro in {f"Xlperf{button}InBook" for button in WITH_FILES.values()}
            continue
        ((name, argument, book),) = called
        assert argument == ""
        assert book == macros.path.name
        assert macros.bridge.said[-1] == f"{name}完成"
    names = {name for name, _, _ in macros.bridge.calls}
    assert len(names) >= 12
    for name in WITH_FILES.keys() - names:
        macros.call("XlperfLauncher.RunCommand", name, "/甲/a.xlsx")
        assert macros.bridge.calls[-1] == (name, "/甲/a.xlsx", macros.path.name)


def test_a_python_that_cannot_start_is_told_in_words(macros: Macros, office: Any) -> None:
    (office.home / ".xlperf" / "xlperf.conf").unlink()
    macros.call("XlperfRibbon.XlperfCheckBookInBook", macros.document)
    assert macros.bridge.calls == []
    (said,) = macros.bridge.said
    assert said.startswith("没能启动 Python，命令没有执行")
    assert "xlperf addin install" in said


def test_the_workbook_is_let_go_and_the_status_bar_cleared(macros: Macros, office: Any) -> None:
    held: list[str | None] = []

    def run(name: str, argument: str) -> str:
        held.append(macros.bridge.caller)
        return ""

    macros.bridge.run = run
    macros.call("XlperfRibbon.XlperfCheckBookInBook", macros.document)
    assert held == [macros.path.name]
    assert macros.bridge.caller is None

    def broken(name: str, argument: str) -> str:
        raise RuntimeError("COM")

    macros.bridge.run = broken
    macros.call("XlperfRibbon.XlperfCheckBookInBook", macros.document)
    assert macros.bridge.said[-1].startswith("没能启动 Python，命令没有执行")
    assert macros.bridge.caller is None


def test_the_wait_is_shown_before_python_starts_and_ends_on_every_way(macros: Macros) -> None:
    text = source("XlperfLauncher.bas")
    body = text[text.index("Public Sub RunCommand") : text.index("Private Sub ShowBusy")]
    assert body.index("ShowBusy") < body.index("Python()") < body.index("Failure:")
    ending = body[body.index("Finish:") :]
    assert [line.strip() for line in ending.splitlines()[1:7]] == [
        "On Error Resume Next",
        "Release Server",
        "ShowReady",
        "RefreshRibbon",
        "Say Said",
        "End Sub",
    ]
    assert "Resume Finish" in body


def test_the_settings_file_is_read_again_only_when_it_changes(macros: Macros, office: Any) -> None:
    conf = office.home / ".xlperf" / "xlperf.conf"
    for _ in range(2):
        assert macros.call("XlperfSettings.Setting", "INTERPRETER") == sys.executable
    was = conf.stat()
    same_length = conf.read_bytes().replace(b"INTERPRETER=/", b"INTERPRETER=#")
    conf.write_bytes(same_length)
    os.utime(conf, (was.st_atime, was.st_mtime))
    assert macros.call("XlperfSettings.Setting", "INTERPRETER") == sys.executable
    macros.call("XlperfSettings.ForgetSettings")
    assert macros.call("XlperfSettings.Setting", "INTERPRETER") == f"#{sys.executable[1:]}"
    configure(office, INTERPRETER="/anew")
    assert macros.call("XlperfSettings.Setting", "INTERPRETER") == "/anew"


def test_the_kind_of_sheet_is_told_without_python(macros: Macros) -> None:
    kinds = {}
    for name in ("代表工作", "汇总", "校验结果", "指标库", "使用说明"):
        sheet = macros.document.Sheets.getByName(name)
        macros.document.CurrentController.setActiveSheet(sheet)
        kinds[name] = macros.call("XlperfRibbon.SheetKind")
    assert kinds == {
        "代表工作": "project",
        "汇总": "summary",
        "校验结果": "findings",
        "指标库": "library",
        "使用说明": "guide",
    }
    macros.document.Sheets.insertNewByName("别的表", 0)
    other = macros.document.Sheets.getByName("别的表")
    macros.document.CurrentController.setActiveSheet(other)
    assert macros.call("XlperfRibbon.SheetKind") == "other"
    other.getCellByPosition(1, 30).setString("*项目（政策）\n名 称：")
    assert macros.call("XlperfRibbon.SheetKind") == "project"
    assert macros.bridge.calls == []


def test_keys_are_ours_on_our_sheets_alone_and_run_their_commands(macros: Macros) -> None:
    sheets = macros.document.Sheets
    sheets.insertNewByName("别的表", 0)
    for name, is_ours in (("代表工作", True), ("别的表", False), ("汇总", True)):
        macros.document.CurrentController.setActiveSheet(sheets.getByName(name))
        macros.call("XlperfRibbon.RefreshRibbon")
        assert sorted(macros.bridge.keys) == ["^+j", "^+q", "^+x", "^+y"]
        assert all(bool(macro) is is_ours for macro in macros.bridge.keys.values())
    book = macros.path.name.replace("'", "''")
    for macro in dict(macros.bridge.keys).values():
        assert macro.startswith(f"'{book}'!XlperfKey")
        macros.call(f"XlperfKeys.{macro.partition('!')[2]}")
    called = [name for name, _, _ in macros.bridge.calls]
    assert sorted(called) == ["accept_fix", "check_book", "check_sheet", "next_finding"]
    macros.call("XlperfKeys.LeaveKeys")
    assert not any(macros.bridge.keys.values())


def test_settings_keep_every_character(macros: Macros, office: Any) -> None:
    odd = {
        "INTERPRETER": ODD_INTERPRETER,
        "LIBRARY64": "C:\\用户\\new\\u4e00\\预算\\𠮷\\é",
        "LIBRARY32": " D:\\前后 有空格 ",
    }
    configure(office, **odd)
    for key, value in odd.items():
        assert macros.call("XlperfSettings.Setting", key) == value
    assert macros.call("XlperfSettings.Setting", "NONE") == ""


def test_a_settings_file_that_was_damaged_is_told_and_closed(macros: Macros, office: Any) -> None:
    conf = office.home / ".xlperf" / "xlperf.conf"
    conf.write_bytes(b"INTERPRETER=/opt/\\uZZZZ/python\r\n")
    macros.call("XlperfRibbon.XlperfCheckBookInBook", macros.document)
    assert macros.bridge.said[-1].startswith("没能启动 Python，命令没有执行")
    configure(office)
    macros.call("XlperfRibbon.XlperfCheckBookInBook", macros.document)
    assert macros.bridge.said[-1] == "check_book完成"


def test_names_survive_as_hexadecimal_digits(macros: Macros) -> None:
    name = "预算 & '目标' 100%=\"$(x)`;|.xlsx"
    codes = macros.call("XlperfSettings.Codes", name)
    assert bytes.fromhex(codes).decode("utf-16-be") == name
    assert macros.call("XlperfSettings.Text", codes) == name


def test_a_workbook_cannot_choose_the_interpreter(macros: Macros, office: Any) -> None:
    sheets = macros.document.Sheets
    for name in ("xlwings.conf", "xlperf.conf", "xlperf"):
        sheets.insertNewByName(name, 0)
        sheet = sheets.getByName(name)
        for row, (key, value) in enumerate(
            [("INTERPRETER", "/evil/python"), ("INTERPRETER_WIN", "/evil"), ("PACKAGE", "0" * 64)]
        ):
            sheet.getCellByPosition(0, row).setString(key)
            sheet.getCellByPosition(1, row).setString(value)
    for name in ("xlwings.conf", "xlperf.conf"):
        (macros.path.parent / name).write_text("INTERPRETER=/evil/python\n", "ascii")
    line = macros.call("XlperfLauncher.CommandLine")
    assert line.startswith(f'"{sys.executable}" -E -P -B ')
    assert "/evil" not in line
    assert "0" * 64 not in line
    (office.home / ".xlperf" / "xlperf.conf").unlink()
    assert macros.call("XlperfSettings.Setting", "INTERPRETER") == ""


def test_the_command_line_holds_nothing_of_the_workbook(macros: Macros) -> None:
    macros.call("XlperfRibbon.XlperfCheckBookInBook", macros.document)
    (line,) = set(macros.bridge.commands)
    assert "填报" not in line
    assert str(macros.path.parent) not in line
    assert line.isascii() or not sys.executable.isascii()


def started(line: str, folder: Path, ending: str, **environment: str) -> Any:
    """Run the launcher's own command line as Windows would, with another last statement."""
    line = line.replace("from xlperf.excel_addin import launch;launch.serve('$(CLSID)')", ending)
    return subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=folder,
        # Reading files in processes of their own, as other tests do, leaves this one set.
        env={k: v for k, v in os.environ.items() if k != "PYTHONSAFEPATH"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def with_checkout(line: str) -> str:
    """The line, finding the package under test before any that is installed."""
    root = Path(__file__).parents[2]
    return line.replace("import sys,os,", f"import sys;sys.path.insert(0,'{root}');import os,", 1)


def hostile_folder(folder: Path) -> Path:
    folder.mkdir()
    for name in ("xlperf", "polars", "sitecustomize", "usercustomize", "hashlib", "xlwings"):
        (folder / f"{name}.py").write_text(f"print('HOSTILE {name}')\n", "ascii")
    return folder


def test_hostile_modules_beside_the_workbook_never_run(macros: Macros, tmp_path: Path) -> None:
    folder = hostile_folder(tmp_path / "别人的 文件夹")
    line = macros.call("XlperfLauncher.CommandLine")
    root = Path(__file__).parents[2]
    line = with_checkout(line)
    ending = "import polars,xlwings,xlperf;print(xlperf.__file__, polars.__file__)"
    done = started(line, folder, ending, PYTHONPATH=str(folder), PYTHONSTARTUP="xlperf.py")
    assert done.returncode == 0, done.stderr
    assert "HOSTILE" not in done.stdout + done.stderr
    assert str(root / "xlperf") in done.stdout
    # The same folder does run where Python is started the usual way.
    usual = started(f'"{sys.executable}" -c "import xlperf"', folder, "")
    assert "HOSTILE xlperf" in usual.stdout


def test_another_xlperf_than_the_installed_one_is_not_imported(
    macros: Macros, office: Any, tmp_path: Path
) -> None:
    configure(office, PACKAGE="f" * 64)
    line = with_checkout(macros.call("XlperfLauncher.CommandLine"))
    done = started(line, tmp_path, "print('IMPORTED')")
    assert done.returncode == 3
    assert "IMPORTED" not in done.stdout


def test_a_settings_file_with_a_quote_starts_nothing(macros: Macros, office: Any) -> None:
    configure(office, INTERPRETER='/bin/sh" -c "touch evil')
    macros.call("XlperfRibbon.XlperfCheckBookInBook", macros.document)
    assert macros.bridge.commands == []
    configure(office, PACKAGE="');import os;os.system('touch evil')#".ljust(64, "a"))
    macros.call("XlperfRibbon.XlperfCheckBookInBook", macros.document)
    assert macros.bridge.commands == []


def test_functions_in_cells_give_what_python_gives(application: Any, macros: Macros) -> None:
    from tests.engine.app import Book

    sheets = ["代表工作", "人大会议"]
    book = Book(application.impl, macros.document)
    areas = [book.sheets(name).range("A1:F60").raw_value for name in sheets]
    places = [f"$'{name}'.A1:F60" for name in sheets]
    both = ";".join(places)
    assert macros.evaluate(f"=XLPERF_STATEMENT({both})") == f.XLPERF_STATEMENT(*areas)[0][0]
    for name, args, where in (
        ("SUMMARY", areas, both),
        ("TOTALS", areas[:1], places[0]),
        ("CHECK", areas[1:], places[1]),
        ("STATUS", areas[:1], places[0]),
        ("FORM", areas[:1], places[0]),
    ):
        expected = getattr(f, f"XLPERF_{name}")(*args)
        got = macros.evaluate_array(f"=XLPERF_{name}({where})", len(expected), len(expected[0]))
        assert got == expected, name


@pytest.mark.parametrize("target", [">=1次", "=2", "有效", "不低于80%"])
def test_a_target_in_a_cell_is_explained_in_another(macros: Macros, target: str) -> None:
    sheet = macros.document.Sheets.getByName("代表工作")
    cell = sheet.getCellRangeByName("D18")
    cell.setString(target)
    said = macros.evaluate("=XLPERF_TARGET($'代表工作'.D18)")
    assert said == f.XLPERF_TARGET([[target]])[0][0]


def test_the_templates_live_formulas_follow_what_is_typed(macros: Macros) -> None:
    macros.document.calculateAll()
    sheet = macros.document.Sheets.getByName("代表工作")
    rows = [sheet.getCellByPosition(7, row).String for row in range(16, 23)]
    assert rows[0] == "即时校验"
    assert rows[1] == "通过"
    sheet.getCellRangeByName("D18").setString("不低于80%")
    macros.document.calculateAll()
    assert sheet.getCellRangeByName("H18").String.startswith("提醒 C11")
    assert sheet.getCellRangeByName("H19").String == "通过"
    assert sheet.getCellRangeByName("I17").String.startswith("¦1¦提醒 C11")
    summary = macros.document.Sheets.getByName("汇总")
    texts = [cell for row in summary.getCellRangeByName("A1:F80").getDataArray() for cell in row]
    said = [
        text for text in texts if isinstance(text, str) and "涉及项目预算资金187.00万元" in text
    ]
    assert len(said) == 2  # the native formula and the function, of one mind


def test_rows_inserted_anywhere_keep_each_row_its_own_verdict(macros: Macros) -> None:
    sheet = macros.document.Sheets.getByName("代表工作")
    sheet.unprotect("")

    def verdicts(end: int) -> list[str]:
        """What the rows say, without the rows' own numbers."""
        said = [sheet.getCellByPosition(7, row).String for row in range(17, end)]
        return [re.sub(r"![A-Z]+\d+", "!", text) for text in said]

    before = verdicts(23)
    sheet.getCellRangeByName("D19").setString("不低于80%")
    sheet.Rows.insertByIndex(17, 1)  # right below the heads
    sheet.Rows.insertByIndex(20, 2)  # in the middle
    macros.document.calculateAll()
    rows = verdicts(26)
    assert rows[1] == before[0]
    assert rows[2].startswith("提醒 C11")
    assert rows[5:] == before[2:]
    assert sheet.getCellRangeByName("I17").Formula == "=XLPERF_VERDICTS(A17:E40)"


def test_the_dialog_proposes_a_name_beside_the_workbook(macros: Macros) -> None:
    sheets = macros.document.Sheets
    sheets.insertNewByName('甲<乙>|"丙', 0)
    macros.document.CurrentController.setActiveSheet(sheets.getByIndex(0))
    beside = str(macros.path.with_suffix(""))
    for command, kind in (
        ("form_of_sheet", "打印表-甲_乙___丙"),
        ("forms_of_book", "打印表"),
        ("export_pdf", "打印表"),
        ("publish", "公开文本"),
    ):
        assert macros.call("XlperfRibbon.Proposed", command) == f"{beside}-{kind}"


def test_a_column_without_python_says_so_in_its_first_row(macros: Macros, office: Any) -> None:
    (office.home / ".xlperf" / "xlperf.conf").unlink()
    macros.document.calculateAll()
    sheet = macros.document.Sheets.getByName("代表工作")
    assert sheet.getCellRangeByName("H18").String.startswith("没能启动 Python")
    assert sheet.getCellRangeByName("H19").String == ""


def test_a_function_without_python_puts_words_into_its_cell(macros: Macros, office: Any) -> None:
    (office.home / ".xlperf" / "xlperf.conf").unlink()
    said = macros.evaluate('=XLPERF_TARGET("=3")')
    assert said.startswith("没能启动 Python")


def test_the_built_files_open_in_the_application(office: Any, tmp_path: Path) -> None:
    out = tmp_path / "xlperf.xlam"
    CliRunner().invoke(cli, ["addin", "build", "-o", str(out)], catch_exceptions=False)
    # LibreOffice knows no add-ins of Excel's by themselves; as a workbook it reads them.
    document = office.open(out, "Calc MS Excel 2007 VBA XML")
    sheet = document.Sheets.getByIndex(0)
    assert sheet.Name == "xlperf"
    assert sheet.getCellRangeByName("B1").String == settings()["INTERPRETER"]
    document.close(True)
