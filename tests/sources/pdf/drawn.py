"""A form as a PDF, every rule and every line of text drawn where a test wants it.

Other programs have habits that LibreOffice has not; a test draws them by their operators. The
font is not embedded and its codes are those of Unicode, so that no font file is needed.
"""

import zlib

EDGES = (54, 95, 148, 211, 309, 375, 421, 468, 541)
HEIGHT, ROW, SIZE = 842, 26, 8


def width(text):
    return sum(0.5 if ord(char) < 0x250 else 1 for char in text)


def put(text, x, y, size=SIZE, turn="1 0 0 1"):
    """The operators that write a line, `y` its baseline down from the top of the page."""
    code = "".join(f"{ord(char):04X}" for char in text)
    return f"BT /F {size} Tf {turn} {x:.2f} {HEIGHT - y:.2f} Tm <{code}> Tj ET"


def form(cells, top=40, rows=None, write=put, rules=True):
    """The operators that draw the rows of a form (first and last, from 1) that `cells_of` gives.

    A cell that begins above the first row is drawn as the empty rest of a merged one.
    """
    first, last = rows or (1, max(cell[2] for cell in cells))
    made = []
    for row, column, bottom, right, text in cells:
        if bottom < first or row > last:
            continue
        y0, y1 = (top + (edge - first) * ROW for edge in (max(row, first), min(bottom, last) + 1))
        x0, x1 = EDGES[column - 1], EDGES[right]
        if rules:
            made.append(f"0.5 w {x0} {HEIGHT - y1} {x1 - x0} {y1 - y0} re S")
        lines = wrapped(text or "", x1 - x0 - 4) if row >= first else []
        y = (y0 + y1 - len(lines) * SIZE * 1.2) / 2
        for index, line in enumerate(lines):
            x = (x0 + x1 - width(line) * SIZE) / 2
            made.append(write(line, x, y + (index * 1.2 + 0.9) * SIZE))
    return made


def wrapped(text, room):
    """The lines of a text in a cell of a width."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for char in paragraph:
            if line and width(line + char) * SIZE > room:
                lines.append(line)
                line = ""
            line += char
        lines.append(line)
    return lines


def pdf(*pages, shown=None):
    """A document of these pages, each a list of operators.

    `shown` maps a character to the text that the document says it stands for.
    """
    objects = []

    def add(content):
        objects.append(content if isinstance(content, bytes) else content.encode())
        return len(objects)

    def stream(content):
        packed = zlib.compress("\n".join(content).encode())
        head = f"<</Length {len(packed)} /Filter /FlateDecode>>\nstream\n"
        return head.encode() + packed + b"\nendstream"

    spaces = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(256)]
    marks = [f"<{ord(a):04X}> <{ord(b):04X}>" for a, b in (shown or {}).items()]
    unicode = add(stream([
        "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange",
        *(f"64 beginbfrange {' '.join(spaces[at:at + 64])} endbfrange" for at in range(0, 256, 64)),
        f"{len(marks)} beginbfchar {' '.join(marks)} endbfchar" if marks else "",
        "endcmap",
    ]))  # fmt: skip
    look = add(
        "<</Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -141 1000 859]"
        " /Ascent 859 /Descent -141 /ItalicAngle 0 /CapHeight 700 /StemV 80>>"
    )
    glyphs = add(
        "<</Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /DW 1000 /W [0 591 500]"
        f" /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>>"
        f" /FontDescriptor {look} 0 R>>"
    )
    font = add(
        "<</Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H"
        f" /DescendantFonts [{glyphs} 0 R] /ToUnicode {unicode} 0 R>>"
    )
    tree = len(objects) + 2 * len(pages) + 1
    kids = []
    for page in pages:
        content = add(stream(page))
        kids.append(add(
            f"<</Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 {HEIGHT}]"
            f" /Resources <</Font <</F {font} 0 R>>>> /Contents {content} 0 R>>"
        ))  # fmt: skip
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    add(f"<</Type /Pages /Kids [{listed}] /Count {len(kids)}>>")
    root = add(f"<</Type /Catalog /Pages {tree} 0 R>>")
    return _file(objects, root)


def _file(objects, root):
    made, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        made
        + (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
            f"trailer <</Size {len(objects) + 1} /Root {root} 0 R>>\nstartxref\n{len(made)}\n%%EOF"
        ).encode()
    )
