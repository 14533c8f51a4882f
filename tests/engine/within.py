"""Loops over cells, rows and columns that run within LibreOffice.

Over the pipe each cell, row or column costs some milliseconds of both processes; here, next to
nothing. Basic is what every LibreOffice runs without asking.
"""

from __future__ import annotations

from typing import Any

_LIBRARY, _MODULE = "XlperfTests", "Loops"
_BASIC = """
Sub CopyHeights(Source, Target, Count)
    Dim Row As Long, Height As Long
    For Row = 0 To Count - 1
        Height = Source.getByIndex(Row).Height
        If Target.getByIndex(Row).Height <> Height Then Target.getByIndex(Row).Height = Height
    Next
End Sub

Sub CopyWidths(Source, Target, Count)
    Dim Column As Long
    For Column = 0 To Count - 1
        Target.getByIndex(Column).Width = Source.getByIndex(Column).Width
        Target.getByIndex(Column).IsVisible = Source.getByIndex(Column).IsVisible
    Next
End Sub

Sub WriteFormulas(Parser, Area, Rows)
    Dim Row As Long, Column As Long, Text As String
    Dim First, Cell, Place As New com.sun.star.table.CellAddress
    First = Area.RangeAddress
    Place.Sheet = First.Sheet
    For Row = 0 To UBound(Rows)
        For Column = 0 To UBound(Rows(Row))
            Text = Rows(Row)(Column)
            Cell = Area.getCellByPosition(Column, Row)
            If Left(Text, 1) = "=" Then
                Place.Row = First.StartRow + Row
                Place.Column = First.StartColumn + Column
                Cell.setTokens(Parser.parseFormula(Mid(Text, 2), Place))
            Else
                Cell.setFormula(Text)
            End If
        Next
    Next
End Sub
"""


class Within:
    """The loops of one running LibreOffice, called by their names."""

    def __init__(self, create: Any) -> None:
        libraries = create("com.sun.star.script.ApplicationScriptLibraryContainer")
        libraries.createLibrary(_LIBRARY).insertByName(_MODULE, _BASIC)
        factory = create("com.sun.star.script.provider.MasterScriptProviderFactory")
        self._provider = factory.createScriptProvider("")
        self._known: dict[str, Any] = {}

    def run(self, name: str, *arguments: Any) -> None:
        """Run a loop; the documents' objects are handed over as they are."""
        if name not in self._known:
            url = f"vnd.sun.star.script:{_LIBRARY}.{_MODULE}.{name}?language=Basic"
            self._known[name] = self._provider.getScript(f"{url}&location=application")
        self._known[name].invoke(arguments, (), ())
