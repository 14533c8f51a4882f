"""The bundle as a whole: what is in it, what is not, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from importlib.metadata import Distribution, distributions
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.bundle.stand_in import PATHS, X86, embeddable, program
from tests.commands import run
from xlperf.bundle.windows_requirements import windows

SITE = Path("python", "Lib", "site-packages")
OWN_NAMES = {"安装.cmd", "检查.cmd", "卸载.cmd", "校验.cmd", "打印.cmd", "安装说明.txt"}
HASHES = {"SHA256SUMS.txt", "SHA256SUMS-origins.txt"}


def installed(bundle: Path) -> dict[str, Distribution]:
    found = distributions(path=[str(bundle / SITE)])
    return {canonicalize_name(each.metadata["Name"]): each for each in found}


def lacking(there: dict[str, Distribution], python: str) -> set[str]:
    """What the packages that are there require on Windows, and is not there or does not fit."""
    wrong = set()
    extras: dict[str, set[str]] = {name: {""} for name in there}
    for _ in range(9):  # extras of extras
        for name, each in there.items():
            for text in each.requires or ():
                need = Requirement(text)
                other = canonicalize_name(need.name)
                asked = ({**windows(python), "extra": extra} for extra in extras[name])
                if need.marker and not any(map(need.marker.evaluate, asked)):
                    continue
                if other not in there or not need.specifier.contains(there[other].version):
                    wrong.add(f"{name}: {text}")
                else:
                    extras[other] |= need.extras
    return wrong


def dlls_where_the_launcher_looks(there: dict[str, Distribution]) -> list[Path]:
    """As xlperf.excel_addin.install.settings finds them, by the record of xlwings."""
    named = [f for f in there["xlwings"].files or () if re.fullmatch(r"xlwings.*\.dll", f.name)]
    return [Path(str(each.locate())).resolve() for each in named]


def test_all_that_windows_requires_is_in_it(bundle: Path) -> None:
    there = installed(bundle)
    assert lacking(there, "3.11") == set()
    assert {"xlperf", "pywin32", "colorama", "xlwings", "typing-for-polars"} <= there.keys()
    assert not {"psutil", "not-asked-for"} & there.keys()
    dlls = dlls_where_the_launcher_looks(there)
    assert [path.is_file() for path in dlls] == [True, True]
    assert {path.parent for path in dlls} == {(bundle / "python").resolve()}


def test_python_lies_beside_the_batch_files_with_its_site_open(bundle: Path) -> None:
    assert {path.name for path in bundle.iterdir()} == {"python", *OWN_NAMES, *HASHES}
    assert (bundle / "python" / "pythonw.exe").is_file()
    paths = (bundle / "python" / "python311._pth").read_bytes()
    assert paths == PATHS.replace(b"#import site", b"import site")
    assert (bundle / SITE / "pywin32.pth").is_file()
    assert not list(bundle.rglob("*.pyc"))
    assert not [p for p in bundle.rglob("*") if p.name in ("direct_url.json", "INSTALLER")]


def test_the_program_in_it_is_whole(bundle: Path) -> None:
    """What is installed there runs from there: it finds its data and the add-in's sources."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import xlperf;"
        "from xlperf.output import macros;"
        "from xlperf.bundle.texts import batch_files; from importlib.metadata import version;"
        "assert xlperf.__file__.startswith(sys.argv[1]); macros.source('ribbon.xml');"
        "assert len(batch_files()) == 5; assert version('xlperf') == xlperf.__version__"
    )
    command = [sys.executable, "-B", "-I", "-c", script, str(bundle / SITE)]
    assert subprocess.run(command, check=False).returncode == 0


def test_settings_are_absolute_and_follow_the_folder(bundle: Path, tmp_path: Path) -> None:
    """As `addin install` finds them when the bundle's Python runs it, before and after a move."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); sys.executable = sys.argv[2]; import json;"
        "from xlperf.excel_addin.install.settings import settings; print(json.dumps(settings()))"
    )
    folder = tmp_path / "绩效 目标"
    for name in ("xlperf", "xlperf-*.dist-info", "xlwings-*.dist-info"):
        for path in (bundle / SITE).glob(name):  # the other wheels are empty
            shutil.copytree(path, folder / SITE / path.name)
    for path in (bundle / "python").glob("*.*"):
        shutil.copy(path, folder / "python")
    digests = set()
    for place in (folder, tmp_path / "搬到 & 别处"):
        folder = folder.rename(place) if place != folder else folder
        python = place / "python"
        command = [sys.executable, "-B", "-I", "-c", script, place / SITE, python / "python.exe"]
        found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        assert found["INTERPRETER"] == str(python / "pythonw.exe")
        for bits in ("32", "64"):
            assert found[f"LIBRARY{bits}"] == str(python / f"xlwings{bits}-0.37.dll")
        assert Path(found["LIBRARY64"]).is_file()
        digests.add(found["PACKAGE"])
    assert len(digests) == 2


def test_hashes_name_every_file_and_all_that_went_in(bundle: Path, python_zip: Path) -> None:
    listed = {
        name: digest
        for digest, name in (
            line.split(" *") for line in (bundle / "SHA256SUMS.txt").read_text("utf-8").splitlines()
        )
    }
    there = {p.relative_to(bundle).as_posix() for p in bundle.rglob("*") if p.is_file()}
    assert listed.keys() == there - {"SHA256SUMS.txt"}
    for name, digest in listed.items():
        assert sha256((bundle / name).read_bytes()).hexdigest() == digest
    origins = (bundle / "SHA256SUMS-origins.txt").read_text("utf-8")
    assert f"{sha256(python_zip.read_bytes()).hexdigest()} *{python_zip.name}\n" in origins
    assert re.search(r"\*xlperf-[\d.]+-py3-none-any\.whl", origins)


def test_records_of_packages_name_their_files_as_windows_has_them(bundle: Path) -> None:
    for name, each in installed(bundle).items():
        text = each.read_text("RECORD")
        assert text is not None
        listed = [line.split(",")[0] for line in text.splitlines()]
        assert all((bundle / SITE / entry).is_file() for entry in listed), name
        assert not [entry for entry in listed if "\\" in entry or entry.startswith("/")]


def test_nothing_in_it_names_the_machine_that_made_it(bundle: Path, python_zip: Path) -> None:
    private = (bundle.parent, python_zip.parent, Path(sys.prefix), Path.home(), Path(__file__))
    for path in bundle.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            # Tests of ours are not in it, so no path of this checkout has a reason to be.
            assert not [name for name in private if str(name).encode() in content], path


def test_a_zip_holds_the_same_and_is_the_same_again(
    bundle: Path, offline: dict[str, str], python_zip: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "一.zip", tmp_path / "二.zip"
    for out in (first, second):
        assert run("bundle", "--python", python_zip, "-o", out, **offline).returncode == 0
    assert first.read_bytes() == second.read_bytes()
    elsewhere = tmp_path / "别处 的 & 文件夹"
    with ZipFile(first) as package:
        package.extractall(elsewhere)
    for path in bundle.rglob("*"):
        if path.is_file():
            assert (elsewhere / path.relative_to(bundle)).read_bytes() == path.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {first.name, second.name, elsewhere.name}


def test_wheels_alone_are_what_pip_installs_from(offline: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "组件"
    done = run("bundle", "--wheels", "--python-version", "3.11", "-o", out, **offline)
    assert done.returncode == 0
    assert {path.name for path in out.iterdir()} == {"wheels", "安装说明.txt", "SHA256SUMS.txt"}
    names = {path.name.split("-")[0] for path in (out / "wheels").iterdir()}
    assert {"xlperf", "pywin32", "colorama"} <= names
    page = (out / "安装说明.txt").read_text("utf-8-sig")
    assert "py -3.11 -m pip install --no-index --find-links wheels xlperf" in page
    own = next((out / "wheels").glob("xlperf-*.whl"))
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps", str(own)]
    command += ["--target", str(tmp_path / "target")]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    assert (tmp_path / "target" / "xlperf" / "macros" / "ribbon.xml").is_file()


@pytest.mark.parametrize(
    ("words", "changes", "said"),
    [
        (["--python", "none.zip"], {}, "找不到这个文件"),
        (["--python", "py.zip"], {"python311._pth": None}, "嵌入版 Python"),
        (["--python", "py.zip"], {"python.exe": None}, "嵌入版 Python"),
        (["--python", "py.zip"], {"python.exe": program(X86)}, "64 位"),
        (["--python", "py.zip"], {"python.exe": b"MZ"}, "64 位"),
        (["--python", "py.zip"], {"python311._pth": None, "python310._pth": PATHS}, "3.10"),
        (["--python", "text.zip"], {}, "嵌入版 Python"),
        (["--wheels", "--python-version", "3.10"], {}, "3.10"),
        (["--wheels", "--python-version", "three"], {}, "three"),
        (["--wheels", "--python", "py.zip"], {}, "--wheels"),
        (["--python", "py.zip", "--python-version", "3.11"], {}, "--wheels"),
        ([], {}, "--python"),
        (["--python", "py.zip"], {}, "pip"),
    ],
)
@pytest.mark.parametrize("out", ["out", "out.zip"])
def test_what_cannot_be_made_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, words: list[str], changes: dict[str, bytes | None], said: str, out: str
) -> None:
    embeddable(tmp_path / "py.zip", changes)
    (tmp_path / "text.zip").write_text("no zip")
    before = sorted(tmp_path.iterdir())
    nowhere = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": "/dev/null"}
    done = run("bundle", *words, "-o", out, cwd=tmp_path, **nowhere)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_a_damaged_or_locked_zip_is_refused(python_zip: Path, tmp_path: Path) -> None:
    whole = python_zip.read_bytes()
    own = tmp_path / "python.zip"
    with ZipFile(python_zip) as package:
        entry = package.getinfo("python311._pth")
    data = entry.header_offset + 30 + len(entry.filename)
    central = whole.index(b"PK\x01\x02") + 8  # the flags: 1 is a password
    for place, byte in ((data, 0), (central, 1), (len(whole) - 22, 0)):
        own.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
        done = run("bundle", "--python", own, "-o", tmp_path / "out")
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert "嵌入版 Python" in done.stderr
    own.write_bytes(whole[: len(whole) // 2])
    assert run("bundle", "--python", own, "-o", tmp_path / "out").returncode == 2


def test_no_pip_of_the_current_folder_is_run(
    offline: dict[str, str], python_zip: Path, tmp_path: Path
) -> None:
    (tmp_path / "pip.py").write_text("open('was-run', 'w')")
    done = run("bundle", "--python", python_zip, "-o", "out", cwd=tmp_path, **offline)
    assert (done.returncode, (tmp_path / "was-run").exists()) == (0, False)


def test_only_an_empty_folder_is_taken(
    offline: dict[str, str], python_zip: Path, tmp_path: Path
) -> None:
    taken, empty, file = tmp_path / "taken", tmp_path / "empty", tmp_path / "file"
    taken.mkdir()
    empty.mkdir()
    (taken / "mine.txt").write_text("mine")
    file.write_text("mine")
    for out in (taken, file, tmp_path / "none" / "below"):
        done = run("bundle", "--python", python_zip, "-o", out, **offline)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert [path.name for path in taken.iterdir()] == ["mine.txt"]
    assert file.read_text() == "mine"
    assert run("bundle", "--python", python_zip, "-o", empty, **offline).returncode == 0
    assert (empty / "安装.cmd").is_file()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".xlperf")]


def test_a_zip_that_is_replaced_is_kept_and_the_given_one_is_not_overwritten(
    offline: dict[str, str], python_zip: Path, tmp_path: Path
) -> None:
    out = tmp_path / "bundle.zip"
    out.write_text("last year's")
    done = run("bundle", "--python", python_zip, "-o", out, **offline)
    assert done.returncode == 0
    assert [p.read_text() for p in (tmp_path / "备份（xlperf）").iterdir()] == ["last year's"]
    own = Path(shutil.copy(python_zip, tmp_path / "python.zip"))
    done = run("bundle", "--python", own, "-o", own, **offline)
    assert (done.returncode, own.read_bytes()) == (2, python_zip.read_bytes())


@pytest.mark.long
def test_a_bundle_of_the_real_packages_is_complete(python_zip: Path, tmp_path: Path) -> None:
    probe = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(tmp_path / "p")]
    if subprocess.run([*probe, "colorama"], check=False, capture_output=True).returncode:
        pytest.skip("pip has no index on this machine")
    out = tmp_path / "绩效 目标"
    done = run("bundle", "--python", python_zip, "-o", out)
    assert done.returncode == 0, done.stderr
    there = installed(out)
    assert lacking(there, "3.11") == set()
    assert {"xlperf", "pywin32", "polars-runtime-32"} <= there.keys()
    dlls = dlls_where_the_launcher_looks(there)
    assert [path.is_file() for path in dlls] == [True, True]
    assert (out / SITE / "pywin32.pth").is_file()
    assert not list(out.rglob("*.so"))
