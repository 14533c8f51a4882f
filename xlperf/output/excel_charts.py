"""Draws native charts by XlsxWriter, which follow the cells they are made of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlperf.layouts.sheet import Chart, Sheet
from xlperf.output.excel_calls import Checked

_PIXELS = 4 / 3
_COLOUR = "4472C4"


def draw_chart(book: Checked, drawn: Checked, chart: Chart, sheet: Sheet) -> None:
    """Put a chart on a sheet, with what its cells hold, as XlsxWriter draws "" as a zero."""
    made = Checked(book.add_chart({"type": chart.kind}), sheet.name)
    values = {(cell.row, cell.column): cell.value for cell in sheet.cells}

    def span(place: tuple[int, int, int]) -> list[Any]:
        row, column, last = place
        return [sheet.name, row, column, last, column]

    def held(place: tuple[int, int, int]) -> list[Any]:
        row, column, last = place
        found = (values.get((number, column)) for number in range(row, last + 1))
        return [float(value) if isinstance(value, Decimal) else value for value in found]

    series: dict[str, Any] = {
        "name": chart.title,
        "categories": span(chart.names),
        "values": span(chart.values),
        "categories_data": held(chart.names),
        "values_data": held(chart.values),
        "fill": {"color": f"#{_COLOUR}"},
        "data_labels": {"value": True, "num_format": chart.number},
        "gap": 60,
    }
    if chart.colours:
        series["points"] = [{"fill": {"color": f"#{colour}"}} for colour in chart.colours]
    made.add_series(series)
    made.set_title({"name": chart.title, "name_font": {"size": 12}})
    if chart.kind == "doughnut":
        made.set_legend({"position": "bottom"})
    else:
        made.set_legend({"none": True})
        # Each bar has its number at its end. Bars count from below; the first row belongs on top.
        numbers = {"visible": False, "major_gridlines": {"visible": False}}
        if chart.kind == "bar":
            made.set_x_axis(numbers)
            made.set_y_axis({"reverse": True})
        else:
            made.set_y_axis(numbers)
    width, height = chart.size
    made.set_size({"width": round(width * _PIXELS), "height": round(height * _PIXELS)})
    drawn.insert_chart(*chart.at, made.target)
