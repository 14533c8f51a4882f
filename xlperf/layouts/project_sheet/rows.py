"""Collects the cells and row heights of a project sheet from top to bottom.

The six columns and what every row has in common: the notes and messages at its right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from xlperf.filing.fields import BESIDES
from xlperf.layouts.sheet import Cell, Value
from xlperf.layouts.text_height import LEADING, TALLEST, height
from xlperf.operations.notes import joined

WIDTHS = (98.0, 172.0, 150.0, 161.0, 110.0, 160.0, 90.0)
"""Gives the columns' widths in points; together they fill one screen of 1366 pixels."""
TEXT_WIDTH = sum(WIDTHS[1:4])
"""Gives the width of a text that runs from the second to the fourth column."""
NOTE, CHECK, HINT = 4, 5, 6
"""Give the columns 说明, 校验 and 即时提示."""
FURTHER = dict(zip(BESIDES, (70.0, *[90.0] * 5), strict=True))
"""Maps what an indicator may have besides to the width of its column, right of the others."""

_ALL_WIDTHS = (*WIDTHS, *FURTHER.values())
_ONE_LINE = 20.0

Key = str | int
"""Tells what a message stands beside: a field's name, or the number of an indicator."""


@dataclass(slots=True)
class ProjectRows:
    """Holds where the next row goes, and all that stands above it."""

    notes: Mapping[str, str]
    messages: Mapping[Key, str]
    cells: list[Cell] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    at: dict[str, tuple[int, int]] = field(default_factory=dict)
    row: int = 0
    size: float = 10.0

    def band(self, text: str) -> None:
        """Put a coloured bar above a block.

        Its end in the column 校验 is a cell of its own, unlocked: a check writes the whole column
        at once, which Excel refuses where one of the cells is locked.
        """
        self.cells += [
            Cell(self.row, 0, text, "band", columns=CHECK),
            Cell(self.row, CHECK, None, "band-open"),
        ]
        self.heights[self.row] = 20
        self.row += 1

    def put_wide(self, name: str, label: str, text: str | None) -> None:
        """Put a label with a text as wide as the form; the row is not ended."""
        self.cells += [
            Cell(self.row, 0, label, "label"),
            Cell(self.row, 1, text, "entry-text", columns=3),
        ]
        self.at[name] = (self.row, 1)

    def table_row(
        self,
        texts: tuple[str | None, ...],
        styles: tuple[str, ...],
        further: tuple[Value, ...] = (),
        style: str = "entry",
    ) -> None:
        """Put a row of one text in every column, and in the further ones what they hold.

        Without a height of its own, it grows with what is typed; one with more than a line has one,
        since not every program fits rows to what a file brings.
        """
        besides = zip(further, (style,) * len(further), strict=True)
        cells = [*enumerate(zip(texts, styles, strict=True)), *enumerate(besides, len(WIDTHS))]
        self.cells += [Cell(self.row, index, text, look) for index, (text, look) in cells]
        needed = {
            index: height(text, _ALL_WIDTHS[index], self.size)
            for index, (text, _) in cells
            if isinstance(text, str)
        }
        said = needed.pop(CHECK, 0.0)
        self._fit(max(needed.values(), default=0.0), said)
        self.row += 1

    def _fit(self, typed: float, said: float) -> None:
        """Give the row a height if it needs more than a line; what is typed has one to spare."""
        spare = self.size * LEADING if typed > _ONE_LINE else 0.0
        if (needed := max(typed + spare, said)) > _ONE_LINE:
            self.heights[self.row] = min(needed, TALLEST)

    def said(self, *keys: Key) -> str | None:
        """Returns the different messages beside some fields or indicators, a line each."""
        said = dict.fromkeys(self.messages[key] for key in keys if key in self.messages)
        return "\n".join(said) or None

    def end_row(self, names: tuple[str, ...], needed: float) -> None:
        """Put the note and the messages beside the fields of a row, and set a merged one's height.

        All others grow with what is typed. Messages make no further rows: where a value stands must
        not hang on what is said of it.
        """
        note = joined(self.notes[name] for name in names if name in self.notes)
        said = self.said(*names)
        self.cells += [Cell(self.row, NOTE, note, "note"), Cell(self.row, CHECK, said, "check")]
        if note:
            needed = max(needed, height(note, WIDTHS[NOTE], self.size))
        parts = max(ceil(needed / TALLEST), 1)
        room = min(height(said, WIDTHS[CHECK], self.size), parts * TALLEST) if said else 0.0
        if parts > 1:
            # No row is tall enough: the text runs over several, merged.
            here = [i for i, cell in enumerate(self.cells) if cell.row == self.row]
            for index in here:
                self.cells[index] = self.cells[index]._replace(rows=parts)
        if any(cell.columns * cell.rows > 1 for cell in self.cells if cell.row == self.row):
            whole = max(needed, room)
            self.heights |= {self.row + part: whole / parts for part in range(parts)}
        else:
            self._fit(needed, room)
        self.row += parts
