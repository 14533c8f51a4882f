"""What we are measured against: the script that an analyst would write, openpyxl and loops.

It reads every project sheet, checks it by the rules of the form that can be told from the sheet
alone, adds up, and draws the forms or one consolidated workbook, each cell with a style of its own.
It knows one layout only, keeps no addresses but row and column, and trusts every file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, Side

LABELS = {
    "项目名称": "name", "项目性质": "nature", "项目类别": "category", "主管部门": "department",
    "实施单位": "unit", "计划开始日期": "start", "计划完成日期": "end", "项目资金总额": "total",
    "其中：财政资金": "fiscal", "年度资金申请总额": "annual_total",
    "其中：当年财政拨款": "annual_fiscal", "上年结转资金": "carried_over",
}  # fmt: skip
AMOUNTS = (
    "total",
    "fiscal",
    "other",
    "annual_total",
    "annual_fiscal",
    "carried_over",
    "annual_other",
)
REQUIRED = ("name", "category", "department", "unit", "start", "end", *AMOUNTS, "overall", "annual")
CATEGORIES = ("经常性项目", "阶段性项目", "一次性项目", "特定目标类", "其他运转类")
TAXONOMY = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "成本指标": ("经济成本指标", "社会成本指标", "生态环境成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
SECTIONS = ("一、", "二、", "三、", "四、", "五、", "六、", "七、")
OPERATORS = "<>=≤≥＜＞＝"


@dataclass
class Sheet:
    book: str
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[int, list[Any]]] = field(default_factory=list)
    sections: dict[str, Any] = field(default_factory=dict)
    findings: list[tuple[str, str]] = field(default_factory=list)


def read(path: Path) -> list[Sheet]:
    """The project sheets of one workbook."""
    book = load_workbook(path, data_only=True)
    sheets = ((sheet.title, sheet.iter_rows(max_col=4, values_only=True)) for sheet in book)
    return list(projects_in(path.name, sheets))


def projects_in(
    book: str, sheets: Iterable[tuple[str, Iterable[Sequence[Any]]]]
) -> Iterator[Sheet]:
    """The project sheets among all, by their names and the values of four columns."""
    for name, rows in sheets:
        numbered = enumerate(rows, 1)
        first = next(numbered, (0, ("",)))[1]
        if first and str(first[0] or "").endswith("（填报）"):
            yield read_sheet(book, name, numbered)


def read_sheet(book: str, name: str, rows: Iterable[tuple[int, Sequence[Any]]]) -> Sheet:
    found = Sheet(book, name)
    table = False
    for number, row in rows:
        head = row[0]
        if head == "一级指标":
            table = True
            continue
        if isinstance(head, str) and head.startswith("项目经费情况说明"):
            table = False
        elif isinstance(head, str) and head.startswith(SECTIONS):
            found.sections[head] = row[1]
        if table:
            if any(row):
                found.rows.append((number, [text or None for text in row]))
            continue
        for left, value, column in ((row[0], row[1], "B"), (row[2], row[3], "D")):
            label = str(left or "").lstrip("* ")
            name = LABELS.get(label)
            if label == "其他资金":
                name = "other" if column == "B" else "annual_other"
            elif label.startswith(("项目总目标", "项目总体目标")):
                name = "overall"
            elif label.startswith(("年度总目标", "年度总体目标")):
                name = "annual"
            if name:
                found.values[name] = amount(value) if name in AMOUNTS else value
                found.cells[name] = f"{column}{number}"
    return found


def amount(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value).replace(",", "")) if value is not None else None
    except InvalidOperation:
        return None


def check(sheet: Sheet, year: int) -> None:
    """The rules that look at one sheet."""

    def report(rule: str, name: str) -> None:
        sheet.findings.append((rule, sheet.cells.get(name, name)))

    values = sheet.values
    for name in REQUIRED:
        if values.get(name) in (None, ""):
            report("A01", name)
    if values.get("category") not in CATEGORIES:
        report("A02", "category")
    days = {}
    for name in ("start", "end"):
        value = values.get(name)
        value = value.date() if isinstance(value, datetime) else value
        days[name] = value if isinstance(value, date) else None
        if value and days[name] is None:
            report("A03", name)
    start, end = days["start"], days["end"]
    if start and end:
        if start > end:
            report("A04", "start")
        elif not start.year <= year <= end.year:
            report("A05", "end")
    check_money(sheet, start, end, report)
    check_indicators(sheet, report)
    for head, text in sheet.sections.items():
        if not text:
            report("D05", head)
        elif "待填" in text or "XX" in text:
            report("D01", head)


def check_money(sheet: Sheet, start: date | None, end: date | None, report: Any) -> None:
    amounts = {name: sheet.values.get(name) for name in AMOUNTS}
    if None in amounts.values():
        return
    total, annual = amounts["total"], amounts["annual_total"]
    if total != amounts["fiscal"] + amounts["other"]:
        report("B02", "total")
    elif annual != amounts["annual_fiscal"] + amounts["carried_over"] + amounts["annual_other"]:
        report("B03", "annual_total")
    elif annual > total:
        report("B04", "annual_total")
    elif start and end and start.year == end.year and annual != total:
        report("B06", "annual_total")
    for name, value in amounts.items():
        if value < 0:
            report("B01", name)
        if value * 100 % 1:
            report("B05", name)


def check_indicators(sheet: Sheet, report: Any) -> None:
    seen = set()
    for number, (level1, level2, level3, target) in sheet.rows:
        if level1 not in TAXONOMY:
            report("C01", f"A{number}")
        elif level2 not in TAXONOMY[level1]:
            report("C02", f"B{number}")
        if not level3:
            report("C03", f"C{number}")
        if not target:
            report("C03", f"D{number}")
            continue
        if (level1, level2, level3) in seen:
            report("C06", f"C{number}")
        seen.add((level1, level2, level3))
        if not isinstance(target, str):
            report("C12", f"D{number}")
            continue
        digits = target.lstrip(OPERATORS)
        if digits[:1].isdigit():
            if digits.replace(".", "").isdigit():
                report("C08", f"D{number}")
            if target[0] not in OPERATORS:
                report("C09", f"D{number}")
            number_part = "".join(c for c in digits if c.isdigit() or c == ".")
            if digits.endswith(("%", "%)")) and number_part and float(number_part) > 100:
                report("C15", f"D{number}")
        elif "不低于" in target:
            report("C11", f"D{number}")
        if "满意度" in str(level3) and target.startswith("≤"):
            report("C16", f"D{number}")
    levels = [row[1][0] for row in sheet.rows]
    if "产出指标" not in levels or "效益指标" not in levels:
        report("C04", "indicators")
    if "满意度指标" not in levels:
        report("C05", "indicators")


def totals(sheets: Iterable[Sheet]) -> dict[tuple[str, str], dict[str, Decimal]]:
    """Sums by department and unit."""
    sums: dict[tuple[str, str], dict[str, Decimal]] = {}
    for sheet in sheets:
        unit = (str(sheet.values.get("department")), str(sheet.values.get("unit")))
        into = sums.setdefault(unit, dict.fromkeys(AMOUNTS, Decimal(0)))
        for name in AMOUNTS:
            into[name] += sheet.values.get(name) or 0
    return sums


def put(sheet: Any, row: int, column: int, value: Any, to_row: int = 0, to: int = 0) -> None:
    """One cell, merged to another, with its own style."""
    thin = Side(style="thin")
    cell = sheet.cell(row, column, value)
    for r in range(row, max(to_row, row) + 1):
        for c in range(column, max(to, column) + 1):
            sheet.cell(r, c).border = Border(left=thin, right=thin, top=thin, bottom=thin)
    cell.font = Font(name="宋体", size=8)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    if to_row > row or to > column:
        sheet.merge_cells(
            start_row=row, start_column=column, end_row=max(to_row, row), end_column=max(to, column)
        )


def write_forms(sheets: Iterable[Sheet], out: Path) -> None:
    """The official form of every project, a sheet each."""
    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        write_form(book.create_sheet(), sheet.values, sheet.rows)
    book.save(out)


def write_form(drawn: Any, values: dict[str, Any], rows: list[tuple[int, list[Any]]]) -> None:
    put(drawn, 1, 1, "财政项目支出绩效目标填报表", to=8)
    put(drawn, 2, 1, "（年度）", to=8)
    for row, *pairs in (
        (3, ("项目名称", "name"), ("项目类别", "category")),
        (4, ("主管部门", "department"), ("实施单位", "unit")),
        (5, ("计划开始日期", "start"), ("计划完成日期", "end")),
    ):
        for (label, name), column in zip(pairs, (1, 5), strict=True):
            put(drawn, row, column, label, to=column + 1 if column == 1 else 0)
            put(drawn, row, 3 if column == 1 else 6, values.get(name), to=4 if column == 1 else 8)
    put(drawn, 6, 1, "项目资金（元）", 9, 2)
    for row, left, right in (
        (6, "total", "annual_total"), (7, "fiscal", "annual_fiscal"), (8, None, "carried_over"),
        (9, "other", "annual_other"),
    ):  # fmt: skip
        put(drawn, row, 3, left, to=4)
        put(drawn, row, 5, values.get(left) if left else None)
        put(drawn, row, 6, right, to=7)
        put(drawn, row, 8, values.get(right))
    put(drawn, 10, 1, "项目绩效目标", 11)
    put(drawn, 10, 2, "项目总目标", to=5)
    put(drawn, 10, 6, "年度总目标", to=8)
    put(drawn, 11, 2, values.get("overall"), to=5)
    put(drawn, 11, 6, values.get("annual"), to=8)
    for column, (head, to) in zip(
        (2, 3, 4, 7), (("一级指标", 2), ("二级指标", 3), ("三级指标", 6), ("年度指标值", 8)),
        strict=True,
    ):  # fmt: skip
        put(drawn, 12, column, head, to=to)
    for row, (_, texts) in enumerate(rows, 13):
        for column, text, to in zip((2, 3, 4, 7), texts, (2, 3, 6, 8), strict=True):
            put(drawn, row, column, text, to=to)
    put(drawn, 12, 1, "绩效指标", 12 + len(rows))
    drawn.page_setup.paperSize, drawn.page_setup.fitToHeight = 9, 1
    drawn.sheet_properties.pageSetUpPr.fitToPage = True


def lists(sheets: list[Sheet]) -> dict[str, list[tuple[Any, ...]]]:
    """All projects, indicators, findings and sums, by the names of their sheets."""
    fields = ("name", "department", "unit", "start", "end", *AMOUNTS)
    return {
        "项目": [tuple(map(sheet.values.get, fields)) for sheet in sheets],
        "指标": [(s.book, s.name, *texts) for s in sheets for _, texts in s.rows],
        "问题": [(sheet.book, sheet.name, *found) for sheet in sheets for found in sheet.findings],
        "汇总": [(*unit, *amounts.values()) for unit, amounts in totals(sheets).items()],
    }


def write_consolidated(sheets: list[Sheet], out: Path) -> None:
    """The lists in one workbook."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in lists(sheets).items():
        drawn = book.create_sheet(name)
        for number, values in enumerate(rows, 2):
            for column, value in enumerate(values, 1):
                put(drawn, number, column, value)
    book.save(out)
