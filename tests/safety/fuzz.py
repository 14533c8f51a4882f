"""Coverage-guided fuzzing of what reads texts: targets, labels, values and flattened text.

`python -m tests.safety.fuzz 120` fuzzes for so many seconds (the extra `fuzz` has the fuzzer).
What it finds becomes an ordinary case of test_fuzz.py, which runs the same function.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from xlperf.asjson import filing_json
from xlperf.model import AMOUNTS, Address
from xlperf.reading.labels import fields_of, narrative_heading, normal, plain_label
from xlperf.reading.publication import read_publication, read_statement
from xlperf.reading.text import text_blocks
from xlperf.reading.values import amount_of, date_of, text_of, years_in
from xlperf.rules.check import check_filings
from xlperf.target import read_target

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


def both(data: bytes) -> None:
    """What the fuzzer calls: one text, and as part of a form if it is long."""
    text = data.decode("utf-8", "replace")
    one_text(text)
    if "\n" in text:
        flattened(text)


def main() -> None:
    """Fuzz for the seconds given on the command line, beginning with the published example."""
    import atheris

    from tests.safety.children import ROOT

    # Only what reads texts is to steer the fuzzer, so it is loaded again, instrumented.
    for name in [name for name in sys.modules if name.startswith("xlperf")]:
        del sys.modules[name]
    with atheris.instrument_imports(include=["xlperf.target", "xlperf.reading"]):
        both = import_module("tests.safety.fuzz").both

    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    seed = (ROOT / "tests" / "data" / "songjiang-npc-2022.txt").read_text("utf-8")
    words = sorted({line.strip() for line in seed.splitlines() if 0 < len(line.strip()) < 40})
    generator = atheris.FuzzedDataProvider

    def mixed(data: bytes) -> None:
        """The bytes choose among the example's own lines and texts made up."""
        choice = generator(data)
        parts = []
        while choice.remaining_bytes() and len(parts) < 200:
            kind = choice.ConsumeIntInRange(0, 5)
            if kind < 3:
                parts.append(words[choice.ConsumeIntInRange(0, len(words) - 1)])
            elif kind == 3:
                parts.append("\n\n\t"[choice.ConsumeIntInRange(0, 2)])
            else:
                parts.append(choice.ConsumeUnicodeNoSurrogates(choice.ConsumeIntInRange(1, 12)))
            parts.append(("", "\n", "\n\t", "\n\n\t", "，")[choice.ConsumeIntInRange(0, 4)])
        text = "".join(parts)
        both(text.encode("utf-8", "replace"))
        both(data)

    limits = [f"-max_total_time={seconds}", "-max_len=8192", "-len_control=0", "-timeout=10"]
    with TemporaryDirectory() as folder:
        for number, form in enumerate(seed.split("项目经费情况说明")):
            Path(folder, str(number)).write_text(form, "utf-8")
        atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={folder}/", folder], mixed)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
