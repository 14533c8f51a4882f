"""Which wheels a machine with Windows needs, whatever machine is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.bundle.wheels import WINDOWS, wheel
from xlperf.bundle.windows_requirements import read_wheel, resolve
from xlperf.errors import XlperfError


def index(folder):
    """Downloads from a folder as pip does from an index: the newest that fits."""
    there = [read_wheel(path) for path in folder.glob("*.whl")]

    def download(requirements):
        for wanted in requirements:
            name = canonicalize_name(wanted.name)
            fitting = [w for w in there if w.name == name and w.version in wanted.specifier]
            yield max(fitting, key=lambda found: found.version).path

    return download


def resolved(tmp_path: Path, *needs: str, python: str = "3.11") -> set[str]:
    own = wheel(tmp_path / "own", "own", "1.0", needs)
    found = resolve(own, python, index(tmp_path))
    return {f"{each.name} {each.version}" for each in found} - {"own 1.0"}


def test_markers_are_those_of_windows_at_any_depth(tmp_path: Path) -> None:
    wheel(tmp_path, "first", needs=[f"on-windows; {WINDOWS}", 'linux-only; sys_platform=="linux"'])
    wheel(tmp_path, "on-windows", needs=['deeper; os_name == "nt" and python_version < "3.12"'])
    wheel(tmp_path, "deeper")
    assert resolved(tmp_path, "first") == {"first 1.0", "on-windows 1.0", "deeper 1.0"}
    assert resolved(tmp_path, "first", python="3.12") == {"first 1.0", "on-windows 1.0"}


def test_an_extra_brings_what_it_asks_for_and_no_other_does(tmp_path: Path) -> None:
    wheel(tmp_path, "frames", needs=['fast; extra == "quick"', 'slow; extra == "old"'])
    wheel(tmp_path, "fast")
    assert resolved(tmp_path, "frames[quick]>=1") == {"frames 1.0", "fast 1.0"}


def test_the_newest_gives_way_to_one_that_all_allow(tmp_path: Path) -> None:
    wheel(tmp_path, "core", "1.5")
    wheel(tmp_path, "core", "2.0", needs=["only-of-two"])
    wheel(tmp_path, "only-of-two")
    wheel(tmp_path, "shell", needs=["core==1.5"])
    assert resolved(tmp_path, "core>=1", "shell") == {"core 1.5", "shell 1.0"}


def test_packages_that_require_each_other_come_to_an_end(tmp_path: Path) -> None:
    wheel(tmp_path, "one", needs=["Two"])
    wheel(tmp_path, "two", needs=["one"])
    assert resolved(tmp_path, "one") == {"one 1.0", "two 1.0"}


def test_demands_without_an_end_are_refused_by_name(tmp_path: Path) -> None:
    wheel(tmp_path, "one", "1.0", needs=["two==2.0"])
    wheel(tmp_path, "two", "1.0", needs=["one==1.0"])
    wheel(tmp_path, "two", "2.0", needs=["one==2.0"])
    wheel(tmp_path, "one", "2.0", needs=["two==1.0"])
    with pytest.raises(XlperfError) as error:
        resolved(tmp_path, "one", "two")
    assert error.value.code == "wheels_conflict"
