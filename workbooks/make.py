"""Make every workbook in this folder again: `python workbooks/make.py [FOLDER]`.

The worked example is the published filing of 2022 in tests/data; nothing here is made by hand.
"""

from __future__ import annotations

import sys
from pathlib import Path

from xlperf.cli import cli

HERE = Path(__file__).parent
SEED = HERE.parent / "tests" / "data" / "songjiang-npc-2022.txt"


def make(folder: Path) -> None:
    """Write the blank templates, the worked example and its printed forms into a folder."""
    example = folder / "example-songjiang-2022.xlsx"
    template = folder / "template-shanghai-2022.xlsx"
    live = folder / "template-shanghai-2026.xlsm"
    forms = folder / "example-songjiang-2022-forms.xlsx"
    for made in (template, live, example, forms):
        made.unlink(missing_ok=True)  # `new` never overwrites, and the others would be backed up
    for command in (
        ["new", str(template), "--year", "2022", "--edition", "shanghai-2022", "--projects", "3"],
        ["new", str(live), "--year", "2026", "--edition", "shanghai-2026", "--projects", "3"],
        ["import", str(SEED), "-o", str(example)],
        ["form", str(example), "-o", str(forms)],
    ):
        cli.main(command, standalone_mode=False)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
