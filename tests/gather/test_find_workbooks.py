"""What is found below a folder: every workbook, and a word on whatever else lies there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from xlperf.errors import XlperfError
from xlperf.gather.find_workbooks import Book, Skipped, discover
from xlperf.gather.read_batch import read_book

on_posix = pytest.mark.skipif(os.name != "posix", reason="links and permissions as on Linux")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "one.xlsx").write_bytes(b"PK")
    return folder


@on_posix
def test_links_to_folders_are_listed_and_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "two.xlsx").write_bytes(b"PK")
    (folder / "linked").symlink_to(outside)
    (folder / "circle").symlink_to(folder)
    found = discover([folder])
    assert [book.name for book in found.books] == ["one.xlsx"]
    assert [skipped.book for skipped in found.skipped] == ["circle", "linked"]
    assert {skipped.reason for skipped in found.skipped} == {"文件夹的链接，其中的文件没有读"}


@on_posix
def test_a_link_that_leads_to_itself_is_a_file_that_cannot_be_read(folder: Path) -> None:
    (folder / "loop.xlsx").symlink_to("loop.xlsx")
    book = discover([folder]).books[0]
    assert book.name == "loop.xlsx"
    assert read_book(book).problem is not None


@on_posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may open any folder")
def test_a_folder_that_cannot_be_opened_is_read_as_what_it_is(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir()
    (closed / "two.xlsx").write_bytes(b"PK")
    for mode in (0o000, 0o400):
        closed.chmod(mode)
        try:
            book = discover([folder]).books[0]
            said = read_book(book).problem or ""
        finally:
            closed.chmod(0o700)
        assert book.name == ("closed" if mode == 0 else "closed/two.xlsx")
        assert said.startswith(f"{book.name}：")
        assert "权限" in said


@on_posix
def test_a_folder_too_deep_to_be_opened_is_not_passed_over(folder: Path) -> None:
    name, deep = "n" * 200, os.open(folder, os.O_RDONLY)
    try:
        for _ in range(25):  # beyond the longest path that the system takes
            os.mkdir(name, dir_fd=deep)
            below = os.open(name, os.O_RDONLY, dir_fd=deep)
            os.close(deep)
            deep = below
    finally:
        os.close(deep)
    lost = [book for book in discover([folder]).books if book.name != "one.xlsx"]
    assert len(lost) == 1
    assert "读取失败" in (read_book(lost[0]).problem or "")


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux")
def test_names_that_are_no_utf8_are_told_apart_and_readable(folder: Path) -> None:
    names = ("一中.xlsx", b"\xd2\xbb\xd6\xd0.xlsx", b"\xff.xlsx", b"\xfe.xlsx")  # the second in GBK
    for name in names:
        (folder / os.fsdecode(name)).write_bytes(b"PK")
    found = [book.name for book in discover([folder]).books]
    assert sorted(found) == ["one.xlsx", "一中.xlsx", "一中.xlsx（2）", "�.xlsx", "�.xlsx（2）"]


@pytest.mark.parametrize("name", ["none", "n" * 300, "a\0b"])
def test_a_source_that_cannot_be_there_is_one_sentence(name: str, folder: Path) -> None:
    with pytest.raises(XlperfError, match="不存在"):
        discover([folder / name])


def test_every_file_but_what_this_run_writes_is_read_or_listed(folder: Path) -> None:
    for name in ("~$one.xlsx", ".~lock.one.xlsx#", "说明.docx", "all.xlsx"):
        (folder / name).write_bytes(b"PK")
    found = discover([folder], [folder / "all.xlsx"])
    assert found.books == (Book("one.xlsx", folder / "one.xlsx"),)
    assert {skipped.book for skipped in found.skipped} == {
        *("~$one.xlsx", ".~lock.one.xlsx#", "说明.docx"),
    }
    assert Skipped("说明.docx", "不是工作簿") in found.skipped
