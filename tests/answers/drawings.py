"""Everything the program draws, from one filing in all editions, and the facts of each document.

The commands stand in an order in which each finds what it needs; whatever file one of them leaves
is looked at, so that a command added here needs no other line.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import polars as pl

from tests.answers.documents import document_facts
from tests.answers.facts import Answers, Fact, collect
from tests.answers.inputs import BASES, DATA
from tests.answers.replies import reply
from tests.answers.workbooks import workbook_facts
from tests.safety.child import command
from xlperf.form.edition import dated_ids

COMMANDS = "drawn/commands"
_CHANGED = (
    ("\t1200000.00\n", "\t1300000.00\n"),
    ("\t1200000\n", "\t￥1,200,000.00元\n"),
    ("\t200000\n", "\t20万元\n"),
    ("\t0\n", "\t—\n"),
    ("\t670000.00\n", "\t670,000.05\n"),
    ("\t670000\n", "\t６７００００．０５\n"),
    ("\t人大会议\n", "\t\n"),
    ("\t专题调研\n", "\t专题“调研” & <A>+1\n"),
    (">90%", "大于90"),
    (">90%", "＞９０％"),
    (">90%", "不低于90%"),
    (">=1次", "≥\u30001次"),
    (">10次", ">10 次（人）"),
    ("=2\n", "＝2个、3台\n"),
    ("\t及时\n", "\t 及时。\n"),
    ("2022-12-31", "2021-12-31"),
    ("2022-01-01", "2022年1月1日"),
    ("2022-12-31", "20221231"),
    ("\t有效\n", "\tTODO\n"),
)
"""Faults, and other spellings of values, each where the published filing has it first."""
_EACH_EDITION = """
new blank-{e}.xlsx --edition {e} --year {y} --projects 2 --department 区人大 --unit 区人大办公室
import seed.txt -o imported-{e}.xlsx --edition {e}
form imported-{e}.xlsx -o forms-{e}.xlsx --override
publish imported-{e}.xlsx -o published-{e}.docx
publish example.xlsx -o moved-{e}.docx --unit --edition {e}
form example.xlsx -o moved-forms-{e}.xlsx --override --edition {e}
rebuild resaved.xlsx -o rebuilt-{e}.xlsx --edition {e}
export imported-{e}.xlsx --to integrated -o integrated-{e}.xlsx
new carried-{e}.xlsx --from example.xlsx --year {y} --edition {e}
"""
_OTHER_EDITIONS = """
import seed.txt -o imported-{e}.xlsx --edition {e}
form imported-{e}.xlsx -o forms-{e}.xlsx --override
rebuild resaved.xlsx -o rebuilt-{e}.xlsx --edition {e}
"""
"""What is drawn in the editions that no year tells."""
SAMPLE = ("shanghai-2026", "central-2022")
"""The editions that the suite draws in, beside the default one, in which most of the rest is."""
_ONCE = """
import faulty.txt -o faulty.xlsx
dump faulty.txt --json
check faulty.xlsx
check faulty.xlsx --as-integrated --json
check faulty.xlsx example.xlsx --as-integrated --report report.xlsx
form example.xlsx -o one-form.xlsx -p 代表工作
form faulty.xlsx -o refused.xlsx
form faulty.xlsx -o faulty-forms.xlsx --override
rebuild resaved.xlsx -o rebuilt.xlsx
rebuild faulty.xlsx -o rebuilt-faulty.xlsx
import published.docx printed.xlsx faulty.txt -o several.xlsx
new carried-without-amounts.xlsx --from faulty.xlsx --year 2023 --empty-amounts
library example.xlsx faulty.xlsx -o library.xlsx
library example.xlsx -o library.tsv
new with-library.xlsx --library library.xlsx --year 2022
new with-macros.xlsm --year 2022
compare example.xlsx faulty.xlsx
compare example.xlsx faulty.xlsx --json
compare example.xlsx faulty.xlsx -o comparison.xlsx
gather units -o gathered.xlsx --data gathered.parquet --jobs 1
dump example.xlsx
publish example.xlsx -o with-template.docx --template published.docx
handbook handbook.docx
rules
"""
_NOT_SAMPLED = (
    "form faulty.xlsx -o faulty-forms.xlsx --override",
    "rebuild resaved.xlsx -o rebuilt.xlsx",
    "rebuild faulty.xlsx -o rebuilt-faulty.xlsx",
    "import published.docx printed.xlsx faulty.txt -o several.xlsx",
    "new carried-without-amounts.xlsx --from faulty.xlsx --year 2023 --empty-amounts",
)
"""Of these the suite's sample has the like: its commands, and its kinds of documents."""


def drawings(sample: bool = False) -> Answers:
    """The replies of all commands as `drawn/commands`, and each document that they leave."""
    with TemporaryDirectory() as name, patch.dict(os.environ, HOME=name, USERPROFILE=name):
        os.environ.pop("COLUMNS", None)  # the width of a list, where it is no terminal's
        folder = Path(name, "work")
        folder.mkdir()
        with chdir(folder):
            return _run(sample)


def document(path: Path) -> Iterator[Fact]:
    """The facts of one document of any kind."""
    data = path.read_bytes()
    if path.suffix in (".xlsx", ".xlsm"):
        yield from workbook_facts(data)
    elif path.suffix == ".docx":
        yield from document_facts(data)
    elif path.suffix == ".parquet":
        table = pl.read_parquet(data).drop("sha256", strict=False)  # of what is looked at itself
        yield "table", "columns", str(dict(table.schema))
        for number, row in enumerate(table.iter_rows(named=True), start=1):
            yield from ((f"row {number}", column, str(value)) for column, value in row.items())
    else:
        for number, line in enumerate(data.decode("utf-8").split("\n"), start=1):
            yield f"line {number}", "text", line


def _run(sample: bool) -> Answers:
    for base in BASES.iterdir():
        shutil.copyfile(base, base.name)
    seed = (DATA / "songjiang-npc-2022.txt").read_text("utf-8")
    Path("seed.txt").write_text(seed, "utf-8")
    for old, new in _CHANGED:
        assert old in seed, old
        seed = seed.replace(old, new, 1)
    Path("faulty.txt").write_text(seed, "utf-8")
    Path("units").mkdir()
    listed = [line.split()[0] for line in str(command("editions")["out"]).splitlines()]
    steps = []
    for e in SAMPLE if sample else listed:
        lines = _EACH_EDITION if e in dated_ids() else _OTHER_EDITIONS
        steps += [line.format(e=e, y=e[-4:]) for line in lines.splitlines()]
    facts, answers = list(reply("editions")), Answers()
    steps += [line for line in _ONCE.splitlines() if not sample or line not in _NOT_SAMPLED]
    for line in steps:
        if line.startswith("gather"):
            for name in (*(f"imported-{e}" for e in SAMPLE), "faulty", "printed"):
                shutil.copyfile(f"{name}.xlsx", Path("units", f"{name}.xlsx"))
        before = set(Path().iterdir())
        if line:
            facts += reply(*line.split())
        for path in sorted(set(Path().iterdir()) - before):
            answers[f"drawn/{path.name}"] = collect(document(path))
    return answers | {COMMANDS: collect(facts)}
