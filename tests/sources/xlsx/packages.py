"""Small workbooks written part by part, so that a test shows the fault in its own text."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def cell(address: str, value: str = "1") -> str:
    return f'<c r="{address}"><v>{value}</v></c>'


def sheet(rows: str, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def strings(*items: str) -> str:
    listed = "".join(f"<si><t>{item}</t></si>" for item in items)
    return f'<sst xmlns="{_MAIN}">{listed}</sst>'


def parts(
    *sheets: str, main: str = WORKBOOK, targets: tuple[str, ...] = (), names: tuple[str, ...] = ()
) -> dict[str, str]:
    """The parts of a workbook with these sheets; `targets` and `names` for wrong lists of them."""
    count = range(1, len(targets or sheets) + 1)
    targets = targets or tuple(f"worksheets/sheet{n}.xml" for n in count)
    names = names or tuple(f"表{n}" for n in count)
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(count, names, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="{target}"/>'
        for n, target in zip(count, targets, strict=True)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{links}</Relationships>",
        **{f"xl/worksheets/sheet{n}.xml": text for n, text in enumerate(sheets, 1)},
    }


def packed(contents: Mapping[str, str | bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        for name, content in contents.items():
            package.writestr(name, content)
    return stream.getvalue()


def workbook(*sheets: str) -> bytes:
    return packed(parts(*(sheets or (sheet(f'<row r="1">{cell("A1")}</row>'),))))
