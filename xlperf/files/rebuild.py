"""A clean workbook from a battered one: every entry kept, and what cannot be kept named.

What was kept is not assumed but read back: the new workbook's texts are compared with the old
one's, sheet by sheet.
"""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from xlperf.editions import Edition, edition_ids, load_edition
from xlperf.errors import XlperfError
from xlperf.files.door import Source, open_source
from xlperf.files.library import library_in
from xlperf.files.save import check_target, save_filing
from xlperf.files.workbook import read_grids, read_workbook
from xlperf.files.write import write_bytes
from xlperf.model import Filing
from xlperf.move import move
from xlperf.reading.grid import Grid
from xlperf.reading.labels import fields_of
from xlperf.reading.places import find_places
from xlperf.reading.values import amount_of, date_of, text_of
from xlperf.rules.check import check_filings
from xlperf.sheets.workbook import draw_filing
from xlperf.template import template

_PARTS = {
    "xl/media/": "图片",
    "xl/charts/": "图表",
    "xl/comments": "批注",
    "xl/threadedComments/": "批注",
    "xl/vbaProject": "宏",
    "xl/pivotTables/": "数据透视表",
    "xl/externalLinks/": "外部链接",
    "xl/embeddings/": "嵌入对象",
    "_xmlsignatures/": "数字签名",
}
_SHOWN = 5


def rebuild_workbook(book: Path, out: Path, edition: Edition | None = None) -> list[str]:
    """Write a new workbook with every entry of the old; returns sentences on what was left.

    With an edition, the filing moves to it; what has no place or is missing there is said too.
    """
    check_target(out, (book,), ".xlsx", ".xlsm")
    source = open_source(book)
    if source.kind != "workbook":
        raise XlperfError(f"{source.name}：不是 Excel 工作簿。请用 xlperf import 读入这种文件。")
    filing = read_workbook(source)
    filing, moved = move(filing, edition or load_edition(filing.edition))
    findings = check_filings([filing])[0]
    stream = BytesIO()
    library = library_in(source)
    draw_filing(filing, load_edition(filing.edition), findings, stream, library=library)
    content = stream.getvalue()
    lost = [*moved, *_retyped(filing), *_lost(source, content)]
    if out.suffix.lower() == ".xlsm":
        save_filing(filing, findings, out, (book,), library)
    else:
        write_bytes(out, content)
    indicators = sum(len(project.indicators) for project in filing.projects)
    done = f"已重建 {out}：{len(filing.projects)} 个项目，{indicators} 条指标。"
    return [done, *lost]


def _retyped(filing: Filing) -> list[str]:
    """The targets that were no texts, and are now: what they showed need not be what was meant."""
    cells = [
        f"{indicator.at['target']}“{indicator.swallowed}”"
        for project in filing.projects
        for indicator in project.indicators
        if indicator.swallowed is not None
    ]
    if not cells:
        return []
    listed = _listed(cells)
    return [f"原为数字、日期或公式的指标值已写成文本，请逐一核对：{listed}。"]


def _listed(cells: list[str]) -> str:
    more = f"等 {len(cells)} 处" if len(cells) > _SHOWN else ""
    return "、".join(cells[:_SHOWN]) + more


def _lost(source: Source, content: bytes) -> list[str]:
    """One sentence for each kind of thing the new workbook does not hold."""
    lost = []
    before, after = _parts(source.data), _parts(content)
    # The new workbook has charts of its own.
    parts = dict.fromkeys(word for start, word in _PARTS.items() if before[start] > after[start])
    if parts:
        lost.append(f"未带入新工作簿：{'、'.join(parts)}。原文件没有改动，需要时请从中复制。")
    old = list(read_grids(source))
    new = list(read_grids(Source(source.path, "workbook", content)))
    ours = set(template()["sheets"].values())
    others = [g.name for g in old if g.name not in ours and not _is_project(g) and _texts(g)]
    if others:
        listed = "、".join(f"“{name}”" for name in others)
        lost.append(f"未带入新工作簿的工作表：{listed}。原文件没有改动，需要时请从中复制。")
    kept: Counter[str] = Counter()
    for grid in new:
        kept.update(_texts(grid).values())
    cells = []
    for grid in old:
        if _is_project(grid):
            for cell, text in _texts(grid).items():
                if kept[text] <= 0 and not _is_editions_own(text):
                    cells.append(f"{grid.name}!{cell}“{text[:20]}”")
    if cells:
        lost.append(f"未带入新工作簿的单元格：{_listed(cells)}。它们不在表样的栏目中，请手工处理。")
    return lost


def _is_editions_own(text: str) -> bool:
    """Whether another edition would spell a text differently: a label, or the edition's id."""
    return bool(fields_of(text)) or text in edition_ids()


def _parts(content: bytes) -> Counter[str]:
    """How many parts a package has of each kind that a new workbook may lack."""
    with ZipFile(BytesIO(content)) as package:
        names = package.namelist()
    return Counter(start for start in _PARTS for name in names if name.startswith(start))


def _is_project(grid: Grid) -> bool:
    from xlperf.reading.form import is_form

    return is_form(find_places(grid))


def _texts(grid: Grid) -> dict[str, str]:
    """Every cell's content in one spelling, but for what is ours: 校验, the links, the status."""
    places = find_places(grid)
    check = places.check
    top = places.labels["year"][0] if check is not None and "year" in places.labels else -1
    texts = {}
    for row, cells in enumerate(grid.rows):
        for column, value in enumerate(cells):
            if column == check or (row <= top and check is not None and column < check):
                continue
            text = text_of(value)
            if text is None:
                continue
            amount, day = amount_of(value), date_of(value)
            if amount is not None:
                text = f"{amount.normalize():f}"
            elif day is not None:
                text = day.isoformat()
            texts[grid.address(row, column).cell] = text.strip()
    return texts
