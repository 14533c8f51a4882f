"""Cuts plain text into blocks: forms without cells, and prose whose lines a page broke.

Page texts come line by line, or all on one line; a form begins at its title and ends where a
narrative, or the next form, begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from xlperf.filing.fields import NARRATIVE
from xlperf.form.labels import TABLE, fields_of, is_heading, is_narrative_heading, normal
from xlperf.form.numbering import begins_item
from xlperf.form.vocabulary import ems, first_word, joined_lines_mark
from xlperf.grid import PAGE, Block, Line, Unreadable
from xlperf.sources.refusals import clause
from xlperf.sources.text.captions import captions, first_fields, is_of_page
from xlperf.sources.text.double_printed import repeats, said
from xlperf.sources.text.form import flat_form
from xlperf.sources.text.indicators import ends_row, level_words
from xlperf.sources.text.labels import holds_a_row
from xlperf.sources.text.repeated_heads import without_repeated

_PART = re.compile(
    r"(?:第[一二三四五六七八九十]+部分|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|注[:：])\s*\S"
)
_MOST_LINES = 3
_NUMBER = re.compile(r"\d{1,4}")
_BROAD = 30
"""Gives the ems from which text is broken by the page's edge rather than by its writer."""
_LONG = 120
"""A line so long was broken by its writer alone."""
_LOOSE = 2.5
"""Gives the ems by which a broken line may fall short of the widest."""


def plain_blocks(lines: Iterable[Line], name: str) -> Iterator[Block]:
    """Yields a text's forms and paragraphs."""
    pieces = list(without_repeated(list(_whole_headings(list(lines)))))
    widest = max((ems(line.text) for line in pieces if len(line.text) < _LONG), default=0.0)
    form: list[Line] = []
    prose: list[Line] = []
    has_heads = False
    ends = _ends(pieces)
    for index, line in enumerate(pieces):
        begins = "name" in first_fields(line.text) and (not form or has_heads)
        is_row = not form and holds_a_row(line.text)
        if begins or is_row or "title" in fields_of(line.text):
            yield from _paragraphs(_without_number(prose), widest)
            yield from _form(form, name, widest)
            form, prose, has_heads = [line], [], False
        elif form and (index in ends or is_narrative_heading(line.text) or _is_section(line.text)):
            yield from _form(form, name, widest)
            form, prose = [], [line]
        elif not form:
            prose.append(line)
        elif line.text != PAGE:
            form.append(line)
            has_heads = has_heads or _is_head(line)
    yield from _paragraphs(prose, widest)
    yield from _form(form, name, widest)


def _whole_headings(pieces: Sequence[Line]) -> Iterator[Line]:
    """Yields the lines with a narrative's heading that was broken whole again."""
    index = 0
    while index < len(pieces):
        count = _heading_lines([line.text for line in pieces[index : index + _MOST_LINES]])
        whole = "".join(line.text for line in pieces[index : index + count])
        mark = joined_lines_mark(count) if count > 1 else pieces[index].mark
        yield pieces[index]._replace(text=whole, mark=mark)
        index += count


def _heading_lines(texts: Sequence[str]) -> int:
    """Counts the lines that are one heading, the first one needed for it; 1 where they are none."""
    for count in range(2, len(texts) + 1):
        whole = normal("".join(texts[:count]))
        rest = normal("".join(texts[1:count]))
        if is_narrative_heading(whole) and whole.count("(") == whole.count(")"):
            is_needed = not is_narrative_heading(rest) or rest.count("(") != rest.count(")")
            return count if is_needed else 1
    return 1


def _ends(pieces: Sequence[Line]) -> set[int]:
    """Returns the lines that end a form since other prose begins there: headings, long sentences.

    They stand behind the last indicators: no level may come before the next form.
    """
    ends = captions(pieces)
    is_behind = False
    for index in range(len(pieces) - 1, -1, -1):
        text = pieces[index].text
        if "title" in fields_of(text) or "name" in fields_of(text) or index == len(pieces) - 1:
            is_behind = True
        if "指" in text and (_is_head(pieces[index]) or normal(text.split()[0]) in level_words()):
            is_behind = False
        following = pieces[index + 1].text if index + 1 < len(pieces) else PAGE
        above = pieces[index - 1].text if index else ""
        is_other = _PART.match(text) or is_of_page(text) or _is_sentence(text, following, above)
        if is_behind and is_other:
            ends.add(index)
    return ends


def _is_sentence(text: str, following: str, above: str) -> bool:
    """Tells whether a line is prose: a long sentence, one before another, or one behind a form.

    That stands between the target that ends a form and the next form, narrative or page.
    """
    if not text.endswith("。"):
        return False
    is_alone = ends_row(above) and (following == PAGE or is_heading(following))
    return is_alone or ems(text) >= _BROAD or following.endswith("。")


def _is_head(line: Line) -> bool:
    return not set(TABLE).isdisjoint(fields_of(line.text))


def _without_number(prose: list[Line]) -> list[Line]:
    """Returns the prose before a form without the number of its page, which no break sets apart."""
    return prose[:-1] if prose and _NUMBER.fullmatch(prose[-1].text) else prose


def _form(lines: list[Line], name: str, widest: float) -> Iterator[Block]:
    if not lines:
        return
    if any(holds_a_row(line.text) for line in lines):
        yield Unreadable(clause("text_order"), lines[0].at, is_form=True)
    elif (grid := flat_form(lines, name)) is not None:
        yield grid
    else:
        yield from _paragraphs(lines, widest)


def _paragraphs(lines: list[Line], widest: float) -> Iterator[Block]:
    """Yields lines, with those that only ran out of room joined, and no run of them twice."""
    typed = [line for line in lines if line.text != PAGE]
    twice: set[int] = set()
    for start, count in repeats([line.text for line in typed]):
        twice.update(map(id, typed[start : start + count]))
        yield Unreadable(said(count), typed[start].at)
    group: list[Line] = []
    above: list[str] = []
    for line in lines:
        if id(line) in twice:
            continue
        if group and (widest < _BROAD or not _goes_on(above, line.text, widest)):
            yield _joined(group)
            group = []
        group.append(line)
        above.append(line.text)
    if group:
        yield _joined(group)


def _joined(group: list[Line]) -> Line:
    if len(group) == 1:
        return group[0]
    return Line("".join(line.text for line in group), group[0].at, joined_lines_mark(len(group)))


def _goes_on(before: Sequence[str], text: str, widest: float) -> bool:
    """Tells whether a line is the rest of the last of the lines before."""
    above = before[-1]
    if PAGE in (above, text) or is_heading(above) or is_heading(text):
        return False
    if begins_item(before, text):
        return False
    return ems(above) + first_word(text) - 1 >= widest - _LOOSE


def _is_section(text: str) -> bool:
    return not set(NARRATIVE).isdisjoint(fields_of(text))
