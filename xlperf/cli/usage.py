"""Words what is wrong with a command line in one Chinese sentence, as for every other error."""

from __future__ import annotations

import re
from typing import Any

import click

_EXTRA = re.compile(r"^Got unexpected extra arguments? \((.*)\)", re.DOTALL)
"""Finds what was written too much in click's own words, which it says nowhere else."""


def usage_error(error: click.UsageError) -> str:
    """Words what is wrong and where to look; click's own words, where it says something else."""
    command = error.ctx.command_path if error.ctx else "xlperf"
    return f"{command}：{_wrong(error)}用法见 {command} --help。"


def _wrong(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchCommand):
        return f"没有“{error.command_name}”这个命令{_meant(error.possibilities)}。"
    if isinstance(error, click.NoSuchOption):
        if (name := error.option_name) in _above(error.ctx):
            return f"“{name}”要写在命令的前面：xlperf {name} …。"
        return f"没有“{name}”这个选项{_meant(error.possibilities)}。"
    if isinstance(error, click.BadOptionUsage):
        return f"选项“{error.option_name}”的写法不对，可能缺了后面的值。"
    if isinstance(error, click.BadParameter) and error.param is not None:
        name = _name(error.param)
        if isinstance(error, click.MissingParameter):
            return f"缺少 {name}。"
        return f"{name} 的值不对{_allowed(error.param.type)}。"
    if extra := _EXTRA.search(error.message):
        return f"多写了 {extra[1]}。"
    return "命令写得不对。"


def _above(context: click.Context | None) -> set[str]:
    """Returns the options of the whole program, where it was called with a command."""
    program = context and context.find_root()
    if not program or program is context:
        return set()
    return {name for param in program.command.params for name in param.opts}


def _meant(names: list[str] | None) -> str:
    return f"，是不是 {' 或 '.join(names)}" if names else ""


def _name(param: click.Parameter) -> str:
    return param.human_readable_name if isinstance(param, click.Argument) else param.opts[-1]


def _allowed(kind: click.ParamType[Any]) -> str:
    if isinstance(kind, click.Choice):
        one_of = " 之一" if len(kind.choices) > 1 else ""
        return f"，应为 {'、'.join(map(str, kind.choices))}{one_of}"
    if isinstance(kind, click.IntRange | click.FloatRange):
        whole = "整数" if isinstance(kind, click.IntRange) else "数"
        low = "" if kind.min is None else f"不小于 {kind.min}"
        high = "" if kind.max is None else f"不大于 {kind.max}"
        return f"，应为{'、'.join(filter(None, (low, high)))} 的{whole}"
    return "，应为整数" if kind is click.INT else ""
