"""Keeps the steps of each workbook that can be taken back: copies in the user's own folder.

Not beside the workbook, which may be on a shared drive. A copy's name says when its command ran,
which command that was, whether the copy shows the workbook before or after it, and what its bytes
sum up to, so that a damaged copy is known and no other file is taken for one. Beside it stands
what the workbook held when the step was over.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from xlperf.errors import XlperfError
from xlperf.excel_addin.look_before import said
from xlperf.filing.toml_data import toml_data
from xlperf.output.atomic_write import write_bytes

FOLDER = Path.home() / ".xlperf" / "backups"
_NAME = re.compile(r"(\d{4,}) (.+)（(\w+)）([0-9a-f]{16})")
_DIGITS = 16
_STEM = 40
"""Limits the characters of a workbook's name that its folder of copies is called by."""


class Step(NamedTuple):
    """Holds one copy: its number, its command, and the side of the command that it shows."""

    copy: Path
    number: int
    command: str
    side: str
    digest: str

    @property
    def note(self) -> Path:
        """Returns the file that tells what the workbook held when the step was over."""
        return self.copy.with_suffix(".json")

    @property
    def other_side(self) -> str:
        """Returns the side that this copy does not show."""
        sides: list[str] = [words()["before"], words()["after"]]
        return sides[sides.index(self.side) - 1]


def words() -> Mapping[str, Any]:
    """Returns the number and the words of `steps.toml`."""
    return toml_data(__package__, "steps.toml")


def folder_of(path: Path) -> Path:
    """Returns the folder of a workbook's copies; workbooks of one name in two folders have two."""
    whole = os.path.normcase(os.path.realpath(path))
    digest = hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest()[:_DIGITS]
    return FOLDER / f"{path.stem[:_STEM].rstrip()} {digest}"


def steps_of(path: Path) -> list[Step]:
    """Lists the steps of a workbook, the latest last, also those whose copy or note is gone."""
    folder = folder_of(path)
    if not folder.is_dir():
        return []
    stems = {entry.stem for entry in folder.iterdir() if entry.suffix in (path.suffix, ".json")}
    found = (_NAME.fullmatch(stem) for stem in stems)
    steps = [
        Step(folder / f"{name[0]}{path.suffix}", int(name[1]), name[2], name[3], name[4])
        for name in found
        if name and name[3] in (words()["before"], words()["after"])
    ]
    return sorted(steps, key=lambda step: step.number)


def put(path: Path, command: str, side: str, content: bytes) -> Step:
    """Keep a copy of a workbook as its latest step; raises `XlperfError` where that fails."""
    folder = folder_of(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise XlperfError(said("no_folder", folder=folder)) from error
    known = steps_of(path)
    number = known[-1].number + 1 if known else 1
    digest = _sum(content)
    copy = folder / f"{number:04d} {command}（{side}）{digest}{path.suffix}"
    write_bytes(copy, content)
    return Step(copy, number, command, side, digest)


def content_of(step: Step) -> bytes:
    """Reads a step's copy; raises `XlperfError` where it is gone or is not what was kept."""
    facts = {"command": step.command, "side": step.side, "copy": step.copy}
    try:
        content = step.copy.read_bytes()
    except FileNotFoundError as error:
        raise XlperfError(said("missing", **facts)) from error
    except OSError as error:
        raise XlperfError(said("damaged", **facts)) from error
    if _sum(content) != step.digest:
        raise XlperfError(said("damaged", **facts))
    return content


def note_left(step: Step, left: Mapping[str, str]) -> None:
    """Write down what the workbook holds now that the step is over, a digest a sheet."""
    with suppress(XlperfError):  # a full disk; without the note 恢复上一步 asks
        write_bytes(step.note, json.dumps(left).encode("ascii"))


def left_by(step: Step) -> dict[str, str] | None:
    """Reads what the workbook held when the step was over; None where nobody can tell."""
    try:
        left = json.loads(step.note.read_bytes())
    except (OSError, ValueError):
        return None
    return left if isinstance(left, dict) else None


def remove(step: Step) -> None:
    """Delete a step; a copy that somebody has open stays, with its note."""
    with suppress(OSError):
        step.copy.unlink(missing_ok=True)
        step.note.unlink(missing_ok=True)


def prune(path: Path) -> None:
    """Delete the oldest steps of a workbook beyond the number that is kept."""
    known = steps_of(path)
    for step in known[: max(0, len(known) - words()["kept"])]:
        remove(step)


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_DIGITS]
