"""Reads a publication, as lines and grids in their order, into its statement, narratives and forms.

A project's narrative stands before its form; `read_project` reads the form's grid.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from itertools import islice

from xlperf.filing.fields import NARRATIVE
from xlperf.filing.model import Filing, Flaw, Statement, first_department
from xlperf.form.detect_edition import edition_of, title_year, year_above, year_in, year_of
from xlperf.form.edition import Edition
from xlperf.form.find_labels import LabelPositions, find_labels
from xlperf.form.labels import fields_of, narrative_heading, normal
from xlperf.form.other_forms import is_block_label
from xlperf.form.table_rows import top_of_heads
from xlperf.form.tell_edition import tell_edition
from xlperf.form.tell_forms import is_form, names_indicators
from xlperf.form.values import text_at, text_of
from xlperf.form.vocabulary import unwrapped
from xlperf.grid import PAGE, Block, Grid, Line, Unreadable
from xlperf.reading.narrative import Sections
from xlperf.reading.published_forms.dates_in_one_cell import with_dates
from xlperf.reading.published_forms.join_forms import goes_on, is_piece, rejoined
from xlperf.reading.published_forms.label_and_value_in_one_cell import parted
from xlperf.reading.published_forms.other_stages import (
    STAGE,
    other_stage,
    stage_in_heads,
    stage_in_title,
)
from xlperf.reading.published_forms.project_lists import ProjectList, forms_and_lists
from xlperf.reading.published_forms.read_forms import Form, forms_of, read_forms
from xlperf.reading.published_forms.split_forms import is_repeated_title, joined
from xlperf.reading.published_forms.undecided_forms import why_no_form, why_not_read
from xlperf.reading.statement import statement_in, statement_over
from xlperf.reading.values_beside_labels import value_cell

_ABOVE = 4
"""Limits the lines before a form that may say its amounts' unit, or that the statement may span."""
_FEWEST_LEVELS = 3
"""Sets the number of second levels that make a table that of a form."""
_ALONE = "有表名“{title}”，没有读到表的内容"


class _Reader:
    """Collects what was met so far, block by block."""

    def __init__(self, are_styled: bool) -> None:
        self.are_styled = are_styled
        self.narratives: list[Sections] = []
        self.forms: list[Form] = []
        self.lists: list[ProjectList] = []
        self.flaws: list[Flaw] = []
        self.statement: Statement | None = None
        self.year: int | None = None
        self.labels: list[str] = []
        self.title: Line | None = None
        self.heading: Line | None = None
        self.piece: tuple[Grid, LabelPositions] | None = None
        self.above: deque[Line] = deque(maxlen=_ABOVE)
        self.prose: deque[Line] = deque(maxlen=_ABOVE)

    def line(self, line: Line, following: Iterable[Block]) -> None:
        self.above.append(line)
        if line.text == PAGE:
            if self.narratives:
                self.narratives[-1].end_page(line.goes_on)
            return
        fields = fields_of(line.text)
        is_section = bool(fields) and fields[0] in NARRATIVE
        if self.are_styled and line.is_styled is False and "title" not in fields:
            self._text(line)
            return
        if self.heading is not None:
            # A sentence may end like a heading that names its project; a section tells.
            if is_section:
                self.end_form()
                self.narratives.append(Sections(narrative_heading(self.heading.text) or ""))
            else:
                self._plain(self.heading)
            self.heading = None
        if name := narrative_heading(line.text):
            self.heading = line
        elif name is not None:
            self.end_form()
            self.narratives.append(Sections())
        elif is_section:
            self._open(fields[0], line)
        elif "title" in fields and is_repeated_title(line.text):
            return  # the form above goes on below it
        elif "title" in fields and not self._is_within(following):
            self.end_form()
            self.title = line
            self.labels.append(line.text)
            self.year = self.year or title_year(line.text)
        else:
            self._text(line)

    def _is_within(self, following: Iterable[Block]) -> bool:
        """Tells whether the narrative goes on behind a line that reads like a form's title."""
        if not self.narratives or self.narratives[-1].current is None:
            return False
        for block in following:
            if isinstance(block, Grid):
                # In our documents the title stands in the form.
                return self.are_styled and "title" in find_labels(block).labels
            if not isinstance(block, Line):
                return False
            if self.are_styled and block.is_styled is False:
                continue
            if narrative_heading(block.text) is not None:
                return False
            section = fields_of(block.text)[:1]
            if section and section[0] in NARRATIVE:
                return section[0] not in self.narratives[-1].sections
        return False

    def _text(self, line: Line) -> None:
        """Takes a line that is no heading, as far as its text tells."""
        if self.heading is not None:
            self.narratives.append(Sections(narrative_heading(self.heading.text) or ""))
            self.heading = None
        if self.title and (year := year_in(line.text)):
            self.year = self.year or year
        else:
            self._plain(line)

    def _plain(self, line: Line) -> None:
        if self.statement is None:
            self.prose.append(line)
            self.statement = statement_over(self.prose)
        if self.narratives and self.title is None:
            self.narratives[-1].add(line)

    def _open(self, section: str, line: Line) -> None:
        if not self.narratives or section in self.narratives[-1].sections:
            self.narratives.append(Sections())
        self.narratives[-1].open(section, line.at)

    def grid(self, grid: Grid) -> None:
        if self.heading is not None:
            self._plain(self.heading)
            self.heading = None
        self.statement = self.statement or statement_in(grid)
        grid = self._with_name(grid)
        places = find_labels(grid)
        if (stage := self._other_stage(grid, places)) is not None:
            self._pass_over(grid, stage)
            return
        if self.piece and goes_on(*self.piece, grid, places):
            grid = rejoined(*self.piece, grid, places)
            places, self.piece = find_labels(grid), None
        fewest = 1 if self.forms else _FEWEST_LEVELS  # a form may go on with a few levels
        if not is_form(places) and self.forms and goes_on(*self.forms[-1][:2], grid, places):
            form = self.forms.pop()
            whole = rejoined(form.grid, form.places, grid, places)
            self.forms.append(form._replace(grid=whole, places=find_labels(whole)))
        elif is_form(places):
            self._begin()
            self.year = self.year or year_of(grid) or year_above(self._texts_above())
            header = places.header or 0
            heads = range(top_of_heads(grid.rows, header), header + 1)
            values = [grid.value(*cell) for cell in places.labels.values()]
            values += [value for row in heads for value in grid.rows[row]]
            self.labels += filter(None, map(text_of, values))
            narrative = self._narrative_of(grid, places)
            self.forms.append(Form(grid, places, narrative, tuple(self._texts_above())))
        elif self.title or is_piece(places) or names_indicators(grid, places, fewest):
            self._begin()
            self.piece = (grid, places)
        self.above.clear()

    def take_list(self, listed: ProjectList) -> None:
        """Takes a list of projects; what stands above it in its grid counts as lines above."""
        stage = stage_in_title(listed.above, self._texts_above())
        if stage is not None or (stage := stage_in_heads(listed.heads)) is not None:
            self._pass_over(listed.above, stage)
            return
        self._begin()
        self.year = self.year or year_of(listed.above) or year_above(self._texts_above())
        self.labels += listed.heads
        self.flaws += listed.flaws
        self.forms += forms_of(listed, self._texts_above(), len(self.lists))
        self.lists.append(listed)
        self.above.clear()

    def _texts_above(self) -> list[str]:
        return [line.text for line in self.above]

    def _with_name(self, grid: Grid) -> Grid:
        """Returns a table with the line naming its indicators' period as its first row."""
        line = next((line for line in self.above if is_block_label(line.text)), None)
        if line is None:
            return grid
        return joined(Grid(grid.name, [[line.text]], locate=lambda *_: line.at), grid)

    def _other_stage(self, grid: Grid, places: LabelPositions) -> str | None:
        """Names the stage that a form or part of one is of; None for targets."""
        if is_form(places) or is_piece(places) or names_indicators(grid, places, _FEWEST_LEVELS):
            return other_stage(grid, self._texts_above())
        return stage_in_title(grid, self._texts_above()) if places.labels else None

    def _pass_over(self, grid: Grid, stage: str) -> None:
        """Adds a flaw for a form of another stage; what it says of the year's end is no target."""
        self._begin()
        self.flaws.append(Flaw("A11", "title", grid.address(0, 0), STAGE.format(name=stage)))
        self.above.clear()

    def _begin(self) -> None:
        """Takes the title above for what begins here, and ends what came before."""
        self.title = None
        self.end_form()

    def unread(self, what: Unreadable) -> None:
        if what.is_form and self.title is not None and self.title.text not in self._texts_above():
            self.end_form()
        self.flaws.append(Flaw("", "title", what.at, what.text))
        if what.is_form:
            self.title = None
            del self.narratives[-1:]

    def end_form(self) -> None:
        """Adds a flaw for what looked like a form and was never made whole."""
        if self.piece is not None:
            self.flaws.append(why_not_read(*self.piece) or why_no_form(*self.piece))
        if self.title is not None:
            text = _ALONE.format(title=self.title.text.strip())
            self.flaws.append(Flaw("", "title", self.title.at, text))
        self.piece = self.title = None

    def _narrative_of(self, grid: Grid, places: LabelPositions) -> Sections | None:
        """Takes the narrative naming the form's project, else the last one, which then says so."""
        name = ""
        if "name" in places.labels:
            spans = {(top, left): (bottom, right) for top, left, bottom, right in grid.spans}
            name = normal(text_at(grid, value_cell(grid, places, "name", spans)))
        named = [n for n in self.narratives if n.name and n.name == name]
        found = named[-1] if named else (self.narratives[-1] if self.narratives else None)
        if found:
            self.narratives.remove(found)
        return found


def read_publication(blocks: Iterable[Block], edition: Edition | None = None) -> Filing:
    """Reads the filing that a document publishes.

    Without an edition it is told by the forms' labels and year. A document without any form
    gives a filing without projects; what looked like one is among its flaws.
    """
    blocks = list(blocks)
    reader = _Reader(_are_styled(blocks))
    for number, block in enumerate(blocks, start=1):
        for part in forms_and_lists(block):
            if isinstance(part, ProjectList):
                reader.take_list(part)
            elif isinstance(part, Grid):
                reader.grid(with_dates(parted(unwrapped(part))))
            elif isinstance(part, Line):
                reader.line(part, islice(blocks, number, None))
            else:
                reader.unread(part)
    reader.end_form()
    reader.flaws += [flaw for sections in reader.narratives if (flaw := sections.formless())]
    is_dated = any(form.of is None and form.places.is_ours for form in reader.forms)
    told = tell_edition(reader.labels, is_dated) if reader.forms and edition is None else None
    edition = edition or (told.edition if told else edition_of(reader.labels, reader.year))
    read = read_forms(reader.forms, edition)
    return Filing(
        projects=read.projects,
        edition=edition.id,
        year=reader.year,
        department=first_department(read.projects),
        statement=reader.statement,
        summary=read.sums,
        flaws=(*reader.flaws, *read.flaws),
        told=told.sentence if told else None,
    )


def _are_styled(blocks: Iterable[Block]) -> bool:
    """Tells whether all narratives' headings and sections are styled as such, as in our documents.

    Any other line that reads like one is then part of the text.
    """
    styled = [block.text for block in blocks if isinstance(block, Line) and block.is_styled]
    counts = Counter(field for text in styled for field in fields_of(text)[:1])
    headings = sum(narrative_heading(text) is not None for text in styled)
    return headings > 0 and all(counts[section] == headings for section in NARRATIVE)
