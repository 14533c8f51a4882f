"""What the program is asked about: fixed files, and damaged copies that are the same every time.

The copies are made from files in `bases` that are never made again, so that an answer changes
only when the program does.
"""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random
from typing import NamedTuple
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from tests.answers.facts import Facts
from tests.safety import mutators

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
BASES = Path(__file__).parent / "bases"
COLLECTED = ROOT.parent / "shared"
"""Files of others, which stand beside the checkout where they are at hand."""
FROM_CORPUS = 200
COPIES = {
    BASES / "example.xlsx": 80,
    BASES / "resaved.xlsx": 50,
    BASES / "printed.xlsx": 50,
    BASES / "published.docx": 40,
    BASES / "published.pdf": 20,
    DATA / "songjiang-npc-2022.txt": 40,
    DATA / "wanli-2023-page.txt": 20,
}
"""How many damaged copies there are of each; `resaved` is `example` as openpyxl saves it."""
IN_SAMPLE = 20
"""One copy in so many is in the sample that the suite asks about."""
_KINDS = {
    ".xlsx": mutators.WORKBOOK,
    ".docx": mutators.PACKAGE,
    ".pdf": mutators.ANY,
    ".txt": mutators.TEXT,
}
MISSING = "(only in the undamaged file)"


class Input(NamedTuple):
    """A file, or its damaged copy of that number."""

    name: str
    path: Path
    copy: int | None = None


def inputs(sample: bool = False) -> list[Input]:
    """All inputs that are here; a sample has few copies, no PDF and no files of others."""
    found = [
        Input(f"data/{path.relative_to(DATA).as_posix()}", path)
        for path in sorted(DATA.rglob("*"))
        if path.is_file() and path.suffix != ".toml"  # what tests expect, not what they read
    ]
    if sample:  # which limit ends it depends on how busy the machine is
        found = [one for one in found if one.path.stem != "form-that-draws-itself"]
    for base, count in COPIES.items():
        if sample and base.suffix == ".pdf":
            continue  # a second for each
        found.append(Input(f"copies/{base.name}", base))
        numbers = range(0, count, IN_SAMPLE if sample else 1)
        found += [Input(f"copies/{base.name} {number:03}", base, number) for number in numbers]
    if not sample:
        for folder in ("forms", "hostile"):
            paths = sorted((COLLECTED / "cases" / folder).glob("*"))
            found += [Input(f"cases/{folder}/{path.name}", path) for path in paths]
        corpus = COLLECTED / "corpus"
        names = {path.relative_to(corpus).as_posix(): path for path in corpus.rglob("*.xls?")}
        # In the order of a digest: a mixture, and the same one when files come or go.
        mixed = sorted(names, key=lambda name: sha256(name.encode()).hexdigest())
        found += [Input(f"corpus/{name}", names[name]) for name in sorted(mixed[:FROM_CORPUS])]
    return found


def content(path: Path, copy: int | None) -> tuple[bytes, str]:
    """The bytes of an input, and what was done to them."""
    data = path.read_bytes()
    if copy is None:
        return data, ""
    random = Random(f"{path.name} {copy}")
    mutator = random.choice(_KINDS[path.suffix])
    changed = mutator(data, random)
    if path.suffix in (".xlsx", ".docx") and mutator not in mutators.ANY:
        changed = _uncompressed(changed)
    return changed, mutator.__name__


def base_of(name: str) -> str:
    """The undamaged file of a copy."""
    return name.rpartition(" ")[0]


def relative(facts: Facts, base: Facts) -> Facts:
    """What a copy's answer has that the undamaged file's has not, and what it lacks.

    Nothing is lost: what is not told is as in the undamaged file, where a command answered at all.
    """
    own = {key: value for key, value in facts.items() if base.get(key) != value}
    answered = {place.partition(" ")[0] for place, what in facts if what.startswith("JSON")}
    places = {place for place, _ in facts}
    for place, what in base:
        if (place, what) not in facts and place.partition(" ")[0] in answered:
            own[place, what if place in places else "all of it"] = MISSING
    return own


def _uncompressed(data: bytes) -> bytes:
    """The package without compression, which differs between machines."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as package, ZipFile(out, "w", ZIP_STORED) as stored:
        for name in package.namelist():
            stored.writestr(ZipInfo(name), package.read(name))
    return out.getvalue()
