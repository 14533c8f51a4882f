"""Defines `xlperf addin`: build the add-in, install it into Excel, take it out, diagnose it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from xlperf.cli.common import print_json
from xlperf.cli.terminal.console import message


@click.group()
def addin() -> None:
    """The Excel add-in: ribbon tab 绩效目标 and worksheet functions."""


@addin.command()
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), default="xlperf.xlam", show_default=True
)
def build(out: Path) -> None:
    """Build the add-in file for this machine; needs neither Excel nor any trust setting.

    The file holds the path of the Python that builds it, so one built on Linux is for looking only.
    """
    from xlperf.excel_addin.install.addin import ONLY_TO_LOOK_AT, startup_folder
    from xlperf.excel_addin.install.addin import build as build_addin

    build_addin(out)
    message(f"已生成 {out}。{'' if startup_folder() else ONLY_TO_LOOK_AT}")


@addin.command()
def install() -> None:
    """Build the add-in into Excel's start-up folder and record this Python."""
    from xlperf.excel_addin.install.addin import install as install_addin

    path = install_addin()
    message(f"已安装 {path}；重新打开 Excel 后，功能区会出现“绩效目标”。")


@addin.command()
def remove() -> None:
    """Take the add-in and its settings away."""
    from xlperf.excel_addin.install.addin import remove as remove_addin

    gone = remove_addin()
    message("".join(f"已删除 {path}。\n" for path in gone) or "没有安装过加载项。")


@addin.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
def status(as_json: bool) -> None:
    """Diagnose: Excel, folder, versions, interpreter, trust settings, WPS."""
    from xlperf.excel_addin.install.diagnosis import diagnosis

    lines = diagnosis()
    if as_json:
        rows = [{"ok": line.ok, "text": line.text} for line in lines]
        print_json({"status": rows})
    else:
        click.echo("\n".join(map(str, lines)))
    if not all(line.ok for line in lines):
        sys.exit(1)
