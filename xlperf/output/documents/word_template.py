"""Takes from a department's own Word document its styles, page, headers and footers, no more.

Such a document may ask Word or LibreOffice to fetch something: linked pictures, a template or a
database elsewhere, embedded objects, fields that insert a file. Only the parts that
`word_template.toml` names are taken, and nothing in them leads out of the package.
"""

from __future__ import annotations

from collections.abc import Collection
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.part import XmlPart
from docx.oxml.ns import nsmap, qn

from xlperf.errors import XlperfError
from xlperf.filing.toml_data import toml_data
from xlperf.sources.parser_errors import parsing

_TAKEN: dict[str, list[str]] = toml_data(__package__, "word_template.toml")
_RELATION = f"{{{nsmap['r']}}}"
_SHAPES = (qn("w:drawing"), qn("w:pict"), qn("w:object"))


def emptied(own: bytes) -> DocumentObject:
    """Returns the document without its text, and without all that leads out of it.

    Raises `XlperfError` where it is no Word document.
    """
    try:
        with parsing(Path("--template")):
            document = Document(BytesIO(own))
            body = document.element.body
            for child in list(body):
                if child.tag != qn("w:sectPr"):
                    body.remove(child)
            _keep(document.part.package, _TAKEN["package"])
            _keep(document.part, _TAKEN["document"])
            parts = [document.part, *(r.target_part for r in document.part.rels.values())]
            for part in parts[1:]:
                _keep(part, _TAKEN["others"])
            for part in parts:
                if isinstance(part, XmlPart):
                    _cut_off(part)
    except XlperfError as error:
        raise XlperfError("--template 给出的不是 .docx 文件，或已损坏。请换一个文件。") from error
    return document


def _keep(owner: Any, kinds: Collection[str]) -> None:
    """Forget all relationships but those of these kinds to parts of the package itself."""
    for key, relation in list(owner.rels.items()):
        kind = relation.reltype.rpartition("/")[2]
        # A theme that shows pictures is kept unparsed, and would go on naming them.
        is_bare = kind not in ("theme", "fontTable") or not relation.target_part.rels
        if (
            relation.is_external
            or kind not in kinds
            or not is_bare
            or (kind == "image" and relation.target_part.content_type not in _TAKEN["pictures"])
        ):
            del owner.rels[key]


def _cut_off(part: XmlPart) -> None:
    """Remove what names another file, and what is shown through a relationship that is gone."""
    root = part.element
    _unwrap_fields(root)
    for name in _TAKEN["settings"]:
        for setting in list(root.iter(qn(f"w:{name}"))):
            if setting.getparent() is root:
                root.remove(setting)
    for element in list(root.iter()):
        for key in list(element.attrib):
            namespace, _, name = key.rpartition("}")
            if namespace + "}" == _RELATION and element.get(key) not in part.rels:
                _remove(element)
                break
            if name in _TAKEN["attributes"]:
                del element.attrib[key]


def _unwrap_fields(root: Any) -> None:
    """Leave of fields that are not known as harmless only what they showed last."""
    for field in list(root.iter(qn("w:fldSimple"))):
        if not _is_harmless(field.get(qn("w:instr"), "")):
            _unwrap(field)
    begun: list[tuple[list[Any], list[Any]]] = []  # its characters, its instructions
    for mark in list(root.iter(qn("w:fldChar"), qn("w:instrText"))):
        if mark.tag == qn("w:instrText"):
            if begun:
                begun[-1][1].append(mark)
            else:
                mark.getparent().remove(mark)
            continue
        kind = mark.get(qn("w:fldCharType"))
        if kind == "begin":
            begun.append(([], []))
        if begun:
            begun[-1][0].append(mark)
        if kind == "end" and begun:
            marks, instructions = begun.pop()
            if not _is_harmless("".join(each.text or "" for each in instructions)):
                for each in (*marks, *instructions):
                    each.getparent().remove(each)
    for marks, instructions in begun:  # without an end
        for each in (*marks, *instructions):
            each.getparent().remove(each)


def _is_harmless(instruction: str) -> bool:
    words = instruction.split()
    return not words or words[0].upper() in _TAKEN["fields"]


def _unwrap(element: Any) -> None:
    """Put an element's children in its place."""
    parent, at = element.getparent(), element.getparent().index(element)
    for child in reversed(element):
        parent.insert(at, child)
    parent.remove(element)


def _remove(element: Any) -> None:
    """Remove an element, the whole picture around it, or of a link the link alone."""
    if element.tag == qn("w:hyperlink"):
        _unwrap(element)
        return
    while (
        element.tag not in _SHAPES
        and not element.tag.endswith("}svgBlip")  # beside the picture itself
        and any(a.tag in _SHAPES for a in element.iterancestors())
    ):
        element = element.getparent()
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
