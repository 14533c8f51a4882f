"""The VBA as Excel's compiler would read it: what LibreOffice, which runs it here, lets pass."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from xlperf.output import macros

HERE = Path(__file__).parent
WORDS = {
    kind: set(words.split())
    for kind, words in tomllib.loads((HERE / "vba_words.toml").read_text("utf-8")).items()
}
LAXER: list[dict[str, str]] = tomllib.loads((HERE / "laxer_than_vba.toml").read_text("utf-8"))[
    "laxer"
]
BOTH = [
    (name, text, in_addin)
    for in_addin in (True, False)
    for name, text in macros.modules(in_addin=in_addin).items()
]
TEXTS = pytest.mark.parametrize(
    "text", [text for _, text, _ in BOTH], ids=[f"{name}-{kind}" for name, _, kind in BOTH]
)
PROCEDURE = re.compile(
    r"^(?:Public |Private )?(?:Sub|Function) (\w+)\((.*?)\)(?: As \w+)?$"
    r"(.*?)^End (?:Sub|Function)$",
    re.MULTILINE | re.DOTALL,
)
DECLARED = re.compile(
    r"\b(?:ByVal |ByRef |ParamArray |WithEvents )*([A-Za-z]\w*)(?:\(\))?(?: As \w+)?(?:,|$)"
)


def code(text: str) -> str:
    """A module without texts, comments and continuations, its lines as the compiler counts them."""
    lines = []
    for line in text.replace(" _\n", " ").splitlines():
        bare = re.sub(r'"(?:[^"]|"")*"', '""', line)
        lines.append(bare.split("'", 1)[0].rstrip())
    return "\n".join(lines)


def declared(part: str) -> set[str]:
    return set(DECLARED.findall(part))


def outside(text: str) -> set[str]:
    """The names that a module makes known: its procedures, declarations, constants, variables."""
    bare = code(text)
    names = set(re.findall(r"\b(?:Sub|Function) (\w+)", bare))
    names |= set(re.findall(r"\bConst (\w+)", bare))
    names |= set(re.findall(r"^(?:Private|Public) (?:WithEvents )?(\w+) As ", bare, re.MULTILINE))
    return names


KNOWN = {name for _, text, _ in BOTH for name in outside(text)}


@pytest.mark.parametrize("entry", LAXER, ids=[entry["what"].split(":")[0] for entry in LAXER])
def test_all_that_libreoffice_lets_pass_is_looked_at_elsewhere(entry: dict[str, str]) -> None:
    manual = (HERE / "MANUAL.md").read_text("utf-8")
    tests = "\n".join(path.read_text("utf-8") for path in HERE.glob("test_*.py"))
    stand_in = entry["stand_in"]
    assert f"def {stand_in}(" in tests if stand_in.startswith("test_") else stand_in in manual


@TEXTS
def test_every_module_asks_for_declarations(text: str) -> None:
    first = next(line for line in code(text).splitlines() if line and "Attribute" not in line)
    assert first == "Option Explicit"


@TEXTS
def test_every_name_in_the_vba_is_declared_or_excels(text: str) -> None:
    bare = code(text)
    known = KNOWN | set().union(*WORDS.values())
    unknown = set()
    for _, parameters, body in PROCEDURE.findall(bare):
        own = declared(parameters)
        for line in re.findall(r"^ *Dim (.*)$", body, re.MULTILINE):
            own |= declared(line)
        own |= set(re.findall(r"^(\w+):$", body, re.MULTILINE))
        used = re.findall(r"(?<![.\w&])([A-Za-z_]\w*)(?!\w)(?! *:=)", body)
        unknown |= {name for name in used if name not in known | own}
    assert unknown == set()


@TEXTS
def test_every_local_variable_is_used(text: str) -> None:
    for name, _, body in PROCEDURE.findall(code(text)):
        for line in re.findall(r"^ *Dim (.*)$", body, re.MULTILINE):
            for variable in declared(line):
                assert len(re.findall(rf"\b{variable}\b", body)) > 1, (name, variable)


@TEXTS
def test_every_declaration_is_for_both_bitnesses(text: str) -> None:
    for line in code(text).splitlines():
        if " Declare " in f" {line}":
            assert " PtrSafe " in line
            # A handle or a pointer: what LoadLibraryW returns, and every argument by StrPtr.
            if '"kernel32"' in text and "LoadLibraryW" in line:
                assert line.endswith("As LongPtr")
            assert not re.search(r"(?:Path|Window|Body|Title) As Long\b", line)


@TEXTS
def test_every_type_is_known_to_excels_references(text: str) -> None:
    bare = re.sub(r"Open .*? For Input As #\w+", "", code(text))
    assert set(re.findall(r"\bAs (\w+)", bare)) <= WORDS["types"]


@TEXTS
def test_arguments_are_passed_by_value_but_where_excel_asks(text: str) -> None:
    for name, parameters, _ in PROCEDURE.findall(code(text)):
        for parameter in filter(None, parameters.split(", ")):
            asked = (
                "control",
                "Ribbon",
                "Cancel",
                "ByRef returnedVal",
                "ByRef Result",
                "ParamArray",
            )
            by_value = parameter.startswith(("ByVal ", *asked))
            assert by_value or name.startswith("XLPERF_"), (name, parameter)


@TEXTS
def test_no_macro_uses_what_differs_by_machine(text: str) -> None:
    used = set(re.findall(r"\b[A-Za-z]\w*\b", code(text)))
    assert used & {"Dir", "Shell", "ChDir", "CurDir", "SendKeys", "Kill", "CreateObject"} == set()


@TEXTS
def test_no_module_changes_how_vba_counts_or_compares(text: str) -> None:
    assert re.findall(r"^Option .*$", code(text), re.MULTILINE) == ["Option Explicit"]


@TEXTS
def test_the_vba_keeps_within_the_editors_limits(text: str) -> None:
    run = 0
    for line in text.splitlines():
        assert len(line) <= 1023
        run = run + 1 if line.endswith(" _") else 0
        assert run <= 24
    assert max(map(len, re.findall(r"\w+", code(text)))) <= 255
    for whole in re.findall(r"^(?:Public |Private )?(?:Sub|Function) .*?^End ", text, re.M | re.S):
        assert len(whole) < 64_000


@TEXTS
def test_every_block_is_closed(text: str) -> None:
    """LibreOffice finds an open block only when it compiles the module that it is in."""
    bare = code(text)
    for opening, closing in (
        (r"^ *If .* Then$|^#If ", r"^ *End If$|^#End If"),
        (r"^ *For ", r"^ *Next\b"),
        (r"^ *Do ", r"^ *Loop$"),
        (r"^ *Select Case", r"^ *End Select$"),
    ):
        found = [len(re.findall(part, bare, re.MULTILINE)) for part in (opening, closing)]
        assert found[0] == found[1], opening


@TEXTS
def test_every_handler_is_in_its_procedure(text: str) -> None:
    for name, _, body in PROCEDURE.findall(code(text)):
        labels = set(re.findall(r"^(\w+):$", body, re.MULTILINE))
        wanted = set(re.findall(r"\b(?:GoTo|Resume) ((?!Next\b)[A-Za-z]\w*)", body))
        assert wanted <= labels, name


def test_every_macro_survives_a_lost_ribbon() -> None:
    """Nothing holds the ribbon but one variable, and only where it is asked whether it is there."""
    text = code(macros.modules(in_addin=True)["XlperfRibbon"])
    uses = [line.strip() for line in text.splitlines() if "TheRibbon" in line]
    assert uses == [
        "Private TheRibbon As Object",
        "Set TheRibbon = Ribbon",
        "If Not TheRibbon Is Nothing Then TheRibbon.Invalidate",
    ]


def test_every_message_that_the_vba_says_is_written() -> None:
    said: set[Any] = set(tomllib.loads(macros.source("messages.toml")))
    text = "\n".join(text for _, text, _ in BOTH)
    asked = set(re.findall(r'\bMessage\("(\w+)"\)', text))
    assert asked <= said
    made = {name for name in said if name.endswith(("_files", "_name")) or "output_" in name}
    assert said - asked - made == {"title"} - asked
