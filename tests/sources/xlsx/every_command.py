"""What the corpus test runs on each workbook; imported by its confined process only.

The imports that commands put off until they run stand here, so that they happen once and not in
every child.
"""

import io
import re
from contextlib import chdir, redirect_stdout
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from xlperf.cli import cli
from xlperf.errors import XlperfError
from xlperf.gather import read_source as source
from xlperf.sources.open_file import open_file
from xlperf.sources.xlsx.sheets import read_grids

source._is_ours = lambda _: True  # each file has a process of its own already
for _late in (
    "output.rebuild",
    "output.save",
    "reading.read_filing",
    "rules.run",
    "layouts.workbooks",
):
    import_module(f"xlperf.{_late}")

COMMANDS = (
    ("check", "{book}"),
    ("dump", "{book}", "--json"),
    ("import", "{book}", "-o", "imported.xlsx"),
    ("rebuild", "{book}", "-o", "rebuilt.xlsx"),
    ("form", "{book}", "-o", "form.xlsx"),
)


def read_everything(path: Path) -> None:
    for grid in read_grids(open_file(path)):
        assert grid.name


def run_every_command(path: Path) -> None:
    """Every command on one workbook, in an empty folder; raises what they all raise.

    No workbook of the corpus is a filing: being read is being told so.
    """
    errors: dict[str, XlperfError] = {}
    with TemporaryDirectory() as folder, chdir(folder):
        for command in COMMANDS:
            with redirect_stdout(io.StringIO()):
                try:
                    cli.main([part.format(book=path) for part in command], standalone_mode=False)
                except XlperfError as error:
                    errors[str(error)] = error
        assert not list(Path(folder).iterdir()), "something was written"
    assert len(errors) == 1, errors
    ((sentence, error),) = errors.items()
    assert re.fullmatch(rf"{re.escape(str(path))}：[^\n]*[\u4e00-\u9fff][^\n]*。", sentence)
    if "没有项目表" not in sentence:
        raise error
