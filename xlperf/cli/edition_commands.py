"""Defines the commands about editions of the form: which there are, and a draft of another."""

from __future__ import annotations

import re
from pathlib import Path

import click

from xlperf.cli.common import FILE
from xlperf.cli.terminal.console import message
from xlperf.cli.terminal.plain import plain
from xlperf.errors import XlperfError

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,40}")


@click.group(invoke_without_command=True)
@click.pass_context
def editions(context: click.Context) -> None:
    """List the form editions."""
    if context.invoked_subcommand is not None:
        return
    from xlperf.form.edition import edition_ids, load_edition

    for edition in map(load_edition, edition_ids()):
        years = "、".join(map(str, edition.years))
        click.echo(plain(f"{edition.id}  {edition.name}" + (f"（{years} 年度）" if years else "")))


@editions.command("new")
@click.option("--from", "sample", required=True, type=FILE, help="A form of it, in a workbook.")
@click.option("-o", "--out", required=True, type=FILE, help="ID.toml to write.")
def new_edition(sample: Path, out: Path) -> None:
    """Draft an edition from a form that none is known for, to be completed by hand.

    The file's name is the edition's id. In the folder that is named at the end it is found.
    """
    from xlperf.form.edition_files import PLACE, edition_files, own_folder
    from xlperf.output.atomic_write import write_bytes
    from xlperf.output.edition_draft import edition_draft
    from xlperf.output.save import check_target
    from xlperf.reading.sample_form import read_sample

    check_target(out, (sample,), ".toml")
    if not _ID.fullmatch(out.stem):
        raise XlperfError(f"{out}：版式的代号只能用字母、数字和“-”，如 mycity-2024.toml。请改名。")
    own = own_folder()
    known = edition_files().get(out.stem)
    if known is not None and not isinstance(known, Path):
        raise XlperfError(f"{out}：已有名为“{out.stem}”的版式。请改名。")
    form = read_sample(sample)
    write_bytes(out, edition_draft(form, out.stem, out.stem, sample.name).encode())
    fields = sum("value" in cell for row in form.rows for cell in row)
    message(f"已生成 {out}：认出 {fields} 个栏目、{len(form.table)} 列指标，请核对并补全。")
    message(f"补全后放入 {own}（或环境变量 {PLACE} 所指的文件夹），xlperf editions 即列出。")
