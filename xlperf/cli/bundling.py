"""Defines `xlperf bundle`: the folder that IT carries to machines without internet."""

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
