"""Turns a closed workbook or document into a PDF, through LibreOffice where it is installed.

Every run has a profile of its own: two runs on one profile end with exit code 0 and no file. It
keeps LibreOffice from macros, links and the network, whatever a document asks for.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from xlperf.output.target_file import reason
from xlperf.output.temporary_files import scratch
from xlperf.sources.refusals import refusal

_OFFICE = Path("LibreOffice")
_SECONDS = 300
_SETTINGS = files(__package__) / "libreoffice.xcu"
_USUAL = {
    "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
    "win32": (
        r"C:\Program Files\LibreOffice\program\soffice.com",
        r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    ),
}
_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC")
_SANS = ("Noto Sans CJK SC", "Source Han Sans SC")
_FONTS = {
    "宋体": ("SimSun", *_SERIF),
    "微软雅黑": ("Microsoft YaHei", *_SANS),
    "黑体": ("SimHei", *_SANS),
}
"""Lists the fonts of our forms, with those that stand in for them, best first."""


def installed(*names: str) -> Path | None:
    """Finds the first of these programs on the path; None where there is none.

    Windows looks in the current folder first, and an entry of the path may be no absolute one:
    whoever can write there could have put a program of that name.
    """
    found = (Path(path) for name in names if (path := shutil.which(name)))
    return next((path for path in found if path.is_absolute()), None)


def find_libreoffice() -> Path | None:
    """Finds LibreOffice's command: on the path, or where its installer usually puts it."""
    usual = map(Path, _USUAL.get(sys.platform, ()))
    return installed("soffice", "libreoffice") or next(filter(Path.is_file, usual), None)


def to_pdf(content: bytes, suffix: str = ".xlsx") -> bytes:
    """Makes the PDF of a document; raises `XlperfError` where LibreOffice is missing or fails."""
    with scratch() as folder:
        source = folder / f"forms{suffix}"
        source.write_bytes(content)
        return printed(source).read_bytes()


def printed(source: Path) -> Path:
    """Makes the PDF of a file, beside it, by a LibreOffice that is started for it."""
    office = find_libreoffice()
    if office is None:
        raise refusal("office_missing", _OFFICE)
    folder, made = source.parent, source.with_suffix(".pdf")
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_bytes(_SETTINGS.read_bytes())
    command = [
        str(office),
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder), str(source),
    ]  # fmt: skip
    code = _run(command, environment(folder))
    if not made.is_file():
        if code:
            raise refusal("office_broken", _OFFICE, why=f"退出码 {code}")
        raise refusal("office_nothing", _OFFICE)
    return made


def _run(command: list[str], environment: dict[str, str]) -> int:
    """Run a program to its end and give its exit code; whatever it started ends with it."""
    try:
        running = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=environment["TMPDIR"],
            start_new_session=os.name == "posix",
        )
    except OSError as error:
        raise refusal("office_broken", _OFFICE, why=reason(error)) from error
    try:
        return running.wait(_SECONDS)
    except subprocess.TimeoutExpired as error:
        _end_all(running)
        raise refusal("office_slow", _OFFICE, seconds=_SECONDS) from error
    except BaseException:  # Ctrl-C reaches only our own session
        _end_all(running)
        raise


def _end_all(running: subprocess.Popen[bytes]) -> None:
    """End a program and the programs it started: `soffice` itself only starts `soffice.bin`."""
    if os.name == "posix":
        with suppress(OSError):  # none of them is left
            os.killpg(running.pid, signal.SIGKILL)
    elif running.poll() is None:
        system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32")
        subprocess.run(
            [str(system / "taskkill.exe"), "/F", "/T", "/PID", str(running.pid)],
            capture_output=True,
            check=False,
        )
    running.wait()


def environment(folder: Path) -> dict[str, str]:
    """Returns our environment, without what would lead LibreOffice's own Python astray.

    What it writes by the way goes into the folder: elsewhere there may be no place for it, and
    none of it belongs beside the user's files. Where the forms' 宋体 is not installed, a fontconfig
    alias keeps a serif of the same widths in its place; LibreOffice's own choice is a wider
    sans-serif, and forms shrink to fit.
    """
    own = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    own |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    system = os.environ.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    if sys.platform == "linux" and Path(system).is_file():
        fonts = folder / "fonts.conf"
        fonts.write_text(_font_settings(system), encoding="utf-8")
        own["FONTCONFIG_FILE"] = str(fonts)
    return own


def _font_settings(system: str) -> str:
    """Returns settings of fontconfig: the system's own, and what stands in for our fonts."""
    aliases = "".join(
        f'<alias binding="same"><family>{font}</family>'
        f"<prefer>{''.join(f'<family>{other}</family>' for other in others)}</prefer></alias>"
        for font, others in _FONTS.items()
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">{system}</include>{aliases}</fontconfig>'
    )
