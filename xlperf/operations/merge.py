"""Merges several sources into one filing: a project that came twice is one project, or a question.

A department's forms arrive in pieces: the forms in one file, the prose in another, a corrected
form beside the old one. What agrees is put together; what does not is kept, both, and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlperf.filing.fields import NARRATIVE, value_of, with_values
from xlperf.filing.model import Address, Filing, Flaw, Indicator, Project, first_department
from xlperf.filing.shorten import first_few
from xlperf.filing.spelling import without_space
from xlperf.form.edition import Edition, load_edition
from xlperf.operations.change_edition import move
from xlperf.operations.compare import Change, project_changes, values_of
from xlperf.operations.notes import source_notice, with_notice
from xlperf.operations.spare_sheets import passed_by, with_projects

_SHOWN = 3
_PROSE = frozenset(NARRATIVE)


def merged(
    sources: Sequence[tuple[str, Filing]], edition: Edition | None = None
) -> tuple[Filing, list[str]]:
    """Merges the filings of named sources, with a sentence for each thing a reader should know.

    The first year and department count; a statement only where there is one source. All is put into
    the edition asked for, or else into that of the latest year.
    """
    last = max((filing for _, filing in sources), key=lambda f: f.year or 0).edition
    edition = edition or load_edition(last)
    lines: list[str] = []
    projects: list[Project] = []
    origins: list[str] = []
    again: list[str] = []
    moves: list[str] = []
    for name, source in sources:
        filing, found = move(source, edition)
        moves += found
        lines += [f"{name}：{source.told}。"] if source.told else []
        lines += [f"{name}：{what}。" for what in unread(filing.flaws, name)]
        lines += [f"{name}：{sentence}" for sentence in passed_by(filing)]
        for project in filing.projects:
            traced = _traced(project, name)
            same = next((i for i, p in enumerate(projects) if _same_name(p, traced)), None)
            both, changes = (None, []) if same is None else _together(projects[same], traced)
            # Twice in one source, it is there twice (A06); in two, it was handed over twice.
            alike = same is not None and not list(project_changes(projects[same], traced))
            if same is not None and both is not None and not (alike and origins[same] == name):
                projects[same] = both
                again += [str(traced.name)] if alike else []
                continue
            projects.append(traced)
            origins.append(name)
            if same is not None and changes:
                lines.append(
                    _disagreement((projects[same], traced), (origins[same], name), changes, edition)
                )
    if not projects:
        name, source = sources[0]
        with_projects(source, name)
    if again:
        known = "、".join(dict.fromkeys(again[:_SHOWN])) + ("等" if len(again) > _SHOWN else "")
        lines.append(f"有 {len(again)} 个项目在几个来源中完全相同，各只读入一次：{known}。")
    filings = [filing for _, filing in sources]
    editions = {filing.edition for filing in filings}
    if len(editions) > 1:
        names = "、".join(load_edition(one).name for one in sorted(editions))
        lines.append(f"各来源的版式不同（{names}），合并为{edition.name}。")
    lines += dict.fromkeys(moves)  # a form that came twice has moved twice
    return (
        Filing(
            projects=tuple(projects),
            edition=edition.id,
            year=next((f.year for f in filings if f.year is not None), None),
            department=first_department(filings),
            statement=filings[0].statement if len(filings) == 1 else None,
            flaws=tuple(flaw for filing in filings for flaw in filing.flaws),
        ),
        lines,
    )


def not_read(filing: Filing, source: str) -> list[str]:
    """Returns a sentence for all that a source holds and a filing read from it does not."""
    flaws = [flaw for project in filing.projects for flaw in project.flaws]
    flaws = [flaw for flaw in flaws if flaw.rule in ("A10", "A11")]
    said = [f"{filing.told}。"] if filing.told else []
    return [*said, *(f"{clause}。" for clause in unread([*flaws, *filing.flaws], source))]


def unread(flaws: Sequence[Flaw], source: str) -> list[str]:
    """Returns a clause, with its places, for each kind of thing in a source that was not read."""
    places: dict[str, list[str]] = {}
    for flaw in flaws:
        places.setdefault(flaw.text, []).append(_place(source, flaw.at))
    return [f"{first_few(cells, '等 {} ')}处{text}" for text, cells in places.items()]


def _same_name(a: Project, b: Project) -> bool:
    return bool(a.name) and without_space(a.name) == without_space(b.name)


def _together(first: Project, second: Project) -> tuple[Project | None, list[Change]]:
    """Merges two projects that contradict each other nowhere; else lists where they disagree."""
    changes = list(project_changes(first, second))
    conflicts = [c for c in changes if not (c.field in _PROSE and (c.old is None or c.new is None))]
    if conflicts:
        return None, conflicts
    texts = {field: value_of(first, field) or value_of(second, field) for field in NARRATIVE}
    at = {**second.at, **{field: at for field, at in first.at.items() if _stands(first, field)}}
    notes = {**second.notes, **first.notes}
    for field in _PROSE & set(second.notes):
        if not _stands(first, field):  # the project's own notice names the first file only
            notes[field] = with_notice(source_notice(str(at[field])), second.notes[field])
    return replace(with_values(first, texts), at=at, notes=notes), []


def _stands(project: Project, field: str) -> bool:
    return field not in _PROSE or value_of(project, field) is not None


def _disagreement(
    projects: tuple[Project, Project],
    sources: tuple[str, str],
    changes: list[Change],
    edition: Edition,
) -> str:
    told = [
        f"{_what(c, edition)} {_said(c.old, c.old_at)}与 {_said(c.new, c.new_at)}" for c in changes
    ]
    shown = first_few(told, between="；", most=_SHOWN)
    # Sheets of the same name may stand in both files.
    where = f"（{sources[0]} 和 {sources[1]}）" if sources[0] != sources[1] else ""
    return (
        f"项目“{projects[0].name}”有两张表{where}，内容不一致：{shown}。"
        "两张都已读入，请核对后删去一张。"
    )


def _what(change: Change, edition: Edition) -> str:
    if change.indicator is not None:
        return f"指标“{change.indicator}”"
    field = "overall" if change.field == "years" else change.field
    return edition.label(field)


def _said(value: str | None, at: Address | None) -> str:
    text = "（无）" if value is None else value.replace("\n", " ")[:30]
    return f"{text}（{at}）" if at else text


def _traced(project: Project, source: str) -> Project:
    """Returns the project with a notice of its source at every value, in the words of a person."""
    notes = dict(project.notes)
    values = values_of(project)
    for field, at in project.at.items():
        if field != "years" and values.get(field) is not None:
            notes[field] = with_notice(_notice(field, source, at, project), notes.get(field))
    indicators = tuple(_traced_row(row, source, project) for row in project.indicators)
    return replace(project, notes=notes, indicators=indicators)


def _traced_row(row: Indicator, source: str, project: Project) -> Indicator:
    at = row.at.get("target") or row.at.get("level3")
    if at is None:
        return row
    marks = dict.fromkeys(
        project.marks[place] for place in row.at.values() if place in project.marks
    )
    text = "；".join([_place(source, at), *marks])
    return replace(row, note=with_notice(source_notice(text), row.note))


def _notice(field: str, source: str, at: Address, project: Project) -> str:
    """Writes the notice of a field; that of the name says the file, for the whole project."""
    mark = project.marks.get(at)
    place = f"{source} {_place(source, at)}" if field == "name" else _place(source, at)
    return source_notice(place + (f"；{mark}" if mark else ""))


def _place(source: str, at: Address) -> str:
    """Names a value's place within its file: with the sheet, where there are several."""
    return at.cell if at.sheet in ("", source) else str(at)
