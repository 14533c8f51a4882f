"""Makes a wheel of this program from what is installed, since no index has to have it.

What pip records about the installation stays out: it names the folder that was installed from.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import xlperf
from xlperf.bundle.hashes import record_line
from xlperf.output.zipped import zipped

_WHEEL = "Wheel-Version: 1.0\nGenerator: xlperf\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_ABOUT = ("METADATA", "entry_points.txt", "licenses/LICENSE")


def own_wheel(folder: Path) -> Path:
    """Make the wheel in a folder; returns its path."""
    about = f"xlperf-{xlperf.__version__}.dist-info"
    contents = dict(_package()) | dict(_about(about)) | {f"{about}/WHEEL": _WHEEL.encode()}
    record = f"{about}/RECORD"
    lines = [record_line(name, content) for name, content in contents.items()]
    contents[record] = "".join([*lines, f"{record},,\n"]).encode()
    path = folder / f"xlperf-{xlperf.__version__}-py3-none-any.whl"
    path.write_bytes(zipped(contents))
    return path


def _package() -> Iterator[tuple[str, bytes]]:
    """Yields the package's files, and the add-in's sources, which lie beside it in a checkout."""
    package = Path(xlperf.__file__).parent
    macros = package.parent / "macros"
    for folder, prefix in ((package, "xlperf"), (macros, "xlperf/macros")):
        if folder is macros and (package / "macros").is_dir():
            return
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                yield f"{prefix}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _about(folder: str) -> Iterator[tuple[str, bytes]]:
    installed = distribution("xlperf")
    for name in _ABOUT:
        if (text := installed.read_text(name)) is not None:
            yield f"{folder}/{name}", text.encode()
