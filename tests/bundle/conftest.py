"""A bundle made once, of tiny wheels and a stand-in for Python."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.bundle.stand_in import embeddable
from tests.bundle.wheels import all_required
from tests.commands import run


@pytest.fixture(scope="session")
def offline(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The settings by which pip finds the tiny wheels and nothing else."""
    folder = all_required(tmp_path_factory.mktemp("index"))
    settings = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)}
    return settings | {"PIP_CONFIG_FILE": os.devnull}


@pytest.fixture(scope="session")
def python_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return embeddable(tmp_path_factory.mktemp("zhang-san") / "python-3.11.9-embed-amd64.zip")


@pytest.fixture(scope="session")
def bundle(
    offline: dict[str, str], python_zip: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("li-si") / "绩效目标"
    done = run("bundle", "--python", python_zip, "-o", out, **offline)
    assert (done.returncode, done.stdout) == (0, "")
    return out
