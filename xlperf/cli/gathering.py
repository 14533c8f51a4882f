"""Defines `xlperf gather`: many workbooks into one, with a progress bar."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlperf.cli.common import FILE, print_json
from xlperf.cli.terminal.console import console, is_interactive, message
from xlperf.cli.terminal.plain import plain
from xlperf.errors import XlperfError
from xlperf.output.record import written

if TYPE_CHECKING:
    from xlperf.gather.results import Gathered


@click.command()
@click.argument("sources", nargs=-1, required=True, type=FILE, metavar="DIR|BOOK...")
@click.option("-o", "--out", required=True, type=FILE, help="Consolidated workbook to write.")
@click.option("--data", type=FILE, help="OUT.parquet: the tables, too, as OUT-projects.parquet …")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes; one a processor by default.")
@click.option("--cluster", metavar="ADDRESS", help="dask scheduler, such as tcp://host:8786.")
@click.option("--resume", is_flag=True, help="Reuse what was read before; keep it.")
@click.option("--seconds", type=click.FloatRange(0.1), help="Time limit for one workbook.")
@click.option("--json", "as_json", is_flag=True, help="The figures as JSON on stdout.")
def gather(
    sources: tuple[Path, ...],
    out: Path,
    data: Path | None,
    jobs: int | None,
    cluster: str | None,
    resume: bool,
    seconds: float | None,
    as_json: bool,
) -> None:
    """Check any number of workbooks and put them together in one.

    A workbook that could not be read is listed, and counts as an error for the exit code.
    """
    from xlperf.gather.cache import has_cache
    from xlperf.gather.run import GatherOptions, gather
    from xlperf.sources.limits import LIMITS

    jobs, seconds = jobs or os.cpu_count() or 1, seconds or LIMITS.work_seconds
    way = GatherOptions(jobs, cluster, resume, seconds)
    try:
        with _progress() as progress:
            gathered = gather(sources, out, data, way, progress)
    except KeyboardInterrupt as interrupt:
        if written():
            raise
        again = "加上 --resume 再运行一次，可从中断处继续。" if has_cache() else ""
        raise XlperfError(f"已中断，没有写出任何文件。{again}") from interrupt
    if as_json:
        print_json(_figures(gathered))
    else:
        _report(gathered, out)
    if gathered.counts.findings["error"] or gathered.counts.unread:
        sys.exit(1)


def _report(gathered: Gathered, out: Path) -> None:
    from xlperf.output.backups import FOLDER
    from xlperf.rules.finding import SEVERITIES

    counts = gathered.counts
    found = "，".join(f"{word} {counts.findings[s]} 处" for s, word in SEVERITIES.items())
    click.echo(
        f"{counts.books} 个工作簿，{counts.projects} 个项目，{counts.indicators} 条指标。{found}。"
    )
    for _, problem in gathered.unread:
        click.echo(f"未能读取 {plain(problem)}")
    if gathered.skipped:
        files = sum(skipped.files for skipped in gathered.skipped)
        backups = sum(s.files for s in gathered.skipped if s.book.endswith(FOLDER))
        among = f"（其中 {backups} 个是“{FOLDER}”中的备份）" if backups else ""
        click.echo(f"未打开 {files} 个文件{among}，列在“未读文件”表中。")
    message(f"已生成 {out}。")


def _figures(gathered: Gathered) -> dict[str, object]:
    return {
        **gathered.counts._asdict(),
        "unreadable": [{"book": book, "problem": problem} for book, problem in gathered.unread],
        "skipped": [skipped._asdict() for skipped in gathered.skipped],
    }


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Shows a bar on stderr with rate and time left; none where stderr is no terminal."""
    if not is_interactive():
        yield lambda done, of: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    with Progress(
        TextColumn("读取"),
        BarColumn(),
        TaskProgressColumn(show_speed=True),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]} 个/秒，剩余"),
        TimeRemainingColumn(),
        console=console(stderr=True),
    ) as bar:
        task = bar.add_task("", total=None, rate="…")

        def progress(done: int, of: int) -> None:
            speed = bar.tasks[0].speed
            bar.update(task, advance=done, total=of, rate=f"{speed:.0f}" if speed else "…")

        yield progress
