"""LibreOffice that is installed and does not work: one sentence, and nothing of it goes on."""

import os
import select
from pathlib import Path

import pytest

from xlperf.errors import XlperfError
from xlperf.output.documents import pdf
from xlperf.output.documents.pdf import installed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="programs as shell scripts")


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, program: str, mode: int = 0o755) -> None:
    office = folder / "soffice"
    office.write_text(program, "utf-8")
    office.chmod(mode)
    monkeypatch.setattr(pdf, "find_libreoffice", lambda: office)


def refused() -> XlperfError:
    with pytest.raises(XlperfError) as error:
        pdf.to_pdf(b"no workbook, nobody opens it")
    sentence = str(error.value)
    assert sentence.startswith("LibreOffice：")
    assert "\n" not in sentence
    return error.value


@pytest.mark.parametrize(
    ("program", "code", "why"),
    [
        ("#!/bin/sh\nexit 77\n", "office_broken", "77"),
        ("#!/bin/sh\nkill -6 $$\n", "office_broken", "-6"),
        ("#!/no/such/shell\n", "office_broken", "No such file"),
        ("#!/bin/sh\nexit 0\n", "office_nothing", ""),
    ],
)
def test_libreoffice_that_does_not_start_is_said_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, code: str, why: str
) -> None:
    install(tmp_path, monkeypatch, program)
    error = refused()
    assert error.code == code
    assert why in str(error)


@pytest.mark.parametrize("end", [0.25, KeyboardInterrupt])
def test_what_libreoffice_started_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: float | type[BaseException]
) -> None:
    """As `soffice` starts `soffice.bin`: the child holds a pipe open as long as it lives."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    install(tmp_path, monkeypatch, f"#!/bin/sh\n(echo here; exec sleep 600) >'{pipe}' &\nwait\n")
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    def wait(self: object, seconds: float | None = None) -> int:
        if seconds is None:
            return plain(self)
        assert select.select([reading], [], [], 60)[0]
        assert os.read(reading, 5) == b"here\n"
        if isinstance(end, float):
            return plain(self, end)
        raise end

    plain = pdf.subprocess.Popen.wait
    monkeypatch.setattr(pdf.subprocess.Popen, "wait", wait)
    if isinstance(end, float):
        assert refused().code == "office_slow"
    else:
        with pytest.raises(end):
            pdf.to_pdf(b"")
    assert select.select([reading], [], [], 60)[0], "the child goes on"
    assert os.read(reading, 1) == b""
    os.close(reading)


def test_a_program_in_the_current_folder_is_not_the_installed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there"
    there.mkdir()
    for folder in (tmp_path, there):
        (folder / "soffice").touch(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f".{os.pathsep}{there}")
    assert installed("soffice", "libreoffice") is None
    monkeypatch.setenv("PATH", str(there))
    assert installed("soffice", "libreoffice") == there / "soffice"


def test_what_libreoffice_writes_by_the_way_is_gone_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(
        tmp_path, monkeypatch, '#!/bin/sh\ntouch here\necho $TMPDIR >"$0.told"; pwd >>"$0.told"\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", "/dev/null")
    assert refused().code == "office_nothing"
    told, where = (tmp_path / "soffice.told").read_text("utf-8").split()
    assert told == where
    assert not Path(told).exists()
    assert {path.name for path in tmp_path.iterdir()} == {"soffice", "soffice.told"}
