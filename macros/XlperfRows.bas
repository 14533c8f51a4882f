Attribute VB_Name = "XlperfRows"
' Keeps the column of verdicts whole in a workbook with live formulas.
Option Explicit

Private Const VERDICTS As Long = 7

' Excel does not copy a formula into rows that are inserted between rows which have it. Only whole
' rows are looked at: whatever a macro writes empties Excel's list of steps to undo.
Public Sub FillInsertedRows(ByVal Sheet As Object, ByVal Target As Object)
    Dim Area As Object, Above As Object, Below As Object, Row As Long
    On Error GoTo Leave
    If Target.Columns.Count < Sheet.Columns.Count Then Exit Sub
    For Each Area In Target.Areas
        If Area.Row > 1 And Not Sheet.Cells(Area.Row, VERDICTS).HasFormula Then
            Set Above = Sheet.Cells(Area.Row - 1, VERDICTS)
            Set Below = Sheet.Cells(Area.Row + Area.Rows.Count, VERDICTS)
            ' Above the table's first row is its head, with the text of all verdicts beside it.
            If Below.HasFormula And (Above.FormulaR1C1 = Below.FormulaR1C1 Or Sheet.Cells(Above.Row, VERDICTS + 1).HasFormula) Then
                For Row = Area.Row To Below.Row - 1
                    Sheet.Cells(Row, VERDICTS).FormulaR1C1 = Below.FormulaR1C1
                Next Row
            End If
        End If
    Next Area
Leave:
End Sub
