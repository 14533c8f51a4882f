Attribute VB_Name = "XlperfKeys"
' Keys for what is done most, while a sheet of ours is in front; elsewhere they are Excel's.
'
' Excel has no command of its own on these: Ctrl+Shift with A, F, G, L, O, P, T, U, V and Z are taken.
Option Explicit

' As with the tab: where the add-in is loaded, its keys are the ones.
Public Sub FollowSheet()
    Dim Kind As String
    On Error Resume Next
    Kind = SheetKind()
    If IN_ADDIN Or Not AddinLoaded() Then SetKeys Kind <> "other" And Kind <> "unknown"
End Sub

Public Sub LeaveKeys()
    On Error Resume Next
    If IN_ADDIN Or Not AddinLoaded() Then SetKeys False
End Sub

Private Sub SetKeys(ByVal Ours As Boolean)
    SetKey "J", "XlperfKeyCheckSheet", Ours
    SetKey "Q", "XlperfKeyCheckBook", Ours
    SetKey "X", "XlperfKeyNextFinding", Ours
    SetKey "Y", "XlperfKeyAcceptFix", Ours
End Sub

Private Sub SetKey(ByVal Letter As String, ByVal Macro As String, ByVal Ours As Boolean)
    If Ours Then
        Application.OnKey "^+" & LCase(Letter), "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & Macro
    Else
        Application.OnKey "^+" & LCase(Letter)
    End If
End Sub

Public Sub XlperfKeyCheckSheet()
    RunCommand "check_sheet", ""
End Sub

Public Sub XlperfKeyCheckBook()
    RunCommand "check_book", ""
End Sub

Public Sub XlperfKeyNextFinding()
    RunCommand "next_finding", ""
End Sub

Public Sub XlperfKeyAcceptFix()
    RunCommand "accept_fix", ""
End Sub
