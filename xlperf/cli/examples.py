"""Puts examples under every command's `--help`, each a line that runs as it stands."""

from __future__ import annotations

from collections.abc import Iterable

import click

EXAMPLES = {
    "new": (
        "xlperf new 填报.xlsx --year 2022 --department 区人大 --unit 区人大办公室 --projects 5",
        "xlperf new 2027.xlsx --year 2027 --from 2026.xlsx --empty-amounts",
    ),
    "import": (
        "xlperf import 公开文本.txt -o 填报.xlsx",
        "xlperf import 一.docx 二.pdf 三.xlsx -o 填报.xlsx --edition shanghai-2023",
    ),
    "merge": ("xlperf merge 办公室.xlsx 人大工委.xlsx -o 部门.xlsx",),
    "dump": ("xlperf dump 填报.xlsx", "xlperf dump 填报.xlsx --json"),
    "check": (
        "xlperf check 填报.xlsx",
        "xlperf check 填报.xlsx --write",
        "xlperf check 甲.xlsx 乙.xlsx --severity error --report 问题.xlsx",
        "xlperf check 填报.xlsx --as-integrated --json",
    ),
    "rebuild": (
        "xlperf rebuild 填报.xlsx -o 新填报.xlsx",
        "xlperf rebuild 填报.xlsx --in-place",
    ),
    "form": (
        "xlperf form 填报.xlsx -o 打印表.pdf",
        "xlperf form 填报.xlsx -p 代表工作 -p 人大会议 -o 打印表.xlsx",
    ),
    "publish": ("xlperf publish 填报.xlsx -o 公开.docx --pdf",),
    "compare": (
        "xlperf compare 上年.xlsx 今年.xlsx",
        "xlperf compare 一稿.xlsx 二稿.xlsx -o 差异.xlsx",
    ),
    "export": ("xlperf export 填报.xlsx --to integrated -o 导入.xlsx",),
    "gather": ("xlperf gather 各单位 -o 全区.xlsx", "xlperf gather 各单位 -o 全区.xlsx --jobs 4"),
    "library": (
        "xlperf library 2022.xlsx 2023.xlsx -o 指标库.xlsx",
        "xlperf new 2024.xlsx --year 2024 --library 指标库.xlsx",
    ),
    "handbook": ("xlperf handbook 使用手册.docx", "xlperf handbook 使用手册.pdf"),
    "addin": ("xlperf addin install", "xlperf addin status"),
    "addin build": ("xlperf addin build -o xlperf.xlam",),
    "addin install": ("xlperf addin install",),
    "addin remove": ("xlperf addin remove",),
    "addin status": ("xlperf addin status", "xlperf addin status --json"),
    "shortcuts": ("xlperf shortcuts", "xlperf shortcuts --folder 某个文件夹"),
    "bundle": (
        "xlperf bundle --python python-3.12.8-embed-amd64.zip -o 绩效目标.zip",
        "xlperf bundle --wheels --python-version 3.12 -o 组件",
    ),
    "rules": ("xlperf rules", "xlperf rules C12"),
    "editions": ("xlperf editions", "xlperf editions new --from 样表.xlsx -o mycity-2024.toml"),
    "editions new": ("xlperf editions new --from 样表.xlsx -o mycity-2024.toml",),
}


def add_examples(group: click.Group) -> None:
    """Put its examples below the help of each command, and one of each below the group's."""
    for name, command in group.commands.items():
        command.epilog = _shown(EXAMPLES[name])
        if isinstance(command, click.Group):
            for below, part in command.commands.items():
                part.epilog = _shown(EXAMPLES[f"{name} {below}"])
    group.epilog = _shown(EXAMPLES[name][0] for name in ("new", "check", "form"))


def _shown(lines: Iterable[str]) -> str:
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))
