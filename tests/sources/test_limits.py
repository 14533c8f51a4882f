"""The limits and the sentences are data: whole, and said by somebody."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any

import xlperf
from xlperf.sources.limits import LIMITS, load_limits


def data(name: str) -> dict[str, Any]:
    return tomllib.loads((files("xlperf.sources") / name).read_text("utf-8"))


def test_every_limit_has_a_reason() -> None:
    assert load_limits() == LIMITS
    for name, limit in data("limits.toml").items():
        assert isinstance(limit, dict)
        assert limit["value"] > 0, name
        assert limit["reason"].endswith("。"), name


def test_every_refusal_is_one_sentence_that_names_the_file_and_says_what_to_do() -> None:
    sentences = data("refusals.toml")
    for code, clause in sentences.pop("unread").items():
        assert re.fullmatch("的表[^。]+，没有读入；请[^。]+", clause), code
    for code, sentence in sentences.items():
        assert isinstance(sentence, str)
        assert sentence.startswith("{file}："), code
        assert re.search("请[^。]+。$", sentence), code
        assert {name for _, name, _, _ in Formatter().parse(sentence)} - {None}, code


def test_every_refusal_is_used() -> None:
    folder = Path(xlperf.__file__).parent
    code = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    sentences = data("refusals.toml")
    for name in (*sentences.pop("unread"), *sentences):
        of_any_kind = re.sub("_(workbook|docx|pdf|text)$", "", name)
        assert f'"{name}"' in code or f'"{of_any_kind}"' in code, name
