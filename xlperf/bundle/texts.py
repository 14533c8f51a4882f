"""Fills in the batch files and the instructions of a bundle, in the bytes that Windows reads.

Batch files are in GB2312, the part of GBK in which no byte of a Chinese character is below 0xA1. In
the rest of GBK, and in any other code page, cmd may take such a byte for `|`, `^` or a quote.
"""

from __future__ import annotations

from importlib.resources import files

import xlperf
from xlperf.filing.toml_data import toml_data

_TEMPLATES = files(__package__) / "templates"
_BESIDE = r"%~dp0python\python.exe"
"""Is the Python of a bundle, as its batch files spell it."""


def batch_files() -> dict[str, bytes]:
    """Returns the batch files of a bundle by name; they run the Python in a folder beside them."""
    return _made(_BESIDE, "beside")


def desktop_files(python: str) -> dict[str, bytes]:
    """Returns the batch files for dropped workbooks, by name; they run the Python at a place.

    Raises `UnicodeEncodeError` for a place that is not in GB2312.
    """
    return _made(python.replace("%", "%%"), "elsewhere", "dropped.cmd")


def _made(python: str, place: str, only: str | None = None) -> dict[str, bytes]:
    described = dict(toml_data(__package__, "templates/batch_files.toml"))
    missing = described.pop("missing")[place]
    made = {}
    for name, words in described.items():
        if only in (None, words["template"]):
            text = _filled((_TEMPLATES / words["template"]).read_text("utf-8"), words)
            text = _filled(text, {"python": python, "missing": missing})
            made[name] = text.replace("\n", "\r\n").encode("gb2312")
    return made


def instructions(kind: str, **facts: str) -> dict[str, bytes]:
    """Returns the page 安装说明 of a kind of bundle; Notepad knows UTF-8 by its mark."""
    text = (_TEMPLATES / f"{kind}.txt").read_text("utf-8")
    filled = _filled(text, {"xlperf": xlperf.__version__, **facts})
    return {"安装说明.txt": filled.replace("\n", "\r\n").encode("utf-8-sig")}


def _filled(text: str, facts: dict[str, str]) -> str:
    for name, fact in facts.items():
        text = text.replace(f"@{name}@", fact)
    return text
