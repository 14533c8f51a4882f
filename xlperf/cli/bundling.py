"""Defines what IT does for clerks: a folder for machines without internet, starters to drop on."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from xlperf.cli.common import FILE
from xlperf.cli.terminal.console import message, waiting


@click.command()
@click.option("-o", "--out", required=True, type=FILE, help="A new FOLDER, or FOLDER.zip.")
@click.option(
    "--python", "embeddable", type=FILE, help="Windows' embeddable Python: the zip of python.org."
)
@click.option("--wheels", is_flag=True, help="Wheels alone, for machines that have a Python.")
@click.option(
    "--python-version",
    "version",
    metavar="X.Y",
    help="The Python of those machines, for --wheels.  [default: as this one]",
)
def bundle(out: Path, embeddable: Path | None, wheels: bool, version: str | None) -> None:
    """Make one folder that installs the add-in on 64-bit Windows without internet or administrator.

    Made on any machine where pip has an index. About 95 MB of wheels; with Python about 105 MB as a
    zip and 285 MB unpacked. 安装说明 in it says what IT does once and what a clerk clicks.
    """
    from xlperf.bundle.make import make_bundle, make_wheels
    from xlperf.sources.refusals import megabytes, refusal

    if wheels == (embeddable is not None) or (version and not wheels):
        raise refusal("bundle_kind", out)
    with waiting("正在下载组件"):
        if embeddable is not None:
            made = make_bundle(out, embeddable)
        else:
            made = make_wheels(out, version or f"{sys.version_info[0]}.{sys.version_info[1]}")
    message(
        f"已生成 {out}：{made.wheels} 个组件，Python {made.python}，"
        f"展开后 {megabytes(made.size)}。装法见其中的“安装说明.txt”。"
    )


@click.command()
@click.option("--folder", type=FILE, help="Where to put them; the desktop by default.")
def shortcuts(folder: Path | None) -> None:
    """Put the starters 校验 and 打印 on the desktop, which take a dropped workbook.

    校验 writes the findings into the workbook, as `check --write`; 打印 puts the forms beside it.
    """
    from xlperf.bundle.shortcuts import put_shortcuts

    made = put_shortcuts(folder)
    names = "、".join(path.name for path in made)
    message(f"已在 {made[0].parent} 放好：{names}。把填报工作簿拖到图标上即可。")
