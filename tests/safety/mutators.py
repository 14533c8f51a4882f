"""Ways to damage a file: each takes its bytes and a random generator, and gives other bytes.

Some damage is a transmission's (bytes flipped, files cut off), most is made inside the parts of a
package that is then closed properly, so that it passes the checksums and reaches the parsers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Mutator = Callable[[bytes, Random], bytes]
Parts = dict[str, bytes]

_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')
_TAG = re.compile(rb"<[^<>]+>")
_CELL = re.compile(rb"<c [^>]*?(?:/>|>.*?</c>)", re.DOTALL)
_ROW = re.compile(rb"<row [^>]*/>|<row .*?</row>", re.DOTALL)
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_ODD = b"|0|-1|1|7|99999|4294967296|1E400|nan|x|A1|\xff".split(b"|")


def flip(data: bytes, random: Random) -> bytes:
    """A few bytes changed anywhere."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8, 64))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut(data: bytes, random: Random) -> bytes:
    """The end missing, or the beginning, or a piece in the middle."""
    a, b = sorted(random.randrange(len(data)) for _ in range(2))
    return random.choice((data[:a], data[a:], data[:a] + data[b:]))


def double(data: bytes, random: Random) -> bytes:
    """A piece twice, or the whole file."""
    a, b = sorted(random.randrange(len(data)) for _ in range(2))
    return random.choice((data[:b] + data[a:], data + data))


def _within(change: Callable[[Parts, Random], None]) -> Mutator:
    """A change of the parts of a package, closed again with right checksums."""

    def mutate(data: bytes, random: Random) -> bytes:
        with ZipFile(BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        change(parts, random)
        out = BytesIO()
        with ZipFile(out, "w", ZIP_DEFLATED) as package:
            for name, content in parts.items():
                package.writestr(ZipInfo(name), content, ZIP_DEFLATED)
        return out.getvalue()

    mutate.__name__ = change.__name__.strip("_")
    return mutate


def _pick(parts: Parts, random: Random, words: str = "") -> str:
    names = [name for name in parts if words in name and parts[name]]
    return random.choice(names or list(parts))


def _replace(parts: Parts, name: str, found: re.Match[bytes], content: bytes) -> None:
    old = parts[name]
    parts[name] = old[: found.start()] + content + old[found.end() :]


def _any(pattern: re.Pattern[bytes], content: bytes, random: Random) -> re.Match[bytes] | None:
    found = list(pattern.finditer(content))
    return random.choice(found) if found else None


def _in_part(parts: Parts, random: Random) -> None:
    name = _pick(parts, random)
    parts[name] = random.choice((flip, cut, double))(parts[name], random)


def _part_removed(parts: Parts, random: Random) -> None:
    del parts[_pick(parts, random)]


def _parts_swapped(parts: Parts, random: Random) -> None:
    one, other = _pick(parts, random), _pick(parts, random, random.choice(("", "sheet")))
    parts[one], parts[other] = parts[other], parts[one]


def _part_emptied(parts: Parts, random: Random) -> None:
    parts[_pick(parts, random)] = random.choice((b"", b"<x/>", b"\0" * 9, b"<?xml version='1.0'?>"))


def _attribute(parts: Parts, random: Random) -> None:
    name = _pick(parts, random)
    found = _any(_ATTRIBUTE, parts[name], random)
    if found:
        value = random.choice((*_ODD, found[2][::-1], found[2] * 9))
        _replace(parts, name, found, random.choice((b"", found[1] + b'="' + value + b'"')))


def _tag(parts: Parts, random: Random) -> None:
    name = _pick(parts, random)
    found = _any(_TAG, parts[name], random)
    if found:
        other = _any(_TAG, parts[name], random) or found
        _replace(parts, name, found, random.choice((b"", found[0] * 2, other[0])))


def _cell(parts: Parts, random: Random) -> None:
    """A cell damaged: its style, its type, its address, its value, or all of it."""
    name = _pick(parts, random, "worksheets/sheet")
    found = _any(_CELL, parts[name], random)
    if not found:
        return
    cell = found[0]
    number = str(random.choice((0, 1, 30, 9999, random.randrange(200)))).encode()
    kind = random.choice((b"s", b"n", b"str", b"b", b"e", b"d", b"inlineStr", b"x"))
    changes = (
        lambda: re.sub(rb' s="\d+"', b' s="' + number + b'"', cell),
        lambda: re.sub(rb' t="\w+"', b' t="' + kind + b'"', cell),
        lambda: re.sub(rb'^<c r="(\w+)"', rb'<c r="\1" t="' + kind + b'"', cell),
        lambda: re.sub(rb"<v>.*?</v>", b"<v>" + random.choice((number, *_ODD)) + b"</v>", cell),
        lambda: re.sub(rb'r="([A-Z]+)\d+"', rb'r="\g<1>' + number + b'"', cell),
        lambda: re.sub(rb'r="[A-Z]+', b'r="' + random.choice((b"A", b"B", b"D", b"XFD")), cell),
        lambda: re.sub(rb' r="\w+"', b"", cell),
        lambda: cell * 2,
        lambda: b"",
        lambda: cell.replace(b"<f>", b"<f>1+").replace(b"SUM", b"MAX"),
        lambda: re.sub(rb"<f>.*?</f>", b"<f/>", cell),
    )
    _replace(parts, name, found, random.choice(changes)())


def _digit(parts: Parts, random: Random) -> None:
    name = _pick(parts, random, "worksheets/sheet")
    found = _any(_VALUE, parts[name], random)
    if found and found[1]:
        value = bytearray(found[1])
        value[random.randrange(len(value))] = random.choice(b"0123456789.eE-")
        _replace(parts, name, found, b"<v>" + bytes(value) + b"</v>")


def _row(parts: Parts, random: Random) -> None:
    name = _pick(parts, random, "worksheets/sheet")
    found = _any(_ROW, parts[name], random)
    if found:
        row = found[0]
        renumbered = re.sub(rb'^<row r="\d+"', b'<row r="%d"' % random.randrange(60), row)
        _replace(parts, name, found, random.choice((b"", row * 2, renumbered)))


def _shared_string(parts: Parts, random: Random) -> None:
    name = _pick(parts, random, "sharedStrings")
    found = _any(re.compile(rb"<si>.*?</si>", re.DOTALL), parts[name], random)
    if found:
        other = _any(re.compile(rb"<si>.*?</si>", re.DOTALL), parts[name], random) or found
        _replace(parts, name, found, random.choice((b"", b"<si/>", found[0] * 2, other[0])))


def _merge(parts: Parts, random: Random) -> None:
    name = _pick(parts, random, "worksheets/sheet")
    top, height = random.randrange(1, 40), random.randrange(4)
    left, right = sorted(random.choices(b"ABCDEFGH", k=2))
    area = b"%c%d:%c%d" % (left, top, right, top + height)
    merges = b'<mergeCells count="1"><mergeCell ref="' + area + b'"/></mergeCells>'
    content = re.sub(rb"<mergeCells.*?</mergeCells>", b"", parts[name], flags=re.DOTALL)
    parts[name] = content.replace(b"</sheetData>", b"</sheetData>" + merges)


def _sheet_list(parts: Parts, random: Random) -> None:
    """A sheet renamed, hidden, listed twice, or no more."""
    name = _pick(parts, random, "xl/workbook.xml")
    found = _any(re.compile(rb"<sheet [^>]*/>"), parts[name], random)
    if found:
        odd = random.choice((b"x", b"", b"'", b"a/b"))
        named = re.sub(rb'name="[^"]*', b'name="' + odd, found[0])
        hidden = found[0].replace(b"<sheet ", b'<sheet state="veryHidden" ')
        _replace(parts, name, found, random.choice((b"", named, hidden, found[0] * 2)))


def _two_sheets_in_one(parts: Parts, random: Random) -> None:
    one, other = (_pick(parts, random, "worksheets/sheet") for _ in range(2))
    rows = b"".join(_ROW.findall(parts[other]))
    place = random.choice((b"</sheetData>", b"<sheetData>"))
    parts[one] = parts[one].replace(place, rows + place if place[1] == 47 else place + rows)


def _formats(parts: Parts, random: Random) -> None:
    name = random.choice(("xl/styles.xml", "xl/workbook.xml"))
    if name in parts:
        content = parts[name].replace(b"<workbookPr", b'<workbookPr date1904="1"')
        parts[name] = re.sub(
            rb'numFmtId="\d+"', b'numFmtId="%d"' % random.choice((14, 9, 49, 999)), content
        )


ANY: tuple[Mutator, ...] = (flip, cut, double)
PACKAGE: tuple[Mutator, ...] = (
    *ANY,
    *map(_within, (_in_part, _in_part, _part_removed, _parts_swapped, _part_emptied)),
    *map(_within, (_attribute, _attribute, _tag, _tag)),
)
WORKBOOK: tuple[Mutator, ...] = (
    *PACKAGE,
    *map(_within, (_cell, _cell, _cell, _cell, _digit, _digit, _row, _row, _shared_string)),
    *map(_within, (_merge, _sheet_list, _two_sheets_in_one, _formats)),
)


def lines(data: bytes, random: Random) -> bytes:
    """Lines lost, doubled, moved, joined or broken."""
    rows = data.decode("utf-8").split("\n")
    at, other = random.randrange(len(rows)), random.randrange(len(rows))
    row = rows[at]
    middle = random.randrange(len(row) + 1)
    odd = random.choice(([], [row, row], [row.strip()], [row[:middle], row[middle:]], ["", row]))
    rows[at : at + random.choice((1, 1, 1, 5, 30))] = random.choice((odd, [rows[other]]))
    return "\n".join(rows).encode("utf-8")


def characters(data: bytes, random: Random) -> bytes:
    """A digit, a sign or a label's character changed, or its encoding."""
    text = list(data.decode("utf-8"))
    for _ in range(random.choice((1, 1, 3, 20))):
        text[random.randrange(len(text))] = random.choice("0123456789.,%≥=-\t\n（）元万年０９")
    return "".join(text).encode(random.choice(("utf-8", "utf-8", "gb18030", "utf-16")), "replace")


TEXT: tuple[Mutator, ...] = (*ANY, lines, lines, lines, characters, characters, characters)
