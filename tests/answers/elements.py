"""XML as facts: an element as one short line, or everything in it by its path.

Numbers are written one way, whatever program wrote them: 296.0 and 296 are the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

_DECIMAL = re.compile(r"-?\d+\.\d+([eE][-+]?\d+)?")


def tag(element: Element) -> str:
    return _local(element.tag)


def plain(text: str) -> str:
    """A number to fifteen digits, as Excel holds it; any other text as it is."""
    return f"{float(text):.15g}" if _DECIMAL.fullmatch(text) else text


def attributes(element: Element, leave: tuple[str, ...] = ()) -> dict[str, str]:
    """The attributes without namespaces, sorted; `leave` names those that say nothing."""
    found = {_local(key): plain(value) for key, value in element.attrib.items()}
    return {k: found[k] for k in sorted(found) if k not in leave and not k.startswith("rsid")}


def compact(element: Element, leave: tuple[str, ...] = ()) -> str:
    """The element in one line: `font(b, sz=10, name=宋体)`."""
    own = attributes(element, leave)
    text = _text(element)
    children = [compact(child, leave) for child in element if tag(child) not in leave]
    if own.keys() <= {"val"} and not children:
        value = own.get("val", plain(text))
        return f"{tag(element)}={value}" if value else tag(element)
    inside = [f"{key}={value}" for key, value in own.items()] + children + [text] * bool(text)
    return f"{tag(element)}({', '.join(inside)})"


def flat(element: Element, path: str = "") -> Iterator[tuple[str, str]]:
    """Every attribute and text in the element with its path; children of one name are counted."""
    own, text = attributes(element), _text(element)
    for key, value in own.items():
        yield f"{path} {key}".strip(), value
    if text or not (own or len(element)):
        yield path, plain(text) or "yes"
    counted, seen = Counter(map(tag, element)), Counter[str]()
    for child in element:
        seen[tag(child)] += 1
        number = f" {seen[tag(child)]}" if counted[tag(child)] > 1 else ""
        yield from flat(child, f"{path} {tag(child)}{number}".strip())


def _text(element: Element) -> str:
    """The text, but for white space that only sets the elements within it apart."""
    return element.text if element.text and element.text.strip() else ""


def _local(name: str) -> str:
    return name.rpartition("}")[2]
