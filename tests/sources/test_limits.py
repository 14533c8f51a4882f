"""The limits and the sentences are data: whole, and said by somebody."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from string import Formatter

import xlperf


def data(name: str) -> dict[str, object]:
    return tomllib.loads((files("xlperf.sources") / name).read_text("utf-8"))


def test_every_limit_has_a_reason() -> None:
    for name, limit in data("limits.toml").items():
        assert isinstance(limit, dict)
        assert limit["value"] > 0, name
        assert limit["reason"].endswith("。"), name


def test_every_refusal_is_one_sentence_that_names_the_file_and_says_what_to_do() -> None:
    for code, sentence in data("refusals.toml").items():
        assert isinstance(sentence, str)
        if "{file}" not in sentence:  # behind the place of a part of the file
            assert re.search("请[^。]+$", sentence), code
            continue
        assert sentence.startswith("{file}："), code
        assert re.search("请[^。]+。$", sentence), code
        assert {name for _, name, _, _ in Formatter().parse(sentence)} - {None}, code


def test_every_refusal_is_used() -> None:
    folder = Path(xlperf.__file__).parent
    code = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    for name in data("refusals.toml"):
        of_any_kind = re.sub("_(workbook|docx|pdf|text)$", "", name)
        assert f'"{name}"' in code or f'"{of_any_kind}"' in code, name
