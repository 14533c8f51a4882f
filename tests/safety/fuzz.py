"""Coverage-guided fuzzing of what reads texts: targets, labels and values, texts, sheets.

`python -m tests.safety.fuzz 120` fuzzes each of `TARGETS` for so many seconds (the extra `fuzz`
has the fuzzer); `python -m tests.safety.fuzz 120 sheets` one of them. What it finds becomes an
ordinary case of test_fuzz.py, which runs the same functions.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.safety.children import ROOT
from xlperf.errors import XlperfError
from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Address
from xlperf.filing.target import read_target
from xlperf.form.labels import fields_of, narrative_heading, normal, plain_label
from xlperf.form.values import amount_of, date_of, text_of, years_in
from xlperf.grid import Grid, Value, a1
from xlperf.output.as_json import filing_json
from xlperf.reading.read_publication import read_publication
from xlperf.reading.read_template import filing_of, sheets_of
from xlperf.reading.statement import read_statement
from xlperf.rules.run import check_filings
from xlperf.sources.text.read_text import text_blocks

LARGEST = Decimal(10) ** 19


def one_text(text: str) -> None:
    """Everything that is promised of any text at all; whatever is raised is a bug."""
    target = read_target(text)
    assert target.text == text
    assert target.canonical is None or read_target(target.canonical).number == target.number
    for label in (normal(text), plain_label(text)):
        assert normal(label) == normal(normal(label))
    fields_of(text)
    narrative_heading(text)
    amount = amount_of(text)
    assert amount is None or (amount.is_finite() and abs(amount) < LARGEST)
    assert date_of(text) is None or text_of(text) is not None
    assert years_in(text) is None or all(1900 <= year < 2100 for year in years_in(text) or ())
    statement = read_statement(text, Address("", ""))
    assert statement is None or statement.amount_wan.is_finite()


def flattened(text: str) -> None:
    """A text taken for a publication: read, checked and shown, and each amount is in the text."""
    filing = read_publication(text_blocks(text, "t"))
    if filing.projects or filing.flaws:
        check_filings([filing])
    filing_json(filing)
    digits = normal(text).replace(",", "")
    for project in filing.projects:
        for field in AMOUNTS:
            amount = getattr(project.funding, field)
            if amount is not None and amount == amount.to_integral_value() and "万元" not in text:
                assert f"{abs(amount):.0f}" in digits


def sheet(rows: list[list[Value]], *, rules: bool = True) -> None:
    """Cells taken for a worksheet: every amount and target stands in the cell that is named."""
    grid = Grid("表", rows)
    try:
        filing = filing_of(sheets_of([grid]), "t.xlsx")
    except XlperfError as error:
        assert str(error).startswith("t.xlsx：") and "\n" not in str(error)
        return
    if rules:
        check_filings([filing])
    filing_json(filing)
    cells = {a1(r, c): value for r, row in enumerate(rows) for c, value in enumerate(row)}
    for project in filing.projects:
        for field in AMOUNTS:
            amount, at = getattr(project.funding, field), project.at.get(field)
            # A label may say 万元, and its own cell may hold the amount behind it.
            if amount is not None and at is not None and str(cells[at.cell]).isdigit():
                assert amount in (Decimal(str(cells[at.cell])), 10_000 * int(str(cells[at.cell])))
        for indicator in project.indicators:
            if indicator.target is not None:
                value = cells[indicator.at["target"].cell]
                is_text = isinstance(value, str)
                assert not is_text or indicator.target.text == text_of(value), indicator


def _lines() -> list[str]:
    """The published example's own lines, the words of a form among them."""
    seed = (ROOT / "tests" / "data" / "songjiang-npc-2022.txt").read_text("utf-8")
    cells = {cell.strip() for line in seed.splitlines() for cell in line.split("\t")}
    return sorted(cell for cell in cells if 0 < len(cell) < 40)


def fuzz_words(data: bytes, choice: Any) -> None:
    """The bytes as one text."""
    one_text(data.decode("utf-8", "replace"))


def fuzz_texts(data: bytes, choice: Any) -> None:
    """The bytes choose among the example's own lines and texts made up."""
    parts: list[str] = []
    while choice.remaining_bytes() and len(parts) < 200:
        kind = choice.ConsumeIntInRange(0, 5)
        if kind < 3:
            parts.append(LINES[choice.ConsumeIntInRange(0, len(LINES) - 1)])
        elif kind == 3:
            parts.append("\n\n\t"[choice.ConsumeIntInRange(0, 2)])
        else:
            parts.append(choice.ConsumeUnicodeNoSurrogates(choice.ConsumeIntInRange(1, 12)))
        parts.append(("", "\n", "\n\t", "\n\n\t", "，")[choice.ConsumeIntInRange(0, 4)])
    flattened("".join(parts))


def fuzz_sheets(data: bytes, choice: Any) -> None:
    """The worked form with some of its cells changed, moved, or gone."""
    rows: list[list[Value]] = [list(row) for row in FORM]
    for _ in range(choice.ConsumeIntInRange(0, 30)):
        row = rows[choice.ConsumeIntInRange(0, len(rows) - 1)]
        place, kind = choice.ConsumeIntInRange(0, 9), choice.ConsumeIntInRange(0, 6)
        if kind == 0:
            row[place:place] = [LINES[choice.ConsumeIntInRange(0, len(LINES) - 1)]]
        elif kind == 1:
            del row[place : place + 1]
        elif kind == 2:
            rows.insert(place, [])
        elif kind == 3:
            rows[place % len(rows)], row[:] = list(row), rows[place % len(rows)]
        else:
            values = (
                choice.ConsumeUnicodeNoSurrogates(8), choice.ConsumeInt(8), choice.ConsumeFloat(),
                LINES[choice.ConsumeIntInRange(0, len(LINES) - 1)], None,
            )  # fmt: skip
            row[place : place + 1] = [values[choice.ConsumeIntInRange(0, len(values) - 1)]]
    # The rules take fifty times as long as the reading.
    sheet(rows, rules=choice.ConsumeIntInRange(0, 49) == 7)


TARGETS: dict[str, Callable[[bytes, Any], None]] = {
    "words": fuzz_words, "texts": fuzz_texts, "sheets": fuzz_sheets
}  # fmt: skip
LINES = _lines()
FORM = [
    ["财政项目支出绩效目标填报表"], ["（2022年度）"],
    ["项目名称", "代表工作", "项目类别", "经常性项目"],
    ["主管部门", "人大办", "实施单位", "人大办"],
    ["计划开始日期", "2022-01-01", "计划完成日期", "2022/12/31"],
    ["项目资金（元）", "项目资金总额", 1200000, "年度资金申请总额", 1200000],
    [None, "其中：财政资金", 1000000, "其中：当年财政拨款", 1000000],
    [None, None, None, "上年结转资金", 0], [None, "其他资金", 200000, "其他资金", 200000],
    ["项目绩效目标", "项目总目标（2022 年- 2022年）", None, "年度总目标"],
    [None, "总目标文字", None, "年度目标文字"],
    ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值"],
    [None, "产出指标", "数量指标", "区人代会", ">=1次"],
    [None, None, None, "常委会会议", ">10次"], [None, "效益指标", "社会效益指标", "影响力", "提升"],
]  # fmt: skip


def _fuzz(name: str, seconds: int) -> None:
    """Fuzz one target; the fuzzer ends the process."""
    import atheris

    # Only what reads texts is to steer the fuzzer, so it is loaded again, instrumented.
    for module in [module for module in sys.modules if module.startswith("xlperf")]:
        del sys.modules[module]
    with atheris.instrument_imports(include=["xlperf.filing.target", "xlperf.reading"]):
        target = import_module("tests.safety.fuzz").TARGETS[name]
    seed = (ROOT / "tests" / "data" / "songjiang-npc-2022.txt").read_text("utf-8")
    limits = [f"-max_total_time={seconds}", "-max_len=4096", "-len_control=0", "-timeout=20"]
    with TemporaryDirectory() as folder:
        for number, form in enumerate(seed.split("项目经费情况说明")):
            Path(folder, str(number)).write_text(form, "utf-8")
        found = f"-artifact_prefix={Path.cwd()}/{name}-"
        atheris.Setup(
            [sys.argv[0], *limits, "-print_final_stats=1", found, folder],
            lambda data: target(data, atheris.FuzzedDataProvider(data)),
        )
        atheris.Fuzz()


def main() -> None:
    """Fuzz the targets named, each in its own process; says how many texts each was given."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    if sys.argv[3:] == ["alone"]:
        _fuzz(sys.argv[2], seconds)
    failed = False
    for name in sys.argv[2:3] or TARGETS:
        command = [sys.executable, "-m", "tests.safety.fuzz", str(seconds), name, "alone"]
        done = subprocess.run(command, stderr=subprocess.PIPE, encoding="utf-8", check=False)
        count = re.search(r"number_of_executed_units: (\d+)", done.stderr)
        print(f"{name}: {count[1] if count else 0} in {seconds} s, ended with {done.returncode}")
        if done.returncode:
            failed = True
            print(done.stderr[-4000:])
    sys.exit(failed)


if __name__ == "__main__":
    main()
