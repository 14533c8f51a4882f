"""Collects the sections of a project's narrative line by line, with each one's place."""

from __future__ import annotations

from dataclasses import replace

from xlperf.filing.fields import NARRATIVE
from xlperf.filing.model import Address, Flaw, Narrative, Project
from xlperf.form.labels import normal
from xlperf.form.values import text_of
from xlperf.form.vocabulary import OVER
from xlperf.grid import Line

_FORMLESS = "有{name}项目经费情况说明，没有它的填报表（申报表），没有读入"
_BY_ORDER = "标题为“{name}”的项目经费情况说明，按先后归入本项目，请核对"


class Sections:
    """Collects the sections of one narrative; `name` is the project its heading names, if any."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.sections: dict[str, list[str]] = {}
        self.at: dict[str, Address] = {}
        self.marks: dict[Address, str] = {}
        self.current: str | None = None
        self.over = False

    def open(self, section: str, at: Address) -> None:
        """Begins a section, or goes on with it."""
        self.current, self.over = section, False
        self.sections.setdefault(section, [])
        self.at.setdefault(section, at)

    def add(self, line: Line) -> None:
        """Adds a line to the current section; before the first section a line is dropped."""
        if self.current is not None:
            texts = self.sections[self.current]
            if not texts:
                self.at[self.current] = line.at
            texts.append(line.text)
            mark = OVER if self.over else line.mark
            self.over = False
            if mark:
                self.marks[self.at[self.current]] = mark

    def end_page(self, is_full: bool) -> None:
        """Ends the last section at a page break, unless it filled the page and so may go on."""
        if self.current == NARRATIVE[-1] and any(self.sections[self.current]):
            self.over = is_full
            if not is_full:
                self.current = None

    def give_to(self, project: Project) -> Project:
        """Returns the project with these sections, marked where their heading names another."""
        first = next(iter(self.at.values()), None)
        known = [normal(text) for text in (project.name, project.unit, project.department) if text]
        is_others = self.name and not any(text in self.name or self.name in text for text in known)
        if first and is_others:
            judged = [self.marks.get(first), _BY_ORDER.format(name=self.name)]
            self.marks[first] = "，".join(filter(None, judged))
        texts = (text_of("\n".join(self.sections.get(name, ()))) for name in NARRATIVE)
        return replace(
            project,
            narrative=Narrative(*texts),
            at={**project.at, **self.at},
            marks={**project.marks, **self.marks},
        )

    def formless(self) -> Flaw | None:
        """Returns the flaw of sections for which no form was found; None for empty ones."""
        first = next(iter(self.at.values()), None)
        if first is None or not any(map(any, self.sections.values())):
            return None
        name = self.name and f"“{self.name}”的"
        return Flaw("", "name", first, _FORMLESS.format(name=name))
