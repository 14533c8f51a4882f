"""Packages of whole parts."""

import random
import time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from xlperf.output.zipped import zipped
from xlperf.sources.xlsx.zip_directory import read_directory, read_part

PARTS = {"xl/数据.xml": b"<a/>" * 50_000, "a.bin": bytes(range(256)) * 9, "empty": b""}
PARTS["random"] = random.Random(1).randbytes(2**20)


def test_package_holds_the_given_parts_and_is_read_as_one() -> None:
    content = zipped(PARTS)
    with ZipFile(BytesIO(content)) as package:
        assert package.testzip() is None
        assert {name: package.read(name) for name in package.namelist()} == PARTS
    path = Path("a.xlsx")
    found = read_directory(path, content)
    read = {name: read_part(path, content, part) for name, part in found.items()}
    assert read == {name.lower(): data for name, data in PARTS.items()}


def test_the_same_parts_make_the_same_package_later(monkeypatch: pytest.MonkeyPatch) -> None:
    first = zipped(PARTS)
    monkeypatch.setattr(time, "time", lambda: 2e9)
    assert zipped(PARTS) == first


def test_compressed_package_is_smaller() -> None:
    assert len(zipped({"a": b"abc" * 50_000})) < 1000
