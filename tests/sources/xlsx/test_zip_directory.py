"""Packages that are damaged, ambiguous or too large, on both sides of each limit."""

import random
import struct
import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

import pytest

from tests.sources.test_open_file import refused, refused_bytes
from tests.sources.xlsx.packages import packed, parts, sheet, workbook
from xlperf.errors import XlperfError
from xlperf.sources.open_file import open_file
from xlperf.sources.xlsx.zip_directory import read_directory, read_part


def contents_of(content: bytes) -> dict[str, bytes]:
    path = Path("a.xlsx")
    found = read_directory(path, content)
    return {name: read_part(path, content, part) for name, part in found.items()}


def added(name: str, content: bytes = b"1") -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile minds names that are there already
        stream = BytesIO(workbook())
        with ZipFile(stream, "a", ZIP_DEFLATED) as package:
            package.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return stream.getvalue()


def test_truncated_anywhere_is_refused(tmp_path: Path) -> None:
    content = workbook()
    for end in range(4, len(content), 7):
        assert refused_bytes(tmp_path, content[:end]) in ("truncated", "damaged")


def test_flipped_bit_is_refused_or_changes_no_part(tmp_path: Path) -> None:
    content = workbook()
    whole = contents_of(content)
    path = tmp_path / "a.xlsx"
    chance = random.Random(1)
    for place in range(0, len(content), 5):
        flipped = bytearray(content)
        flipped[place] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        try:
            data = open_file(path).data
        except XlperfError:
            continue
        assert list(contents_of(data).values()) == list(whole.values())


@pytest.mark.parametrize("at_end", [True, False])
def test_bytes_outside_the_package_are_refused(tmp_path: Path, at_end: bool) -> None:
    content = workbook() + b"PK" if at_end else b"PK\x03\x04" + bytes(40) + workbook()
    assert refused_bytes(tmp_path, content) == "damaged"


def test_second_directory_in_the_comment_is_refused(tmp_path: Path) -> None:
    stream = BytesIO(workbook())
    with ZipFile(stream, "a") as package:
        package.comment = packed({"a": "1"})
    assert refused_bytes(tmp_path, stream.getvalue()) == "damaged"


@pytest.mark.parametrize("name", ["/xl/a.xml", "../a.xml", "xl/../../a", "c:/a", "..\\a", "\\a"])
def test_name_that_leads_out_of_the_package(tmp_path: Path, name: str) -> None:
    assert refused_bytes(tmp_path, added(name)) == "names"


@pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/Workbook.xml", "xl\\workbook.xml"])
def test_part_that_is_there_twice(tmp_path: Path, name: str) -> None:
    assert refused_bytes(tmp_path, added(name)) == "duplicates"


def test_backslashes_of_dot_net_programs_are_read(tmp_path: Path) -> None:
    contents = {name.replace("/", "\\"): text for name, text in parts(sheet("")).items()}
    (tmp_path / "a.xlsx").write_bytes(packed(contents))
    assert open_file(tmp_path / "a.xlsx").kind == "workbook"


def test_part_with_a_password(tmp_path: Path) -> None:
    content = bytearray(workbook())
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refused_bytes(tmp_path, bytes(content)) == "encrypted"


def test_compression_that_excel_does_not_know(tmp_path: Path) -> None:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_LZMA) as package:
        for name, text in parts(sheet("")).items():
            package.writestr(name, text)
    assert refused_bytes(tmp_path, stream.getvalue()) == "damaged"


def declare(content: bytearray, size: int) -> None:
    """Another size for the last part, in both its headers."""
    at = content.rfind(b"PK\x01\x02")
    (local,) = struct.unpack_from("<L", content, at + 42)
    for place in (at + 24, local + 22):
        struct.pack_into("<L", content, place, size)


def test_part_larger_than_declared(tmp_path: Path) -> None:
    content = bytearray(added("xl/a.bin", b"x" * 5000))
    declare(content, 4999)
    assert refused_bytes(tmp_path, bytes(content)) == "damaged"


def test_part_that_inflates_to_gigabytes(tmp_path: Path) -> None:
    stream = BytesIO(workbook())
    with ZipFile(stream, "a", ZIP_DEFLATED) as package, package.open("xl/a.bin", "w") as part:
        for _ in range(40):
            part.write(bytes(1 << 20))
    content = bytearray(stream.getvalue())
    assert len(content) < 50_000
    assert refused_bytes(tmp_path, bytes(content)) == "bomb"
    declare(content, 1000)
    assert refused_bytes(tmp_path, bytes(content)) == "damaged"


def test_each_limit_from_both_sides(tmp_path: Path, limited: Callable[..., None]) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(added("xl/a.bin", bytes(range(256)) * 8))
    found = read_directory(path, path.read_bytes())
    largest = found["xl/a.bin"]
    bounds = {
        "entries": (len(found), "entries"),
        "part_bytes": (largest.size, "bomb"),
        "total_bytes": (sum(part.size for part in found.values()), "bomb"),
    }
    for name, (inside, code) in bounds.items():
        limited(**{name: inside})
        assert open_file(path).kind == "workbook"
        limited(**{name: inside - 1})
        assert refused(path) == code
    limited(ratio_from_bytes=largest.size - 1, ratio=-(-largest.size // largest.packed))
    assert open_file(path).kind == "workbook"
    limited(ratio_from_bytes=largest.size - 1, ratio=largest.size // largest.packed - 1)
    assert refused(path) == "bomb"
    limited(ratio_from_bytes=largest.size, ratio=1)
    assert open_file(path).kind == "workbook"


def test_parser_gets_the_sheets_asked_for_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(added("xl/media/image1.png", b"\x89PNG"))
    source = open_file(path)
    ((sheet_part, name),) = source.sheets.items()
    with ZipFile(BytesIO(source.package(()).read())) as given, ZipFile(path) as whole:
        names = {name for name in whole.namelist() if name.endswith((".xml", ".rels"))}
        assert set(given.namelist()) == names
        assert all(given.read(name) == whole.read(name) for name in names)
    with ZipFile(BytesIO(source.package({name}).read())) as given:
        assert {n.lower() for n in names} - {n.lower() for n in given.namelist()} == {sheet_part}
