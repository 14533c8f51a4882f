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
                If Below.HasFormula And (Above.FormulaR1C1 = Below.FormulaR1C1 Or IsOfTable(Sheet, Above.Row, Column)) Then
                    For Row = Area.Row To Below.Row - 1
                        Sheet.Cells(Row, Column).FormulaR1C1 = Below.FormulaR1C1
                    Next Row
                End If
            End If
        Next Column
    Next Area
Leave:
End Sub

' The table's first rows have formulas of their own. Right of each row's hint is its verdict, and
' right of the head the text of all verdicts; right of any other row there is nothing.
Private Function IsOfTable(ByVal Sheet As Object, ByVal Row As Long, ByVal Column As Long) As Boolean
    Dim Beside As Long
    For Beside = Column + 1 To LAST
        If Sheet.Cells(Row, Beside).HasFormula Then IsOfTable = True
    Next Beside
End Function
