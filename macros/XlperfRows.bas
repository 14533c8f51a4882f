Attribute VB_Name = "XlperfRows"
' Keeps the columns of hints and verdicts whole in a workbook with live formulas.
Option Explicit

Private Const FIRST As Long = 7
Private Const LAST As Long = 11

' Excel does not copy a formula into rows that are inserted between rows which have it. Only whole
' rows are looked at: whatever a macro writes empties Excel's list of steps to undo.
Public Sub FillInsertedRows(ByVal Sheet As Object, ByVal Target As Object)
    Dim Area As Object, Above As Object, Below As Object, Row As Long, Column As Long
    On Error GoTo Leave
    If Target.Columns.Count < Sheet.Columns.Count Then Exit Sub
    For Each Area In Target.Areas
        For Column = FIRST To LAST
            If Area.Row > 1 And Not Sheet.Cells(Area.Row, Column).HasFormula Then
                Set Above = Sheet.Cells(Area.Row - 1, Column)
                Set Below = Sheet.Cells(Area.Row + Area.Rows.Count, Column)
                ' Above the table's first row is its head, with the text of all verdicts beside it.
                If Below.HasFormula And (Above.FormulaR1C1 = Below.FormulaR1C1 Or Sheet.Cells(Above.Row, Column + 1).HasFormula) Then
                    For Row = Area.Row To Below.Row - 1
                        Sheet.Cells(Row, Column).FormulaR1C1 = Below.FormulaR1C1
                    Next Row
                End If
            End If
        Next Column
    Next Area
Leave:
End Sub
