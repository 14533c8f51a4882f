"""Runs the command line `xlperf`.

Arguments come in; files, and text printed by `terminal`, go out. The commands stand by subject in
modules beside this one. Each is one thin function: what it needs is imported when it runs, so that
`--help`, `rules` and `editions` answer at once. Results go to stdout, messages to stderr. Exit
codes are a contract: 0 done, 1 done and errors found, 2 could not do it.
"""

from __future__ import annotations

import gc
import sys
import traceback
from pathlib import Path

import click

from xlperf import __version__
from xlperf.cli.books import dump, import_, merge, new, rebuild
from xlperf.cli.bundling import bundle, shortcuts
from xlperf.cli.checking import check, rules
from xlperf.cli.chinese import is_chinese, speak_chinese
from xlperf.cli.edition_commands import editions
from xlperf.cli.examples import add_examples
from xlperf.cli.excel import addin
from xlperf.cli.forms import export, form
from xlperf.cli.gathering import gather
from xlperf.cli.guidance import handbook, library
from xlperf.cli.publication import compare, publish
from xlperf.cli.terminal.console import is_plain, log_to_stderr
from xlperf.cli.terminal.plain import plain
from xlperf.cli.terminal.streams import in_unicode, open_streams
from xlperf.cli.usage import usage_error
from xlperf.errors import XlperfError
from xlperf.output.record import begin, written


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option("-q", "--quiet", is_flag=True, help="No messages and no progress, errors only.")
def cli(quiet: bool) -> None:
    """Performance targets of government projects (财政项目支出绩效目标), without leaving Excel.

    Results go to stdout, messages to stderr. Exit codes: 0 done; 1 done, errors were found;
    2 could not do it.
    """
    log_to_stderr()
    begin()
    if is_plain():
        click.get_current_context().color = False


for command in (
    *(new, import_, merge, dump, check, rebuild, form, publish, compare, export),
    *(gather, library, handbook, rules, editions, addin, bundle, shortcuts),
):
    cli.add_command(command)
add_examples(cli)


def main() -> None:
    """Run the command line and end with its exit code, also where nobody hears what it says."""
    in_unicode()
    with open_streams() as output:
        code = _run()
        sys.stdout.flush()
        if output.failure is not None:
            from xlperf.sources.refusals import refusal

            error = refusal("stdout", Path("标准输出"), why=output.failure.strerror)
            click.echo(plain(error), err=True)
            code = 2
    sys.exit(code)


def _run() -> int:
    """Run a command; every error a user can meet becomes one line and exit code 2."""
    # What a command builds holds no cycles; without the collector it is a third faster.
    gc.disable()
    if is_chinese():
        speak_chinese(cli)
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = error.exit_code
    except click.UsageError as error:
        click.echo(plain(usage_error(error)), err=True)
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except XlperfError as error:
        click.echo(plain(f"{error}{written()}"), err=True)
        code = 2
    except (click.Abort, KeyboardInterrupt):
        done = written()
        click.echo(plain(f"已中断。{done}" if done else "已中断，没有写出任何文件。"), err=True)
        code = 2
    except SystemExit as end:  # how a command says that it found errors
        code = end.code
    except Exception:
        traceback.print_exc()
        click.echo(f"程序出了意外，没有做完。{written()}请把以上内容交给维护人员。", err=True)
        code = 2  # 1 would say that it has done its work
    return int(code or 0)
