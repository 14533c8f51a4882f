"""Gathering as a whole: what is found, written, and left alone."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest
from openxml_audit import OpenXmlValidator

from tests.benchmarks.make_filings import Seeded, made_filing, make_filings
from tests.drawing import FEW
from tests.libreoffice import convert
from tests.workbooks import leads_to
from xlperf.errors import XlperfError
from xlperf.filing.fields import AMOUNTS
from xlperf.gather.read_batch import Tables
from xlperf.gather.run import GatherOptions, data_files, gather
from xlperf.output.backups import FOLDER, backups_of
from xlperf.output.save import save_filing
from xlperf.reading.read_filing import read_filing

Filings = tuple[Path, set[Seeded]]
pytestmark = pytest.mark.usefixtures("in_process")  # but for what the module gathers once


def parquet(data: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in data_files(data).items()}


def table(data: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(data_files(data)[name])


@pytest.fixture(scope="module")
def out(filings: Filings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The consolidated workbook of all filings, its tables beside it, made by two processes."""
    return made_by(2, filings, tmp_path_factory)


@pytest.fixture(scope="module")
def alone(filings: Filings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, made by one process."""
    return made_by(1, filings, tmp_path_factory)


def made_by(jobs: int, filings: Filings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("gathered") / "all.xlsx"
    gather([filings[0]], out, out.with_suffix(".parquet"), GatherOptions(jobs=jobs))
    return out


def test_every_seeded_fault_is_found_at_its_cell_and_nothing_else(
    filings: Filings, out: Path
) -> None:
    _, seeded = filings
    rows = (
        table(out.with_suffix(".parquet"), "findings")
        .select("book", "rule", "sheet", "cell")
        .iter_rows()
    )
    assert {Seeded(*row) for row in rows} == seeded
    assert len(seeded) > 30


def test_the_same_files_come_out_however_they_are_read(
    filings: Filings, out: Path, alone: Path, tmp_path: Path
) -> None:
    here = tmp_path / "all.xlsx"
    gather([filings[0]], here, here.with_suffix(".parquet"), GatherOptions())
    for other in (alone, here):
        assert parquet(other.with_suffix(".parquet")) == parquet(out.with_suffix(".parquet"))
        assert other.read_bytes() == out.read_bytes()


def test_a_filing_in_the_place_of_the_output_is_left_alone(tmp_path: Path) -> None:
    make_filings(tmp_path, 2, library=FEW)
    filing = next(tmp_path.rglob("*.xlsx"))
    before = filing.read_bytes()
    with pytest.raises(XlperfError, match="输出文件就是输入文件"):
        gather([tmp_path], filing, None, GatherOptions())
    assert filing.read_bytes() == before


@pytest.mark.parametrize("output", ["missing/all.xlsx", "all.xlsx", "all-findings.parquet"])
def test_an_output_that_cannot_be_written_is_said_before_anything_is_read(
    output: str, tmp_path: Path
) -> None:
    (tmp_path / "books").mkdir()
    make_filings(tmp_path / "books", 2, library=FEW)
    lock = (tmp_path / output).with_name(f"~${Path(output).name}")
    if lock.parent.is_dir():
        lock.write_bytes(b"\x04Li S")
    before = sorted(tmp_path.rglob("*"))
    out = tmp_path / output if output.endswith(".xlsx") else tmp_path / "all.xlsx"
    told: list[int] = []
    with pytest.raises(XlperfError, match=r"正被 Li S 打开|输出的文件夹不存在"):
        gather(
            [tmp_path / "books"],
            out,
            tmp_path / "all.parquet",
            GatherOptions(),
            lambda done, of: told.append(done),
        )
    assert not told
    assert sorted(tmp_path.rglob("*")) == before


def test_an_earlier_output_in_the_folder_is_replaced_and_not_read(tmp_path: Path) -> None:
    make_filings(tmp_path, 2, library=FEW)
    out = tmp_path / "all.xlsx"
    first = gather([tmp_path], out, None, GatherOptions())
    assert gather([tmp_path], out, None, GatherOptions()).counts == first.counts


def test_what_is_wrong_on_the_summary_counts_with_its_unit(tmp_path: Path) -> None:
    make_filings(tmp_path, 1, faults=0, library=FEW)
    (path,) = tmp_path.rglob("*.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["汇总"]
    total = next(row[0].row for row in sheet.iter_rows() if row[1].value == "合计（元）")
    head = next(row for row in sheet.iter_rows() if "年度资金申请总额" in [c.value for c in row])
    column = next(cell.column for cell in head if cell.value == "年度资金申请总额")
    sheet.cell(total, column).value = 5
    book.save(path)
    data = tmp_path / "out.parquet"
    gathered = gather([tmp_path], tmp_path / "out.xlsx", data, GatherOptions())
    errors = table(data, "findings").filter(severity="error")
    assert set(errors["rule"]) == {"B07"}
    assert errors["unit"].null_count() == 0
    wrong = table(data, "projects")["error"].sum()
    assert wrong == len(errors) == gathered.counts.findings["error"]
    summary = openpyxl.load_workbook(tmp_path / "out.xlsx")["汇总"]
    assert [row[-1].value for row in summary.iter_rows(min_row=5, max_row=6)] == ["不能报送"] * 2


def test_sums_are_exact_in_the_tables_and_on_the_summary(filings: Filings, out: Path) -> None:
    folder, data = filings[0], out.with_suffix(".parquet")
    projects = [p for book in folder.rglob("*.xlsx") for p in read_filing(book).projects]
    for amount in AMOUNTS:
        exact = sum((getattr(p.funding, amount) or Decimal(0) for p in projects), Decimal(0))
        column = table(data, "projects")[amount]
        assert sum((value for value in column if value is not None), Decimal(0)) == exact
    sheet = openpyxl.load_workbook(out, data_only=True)["汇总"]
    heads = {cell.value: cell.column for cell in sheet[4]}
    total = next(row for row in sheet.iter_rows(min_row=5) if row[0].value == "合计（元）")
    annual = sum((p.funding.annual_total or Decimal(0) for p in projects), Decimal(0))
    assert Decimal(str(total[heads["年度资金申请总额"] - 1].value)) == annual


def test_locks_and_other_files_are_listed_and_not_opened(filings: Filings, tmp_path: Path) -> None:
    folder = shutil.copytree(filings[0], tmp_path / "in")
    (folder / "~$a.xlsx").write_bytes(b"\x05Clerk")
    (folder / "说明.docx").write_bytes(b"PK")
    (folder / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    gathered = gather([folder], folder / "all.xlsx", None, GatherOptions())
    assert {skipped.book for skipped in gathered.skipped} == {"~$a.xlsx", "说明.docx"}
    assert [book for book, _ in gathered.unread] == ["旧.xls"]
    listed = openpyxl.load_workbook(folder / "all.xlsx")["未读文件"]
    assert [row[1].value for row in listed.iter_rows(min_row=2)] == [
        "旧.xls",
        *(skipped.book for skipped in gathered.skipped),
    ]
    for _ in range(2):  # with its own output in the folder, and the second time with a cache
        again = gather([folder], folder / "all.xlsx", None, GatherOptions(resume=True))
        assert {s.book for s in again.skipped} == {"~$a.xlsx", "说明.docx"}
    assert not (folder / FOLDER).exists()


def with_backups(folder: Path) -> list[Path]:
    """A folder of two workbooks, each of which was replaced once; gives the backups."""
    folder.mkdir()
    make_filings(folder, 2, faults=0, library=FEW)
    (folder / "expected.json").unlink()
    for book in list(folder.rglob("*.xlsx")):
        filing = read_filing(book)
        save_filing(replace(filing, projects=filing.projects[:1]), None, book, (), FEW)
    return sorted(folder.rglob(f"{FOLDER}/*"))


def test_backups_are_no_projects_and_are_said_to_be_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    backups = with_backups(folder)
    gathered = gather([folder], folder / "all.xlsx", None, GatherOptions())
    assert gathered.counts.books == len(backups) == 2
    places = {backup.parent.relative_to(folder).as_posix() for backup in backups}
    assert {skipped.book for skipped in gathered.skipped} == places
    assert sum(skipped.files for skipped in gathered.skipped) == 2
    listed = openpyxl.load_workbook(folder / "all.xlsx")["未读文件"]
    rows = [[cell.value for cell in row] for row in listed.iter_rows(min_row=2)]
    assert {row[1] for row in rows} == places
    assert all("备份，共 " in row[2] for row in rows)


def test_a_backup_that_is_asked_for_by_its_name_is_read(tmp_path: Path) -> None:
    backup, _ = with_backups(tmp_path / "in")
    gathered = gather([tmp_path / "in", backup], tmp_path / "all.xlsx", None, GatherOptions())
    assert gathered.counts.books == 3
    assert sum(skipped.files for skipped in gathered.skipped) == 1
    gathered = gather([backup.parent], tmp_path / "all.xlsx", None, GatherOptions())
    assert gathered.counts.books == len(list(backup.parent.iterdir()))


def test_gathering_into_the_folder_itself_comes_to_rest(tmp_path: Path) -> None:
    out, data = tmp_path / "all.xlsx", tmp_path / "all.parquet"
    make_filings(tmp_path, 2, faults=0, library=FEW)
    gather([tmp_path], out, data, GatherOptions())
    make_filings(tmp_path, 2, seed=2, faults=0, library=FEW)
    seen = set()
    for _ in range(3):
        gather([tmp_path], out, data, GatherOptions())
        seen.add(out.read_bytes())
    assert len(seen) == 1
    assert len(backups_of(out)) == 1


def test_links_of_findings_open_the_source_at_the_cell(filings: Filings, out: Path) -> None:
    folder, seeded = filings
    sheet = openpyxl.load_workbook(out)["校验结果"]
    heads = {cell.value: cell.column - 1 for cell in sheet[1]}
    found = set()
    for row in sheet.iter_rows(min_row=2):
        path, place, text = leads_to(row[heads["单元格"]].value)
        target = (out.parent / path).resolve()
        assert target.is_file()
        name, cell = place.rsplit("!", 1)
        assert text == cell
        book = target.relative_to(folder.resolve()).as_posix()
        found.add(Seeded(book, row[heads["代码"]].value, name.strip("'"), cell))
    assert found == seeded


def test_output_over_an_input_is_refused_before_anything_is_read(filings: Filings) -> None:
    folder, _ = filings
    book = next(folder.rglob("*.xlsx"))
    before = book.read_bytes()
    with pytest.raises(XlperfError):
        gather([book], book, None, GatherOptions())
    assert book.read_bytes() == before


def test_a_folder_without_workbooks_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(XlperfError, match="没有找到工作簿"):
        gather([tmp_path], tmp_path / "all.xlsx", None, GatherOptions())
    with pytest.raises(XlperfError, match="不存在"):
        gather([tmp_path / "none"], tmp_path / "all.xlsx", None, GatherOptions())


def test_tables_of_the_same_name_are_one_file_each(tmp_path: Path) -> None:
    assert data_files(tmp_path / "all.parquet").keys() == set(Tables._fields)
    with pytest.raises(XlperfError, match="parquet"):
        data_files(tmp_path / "all.csv")


def test_generated_filings_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    assert made_filing(3, 1, 0.5, 2024) == made_filing(3, 1, 0.5, 2024)
    assert made_filing(3, 1, 0.5, 2024) != made_filing(3, 2, 0.5, 2024)
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        make_filings(folder, 2, library=FEW)
    assert {p.read_bytes() for p in one.rglob("*.xlsx")} == {
        p.read_bytes() for p in two.rglob("*.xlsx")
    }


def test_consolidated_workbook_is_valid_and_its_charts_are_native(out: Path) -> None:
    assert OpenXmlValidator().validate(out).is_valid
    with ZipFile(out) as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        assert len(charts) == 3
        for name in charts:  # what the cells hold, so that a viewer need not calculate
            assert b"<c:v>" in package.read(name)


def test_totals_of_the_consolidated_workbook_stand_recalculation(out: Path, tmp_path: Path) -> None:
    (again,) = convert([out], "xlsx", tmp_path)
    drawn, calculated = (
        openpyxl.load_workbook(path, data_only=True)["汇总"] for path in (out, again)
    )
    formulas = openpyxl.load_workbook(out)["汇总"]
    checked = 0
    for row in formulas.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                place = cell.coordinate
                assert round(drawn[place].value, 4) == round(calculated[place].value, 4), place
                checked += 1
    assert checked > 100
