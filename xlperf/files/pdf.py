"""A closed workbook to PDF, through LibreOffice where it is installed.

Every run has a profile of its own: two runs on one profile end with exit code 0 and no file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from xlperf.errors import XlperfError
from xlperf.files.write import scratch

_SECONDS = 300
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
"""The fonts of our forms, with those that stand in for them, best first."""


def find_libreoffice() -> Path | None:
    """LibreOffice's command: from the path, or where its installer usually puts it."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    usual = (path for path in _USUAL.get(sys.platform, ()) if Path(path).is_file())
    found = found or next(usual, None)
    return Path(found) if found else None


def to_pdf(content: bytes, suffix: str = ".xlsx") -> bytes:
    """The PDF of a document; raises `XlperfError` where LibreOffice is missing or fails."""
    office = find_libreoffice()
    if office is None:
        raise XlperfError(
            "生成 PDF 需要 LibreOffice，本机没有找到。请从 libreoffice.org 安装后再试，"
            "或先输出 .xlsx，再用 Excel 另存为 PDF。"
        )
    with scratch() as path:
        folder = str(path)
        source = Path(folder, f"forms{suffix}")
        source.write_bytes(content)
        command = [
            str(office),
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--headless", "--norestore", "--convert-to", "pdf", "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            subprocess.run(
                command,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                env=_environment(folder),
            )
        except subprocess.TimeoutExpired as error:
            raise XlperfError(
                f"LibreOffice 转换 PDF 超过 {_SECONDS} 秒，已停止。请减少项目数后再试。"
            ) from error
        made = source.with_suffix(".pdf")
        if not made.is_file():
            raise XlperfError(
                "LibreOffice 没有生成 PDF。请先输出 .xlsx，用 Excel 或 WPS 打开后另存为 PDF。"
            )
        return made.read_bytes()


def _environment(folder: str) -> dict[str, str]:
    """Our environment, without what would lead LibreOffice's own Python astray.

    Where the forms' 宋体 is not installed, a fontconfig alias keeps a serif of the same widths
    in its place; LibreOffice's own choice is a wider sans-serif, and forms shrink to fit.
    """
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    system = os.environ.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    if sys.platform == "linux" and Path(system).is_file():
        fonts = Path(folder, "fonts.conf")
        fonts.write_text(_font_settings(system), encoding="utf-8")
        environment["FONTCONFIG_FILE"] = str(fonts)
    return environment


def _font_settings(system: str) -> str:
    """Settings of fontconfig: the system's own, and what stands in for our fonts."""
    aliases = "".join(
        f'<alias binding="same"><family>{font}</family>'
        f"<prefer>{''.join(f'<family>{other}</family>' for other in others)}</prefer></alias>"
        for font, others in _FONTS.items()
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">{system}</include>{aliases}</fontconfig>'
    )
