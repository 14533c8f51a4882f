"""Mutated copies of our own files, and the judgement on what the program read from each.

Read without any new error, a copy must hold the values of the original, or what another program
reads in the same cells of the copy: anything else is a wrong total in silence.
"""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from tests.safety import mutators
from tests.safety.children import ROOT, Answer, run_all
from xlperf.errors import XlperfError
from xlperf.filing.fields import AMOUNTS
from xlperf.filing.model import Filing, Project

CALL = "tests.safety.mutations:judge"
KINDS = {
    "workbook": mutators.WORKBOOK,
    "docx": mutators.PACKAGE,
    "text": mutators.TEXT,
    "pdf": mutators.ANY,
}
UNREADABLE = (
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    BadZipFile,
)
Value = tuple[str, Decimal | str | None]


def make_bases(folder: Path) -> dict[Path, str]:
    """Our own files of every kind, with what they are."""
    import openpyxl

    from xlperf.cli import cli
    from xlperf.output.documents.pdf import find_libreoffice

    seed = ROOT / "tests" / "data" / "songjiang-npc-2022.txt"
    book, forms, plain = (folder / f"{name}.xlsx" for name in ("filing", "forms", "saved"))
    published, printed, text = (
        folder / "published.docx",
        folder / "published.pdf",
        folder / "seed.txt",
    )
    text.write_bytes(seed.read_bytes())
    for command in (
        ["import", str(seed), "-o", str(book)],
        ["form", str(book), "-o", str(forms)],
        ["publish", str(book), "-o", str(published)],
    ):
        cli.main(command, standalone_mode=False)
    openpyxl.load_workbook(book).save(plain)  # formulas without results, other XML
    bases = dict.fromkeys((book, forms, plain), "workbook") | {published: "docx", text: "text"}
    if find_libreoffice():
        cli.main(["publish", str(book), "-o", str(printed)], standalone_mode=False)
        bases[printed] = "pdf"
    return bases


def chosen(base: Path, kind: str, seed: int) -> tuple[mutators.Mutator, Random]:
    """How a copy is damaged, and what decides the rest."""
    random = Random(f"{base.name} {seed}")
    return random.choice(KINDS[kind]), random


def judge(base: str, kind: str, seed: int, folder: str) -> tuple[str, str, str]:
    """What became of one copy: the mutator, an outcome, and what to look at.

    The outcomes: refused, findings, same, true (other values, and the file says so), WRONG.
    """
    mutator, random = chosen(Path(base), kind, seed)
    name = mutator.__name__
    path = Path(folder, f"{Path(base).stem}-{seed}{Path(base).suffix}")
    path.write_bytes(mutator(Path(base).read_bytes(), random))
    try:
        filing, errors = _read(path)
    except XlperfError as error:
        sentence = str(error)
        good = path.name in sentence and sentence.endswith("。") and "\n" not in sentence
        return (name, "refused", "") if good else (name, "WRONG", f"no sentence: {sentence}")
    else:
        original, known = _original(base)
        if errors - known:
            return name, "findings", ""
        if _values(filing) == _values(original):
            return name, "same", ""
        wrong = _untrue(path, kind, filing)
        return (name, "WRONG", wrong) if wrong else (name, "true", "")
    finally:
        path.unlink()


def _read(path: Path) -> tuple[Filing, Counter[tuple[str, str]]]:
    from xlperf.reading.read_filing import read_filing
    from xlperf.rules.run import check_filings

    filing = read_filing(path)
    [findings] = check_filings([filing])
    # B07 is a reminder where the statement counts more projects than there are forms.
    told = [f for f in findings if f.severity == "error" or f.rule == "B07"]
    return filing, Counter((finding.rule, finding.value) for finding in told)


@cache
def _original(base: str) -> tuple[Filing, Counter[tuple[str, str]]]:
    return _read(Path(base))


def _of(project: Project) -> tuple[list[Value], list[Value]]:
    """The amounts and the targets of a project, each with its address."""
    amounts: list[Value] = [
        (str(project.at.get(field, "")), getattr(project.funding, field)) for field in AMOUNTS
    ]
    targets: list[Value] = [
        (str(i.at.get("target", "")), i.target.text if i.target else None)
        for i in project.indicators
    ]
    return amounts, targets


def _values(filing: Filing) -> Counter[Any]:
    return Counter(
        (project.name, *(tuple(value for _, value in values) for values in _of(project)))
        for project in filing.projects
    )


def _untrue(path: Path, kind: str, filing: Filing) -> str:
    """The first value that the copy does not hold where it was read, or a form left out."""
    if kind == "workbook":
        try:
            return _untrue_cells(path, filing)
        except UNREADABLE:
            pass  # openpyxl gives up sooner than others: what was read must at least be there
    words = _words(path, kind)
    forms = len(re.findall("项目名称", words))
    if kind != "workbook" and forms > len(filing.projects) + len(filing.flaws):
        return f"{forms} forms, {len(filing.projects)} projects"
    numbers = words.replace(",", "")
    for project in filing.projects:
        amounts, targets = _of(project)
        for at, amount in amounts:
            if amount is not None and f"{amount.normalize():f}" not in numbers:  # type: ignore[union-attr]  # a Decimal
                return f"{at}: {amount}"
        for at, target in targets:
            if target is not None and "".join(str(target).split()) not in words:
                return f"{at}: {target}"
    return ""


def _words(path: Path, kind: str) -> str:
    """The text of a copy by other means than the program's, without white space."""
    if kind in ("docx", "workbook"):
        wanted = ("word/document.xml", "xl/")
        with ZipFile(path) as package:
            names = [name for name in package.namelist() if name.startswith(wanted)]
            text = "".join(package.read(name).decode("utf-8", "replace") for name in names)
        text = re.sub("<[^>]*>", "" if kind == "docx" else " ", text)
        text = text.replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
    elif kind == "pdf":
        done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=False)
        text = done.stdout.decode("utf-8", "replace")
    else:
        from xlperf.sources.open_file import open_file

        text = open_file(path).text
    return "".join(text.split())


def _untrue_cells(path: Path, filing: Filing) -> str:
    """By openpyxl, which parses the same copy with other code."""
    import openpyxl

    from xlperf.form.values import amount_of

    data = path.read_bytes()
    shown = openpyxl.load_workbook(BytesIO(data), data_only=True)
    written = openpyxl.load_workbook(BytesIO(data))
    read = {project.sheet for project in filing.projects}
    for sheet in shown.worksheets:
        rows: dict[str, set[int]] = {}
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    rows.setdefault(cell.value.strip("* \n"), set()).add(cell.row)
        labels = [
            rows.get(label) for label in ("项目名称", "项目资金总额", "主管部门", "计划开始日期")
        ]
        if all(labels) and len(set.union(*labels)) > 2 and sheet.title not in read:  # type: ignore[arg-type]  # none is None
            return f"{sheet.title} is left out"
    for project in filing.projects:
        sheet, formulas = shown[project.sheet], written[project.sheet]
        amounts, targets = _of(project)
        for at, amount in amounts:
            cell = at.rpartition("!")[2]
            if cell and amount is not None:
                value = sheet[cell].value
                formula = formulas[cell].value
                if isinstance(formula, str) and formula.startswith("="):
                    continue  # a sum: its cells are among the amounts, or a rule compares it
                if amount_of(value) != amount:
                    return f"{at}: read {amount}, is {value!r}"
        for at, target in targets:
            value = sheet[at.rpartition("!")[2]].value
            if str(target or "").strip() != str("" if value is None else value).strip():
                return f"{at}: read {target!r}, is {value!r}"
    return ""


def run(bases: dict[Path, str], counts: dict[str, int], folder: Path) -> list[tuple[str, Answer]]:
    """The answers for so many copies of each kind, with the name of each base."""
    jobs = []
    for kind, count in counts.items():
        of_kind = [base for base, its in bases.items() if its == kind]
        jobs += [
            (str(base), kind, seed, str(folder))
            for base in of_kind
            for seed in range(count // len(of_kind))
        ]
    return _answered(jobs, folder)


def run_each(
    bases: dict[Path, str], kind: str, times: int, folder: Path
) -> list[tuple[str, Answer]]:
    """The answers for copies of the files of one kind, in turn, with each damage so often."""
    jobs = []
    own = [base for base, its in bases.items() if its == kind]
    left = Counter({mutator.__name__: times for mutator in KINDS[kind]})
    for base, seed in zip(itertools.cycle(own), itertools.count(), strict=False):
        name = chosen(base, kind, seed)[0].__name__
        if left[name]:
            left[name] -= 1
            jobs.append((str(base), kind, seed, str(folder)))
        if not left.total():
            break
    return _answered(jobs, folder)


def _answered(jobs: list[tuple[str, str, int, str]], folder: Path) -> list[tuple[str, Answer]]:
    answers = run_all(CALL, jobs, folder)
    return [(f"{Path(job[0]).name} {job[2]}", a) for job, a in zip(jobs, answers, strict=True)]


def failures(answers: list[tuple[str, Answer]]) -> list[str]:
    """Copies with which something went wrong: the copy, how, and where."""
    found = []
    for name, answer in answers:
        if answer.faults:
            found.append(f"{name}: {answer.faults[0][-400:]}")
        elif answer.result[1] == "WRONG":
            found.append(f"{name} ({answer.result[0]}): {answer.result[2]}")
    return found


FULL = {"workbook": 2400, "docx": 300, "text": 600, "pdf": 60}


def main() -> None:
    """Run the full number of copies; prints the figures, and every failure."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        bases = make_bases(folder)
        known = {kind: n for kind, n in FULL.items() if kind in bases.values()}
        answers = run(bases, known, folder)
    outcomes = Counter(answer.result[1] for _, answer in answers if answer.result)
    slowest = max(answer.seconds for _, answer in answers)
    print(f"{len(answers)} copies: {dict(outcomes)}; slowest {slowest:.1f} s")
    for line in failures(answers):
        print(line)
    sys.exit(bool(failures(answers)))


if __name__ == "__main__":
    main()
