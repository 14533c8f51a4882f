"""Finds the wheels that a program requires on Windows, wherever it is asked.

pip evaluates markers for the machine that it runs on: asked on Linux for Windows' wheels, it leaves
pywin32 and colorama out. So the markers are evaluated here, and pip only downloads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from xlperf.sources.refusals import refusal

_ROUNDS = 30
"""Limits the rounds of downloads: one for each floor of the requirements, a few for conflicts."""


class Wheel(NamedTuple):
    """Holds a wheel on the disk, and what its metadata requires, under any marker."""

    path: Path
    name: str
    version: Version
    requires: tuple[Requirement, ...]


Download = Callable[[Sequence[Requirement]], Iterable[Path]]
"""Gets the newest wheel that fits each requirement, without what that requires in turn."""


def resolve(own: Path, python: str, download: Download) -> list[Wheel]:
    """Returns the wheel `own` and all it requires on Windows with a Python version (3.12).

    Each is the newest that all the others allow; where that moves another, it is asked for anew.
    Raises `XlperfError` where it finds no end.
    """
    first = read_wheel(own)
    chosen = {first.name: first}
    for _ in range(_ROUNDS):
        wanted = _wanted(first.name, chosen, windows(python))
        missing = [requirement for requirement in wanted.values() if not _fits(requirement, chosen)]
        if not missing:
            return [chosen[name] for name in wanted]
        for wheel in map(read_wheel, download(missing)):
            chosen[wheel.name] = wheel
    raise refusal("wheels_conflict", Path(str(missing[0])))


def windows(python: str) -> dict[str, str]:
    """Returns what markers are evaluated against: 64-bit Windows, and a version as 3.12.

    The full version is its first, 3.12.0: a backport that later ones do without does no harm.
    """
    return {
        "implementation_name": "cpython",
        "implementation_version": f"{python}.0",
        "os_name": "nt",
        "platform_machine": "AMD64",
        "platform_python_implementation": "CPython",
        "platform_release": "10",
        "platform_system": "Windows",
        "platform_version": "10.0.19045",
        "python_full_version": f"{python}.0",
        "python_version": python,
        "sys_platform": "win32",
    }


def read_wheel(path: Path) -> Wheel:
    """Reads a wheel's name, version and requirements."""
    name, version, _, _ = parse_wheel_filename(path.name)
    with ZipFile(path) as package:
        entry = next(n for n in package.namelist() if n.endswith(".dist-info/METADATA"))
        metadata = Metadata.from_email(package.read(entry), validate=False)
    return Wheel(path, name, version, tuple(metadata.requires_dist or ()))


def required(wheel: Wheel, extras: Iterable[str], machine: Mapping[str, str]) -> list[Requirement]:
    """Returns the requirements of a wheel, with some of its extras, whose markers hold."""
    asked = ("", *extras)
    return [
        requirement
        for requirement in wheel.requires
        if requirement.marker is None
        or any(requirement.marker.evaluate({**machine, "extra": extra}) for extra in asked)
    ]


def _wanted(
    first: str, chosen: Mapping[str, Wheel], machine: Mapping[str, str]
) -> dict[str, Requirement]:
    """Returns one requirement for each package, by name, as far as the chosen wheels tell."""
    wanted = {first: Requirement(first)}
    left = [(first, "")]
    done = set(left)
    while left:
        name, extra = left.pop()
        if name not in chosen:
            continue
        for requirement in required(chosen[name], (extra,), machine):
            other = canonicalize_name(requirement.name)
            merged = wanted.setdefault(other, Requirement(requirement.name))
            merged.specifier &= requirement.specifier
            asked = {(other, extra) for extra in ("", *requirement.extras)}
            left += asked - done
            done |= asked
    return wanted


def _fits(requirement: Requirement, chosen: Mapping[str, Wheel]) -> bool:
    wheel = chosen.get(canonicalize_name(requirement.name))
    return wheel is not None and requirement.specifier.contains(wheel.version, prereleases=True)
