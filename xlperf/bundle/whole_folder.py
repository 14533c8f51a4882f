"""Makes a folder, or a zip of one, that is there whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlperf.output.atomic_write import writing
from xlperf.output.target_file import refusing
from xlperf.output.temporary_files import scratch
from xlperf.sources.refusals import refusal

_MODE = 0o755


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """Gives an empty folder that becomes `out` when the block ends well, or its zip for `.zip`.

    A zip that is replaced is kept, as for every output. Raises `XlperfError` where `out` is a
    folder with something in it, or a file.
    """
    if out.suffix.lower() == ".zip":
        with writing(out) as stream, scratch() as folder:
            yield folder
            with ZipFile(stream, "w") as package:
                _pack(folder, package)
        return
    _check(out)
    with refusing(out):
        folder = Path(mkdtemp(prefix=".xlperf-", suffix=".tmp", dir=out.resolve().parent))
    try:
        folder.chmod(_MODE)
        with refusing(out):
            yield folder
            _check(out)
            if out.is_dir():
                out.rmdir()  # which only removes an empty one
            folder.rename(out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check(out: Path) -> None:
    if not out.resolve().parent.is_dir():
        raise refusal("out_missing", out)
    if out.is_dir() and not any(out.iterdir()):
        return
    if out.is_symlink() or out.exists():
        raise refusal("bundle_taken", out)


def _pack(folder: Path, package: ZipFile) -> None:
    """Pack the files in a folder under a fixed date, so that a zip tells no hour."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            entry = ZipInfo(path.relative_to(folder).as_posix())
            entry.create_system = 0
            package.writestr(entry, path.read_bytes(), ZIP_DEFLATED)
