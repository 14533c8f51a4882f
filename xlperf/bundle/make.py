"""Makes a bundle: a folder, or a zip of it, from which the add-in installs without internet.

The stations in order: the wheel of this program, the wheels it requires on Windows, the embeddable
Python, the wheels unpacked into it, the batch files, the hashes. Whatever is made is made for
64-bit Windows, on any machine, and names nothing of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import metadata
from pathlib import Path
from typing import NamedTuple

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion

from xlperf.bundle.embedded_python import EmbeddedPython, read_embedded
from xlperf.bundle.hashes import write_hashes, write_origins
from xlperf.bundle.own_wheel import own_wheel
from xlperf.bundle.pip_download import pip_download
from xlperf.bundle.texts import batch_files, instructions
from xlperf.bundle.unpack_wheel import unpack_wheel
from xlperf.bundle.whole_folder import whole_folder
from xlperf.bundle.windows_requirements import Wheel, resolve
from xlperf.output.target_file import refuse_overwrite
from xlperf.output.temporary_files import scratch
from xlperf.sources.refusals import refusal

PYTHON, WHEELS = "python", "wheels"
SITE = "Lib/site-packages"


class Made(NamedTuple):
    """Holds what was made: the wheels in it, the Python version, and the size in bytes."""

    wheels: int
    python: str
    size: int


def make_bundle(out: Path, embeddable: Path) -> Made:
    """Make the folder, or `.zip`, that brings its own Python, from Windows' embeddable one.

    Raises `XlperfError` where the zip is none, a wheel is not to be had, or `out` is taken.
    """
    refuse_overwrite([embeddable], out)
    embedded = read_embedded(embeddable)
    _check_version(embeddable, embedded.version)
    with _begun(out, embedded.version) as (folder, wheels):
        python = folder / PYTHON
        embedded.unpack(python)
        for wheel in wheels:
            unpack_wheel(wheel.path, python, python / SITE)
        _write_texts(folder, embedded)
        write_origins(folder, [embeddable, *(wheel.path for wheel in wheels)])
        return _made(folder, wheels, embedded.version)


def make_wheels(out: Path, version: str) -> Made:
    """Make the folder, or `.zip`, of wheels for a Windows machine with Python `version` (3.12)."""
    _check_version(out, version)
    with _begun(out, version) as (folder, wheels):
        (folder / WHEELS).mkdir()
        for wheel in wheels:
            shutil.copyfile(wheel.path, folder / WHEELS / wheel.path.name)
        for name, content in instructions(WHEELS, version=version).items():
            (folder / name).write_bytes(content)
        return _made(folder, wheels, version)


def _check_version(named: Path, version: str) -> None:
    """Raise `XlperfError` where the program does not run on a Python of this version."""
    wanted = metadata("xlperf")["Requires-Python"]
    try:
        fits = SpecifierSet(wanted).contains(version)
    except InvalidVersion:
        fits = False
    if not fits:
        raise refusal("old_python", named, version=version, wanted=wanted)


@contextmanager
def _begun(out: Path, version: str) -> Iterator[tuple[Path, list[Wheel]]]:
    """Gives an empty folder that becomes `out`, and all wheels, this program's among them."""
    with whole_folder(out) as folder, scratch() as downloads:
        own = own_wheel(downloads)
        yield folder, resolve(own, version, pip_download(downloads, version))


def _write_texts(folder: Path, embedded: EmbeddedPython) -> None:
    texts = batch_files() | instructions(PYTHON, version=embedded.version)
    for name, content in texts.items():
        (folder / name).write_bytes(content)


def _made(folder: Path, wheels: list[Wheel], version: str) -> Made:
    write_hashes(folder)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Made(len(wheels), version, size)
