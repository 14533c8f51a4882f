"""Tells what of a page lies in sight: within its visible box, and what its drawing is cut to.

A spreadsheet writes a long text of a cell on every page that the cell is on, each time whole, and
cuts off what has its place on another page; who takes all that is written has those lines twice.
"""

from __future__ import annotations

from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.utils import apply_matrix_pt

from xlperf.sources.pdf.text_lines import Char
from xlperf.sources.pdf.visible_ink import MOST_PARTS

Box = tuple[float, float, float, float]
"""Gives left, bottom, right, top in points, as pdfminer counts."""

_PART = 0.3
"""Gives the part of a glyph that is cut off, at the least, where its text goes on unseen."""
EVERYTHING: Box = (-1e9, -1e9, 1e9, 1e9)


class ClippingInterpreter(PDFPageInterpreter):
    """Extends pdfminer's interpreter, which passes over clipping, to tell its device in `clip`.

    A path is taken for the box around it: programs cut to rectangles.
    """

    def init_state(self, ctm: Any) -> None:
        """Begins a page, or a drawing within one, where what holds around it holds on."""
        super().init_state(ctm)
        self._clips: list[Box] = []
        self._clip: Box = getattr(self.device, "clip", EVERYTHING)
        self._set(self._clip)

    def do_q(self) -> None:
        """Keeps the state."""
        super().do_q()
        self._clips.append(self._clip)

    def do_Q(self) -> None:
        """Goes back to the state kept."""
        super().do_Q()
        if self._clips:
            self._set(self._clips.pop())

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draws a drawing within this one."""
        super().do_Do(xobjid_arg)
        self._set(self._clip)

    def do_W(self) -> None:
        """Cuts what is drawn from here on to the path."""
        if len(self.curpath) > MOST_PARTS:
            return
        places = [
            apply_matrix_pt(self.ctm, part[at : at + 2])  # type: ignore[arg-type]  # a point's two numbers
            for part in self.curpath
            for at in range(1, len(part), 2)
        ]
        if places:
            xs, ys = zip(*places, strict=True)
            left, bottom, right, top = self._clip
            self._set(
                (max(left, min(xs)), max(bottom, min(ys)), min(right, max(xs)), min(top, max(ys)))
            )

    do_W_a = do_W

    def _set(self, clip: Box) -> None:
        self._clip = clip
        self.device.clip = clip  # type: ignore[attr-defined]  # as `_Device` declares


def is_cut_off(box: Box, clip: Box) -> bool:
    """Tells whether the line of a glyph is cut off above or below.

    What is cut off beside it was typed in one line with what is seen, and is no other text.
    """
    return not clip[1] <= (box[1] + box[3]) / 2 <= clip[3]


def is_cut_beside(box: Box, clip: Box) -> bool:
    """Tells whether part of a glyph is cut off on its left or right."""
    least = _PART * (box[2] - box[0])
    return box[0] < clip[0] - least or box[2] > clip[2] + least


def is_on_page(char: Char, page: Any) -> bool:
    """Tells whether a character is neither above nor below what is shown of a pdfplumber page."""
    middle = (char["top"] + char["bottom"]) / 2
    return all(box[1] <= middle <= box[3] for box in (page.mediabox, page.cropbox))
