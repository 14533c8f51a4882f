Attribute VB_Name = "XlperfRibbon"
' What the ribbon calls: an entry point a button, and what it asks of the sheet in front.
'
' RunCommand words every failure; the entry points that ask for a file first word their own. Two
' open packages with a callback of one name would answer for each other, so the builder gives all
' of them another name in a workbook with macros of its own.
Option Explicit

Private Const LOOKED_AT As String = "A1:J40"

' Nothing before the ribbon is there, and again where some other macro's End has emptied all
' variables: the buttons then stay as they are.
Private TheRibbon As Object

Public Sub XlperfLoaded(Ribbon As IRibbonUI)
    Set TheRibbon = Ribbon
End Sub

' Have Excel ask again which buttons can work, and the keys follow; costs a look at the sheet in
' front, not Python.
Public Sub RefreshRibbon()
    On Error Resume Next
    FollowSheet
    If Not TheRibbon Is Nothing Then TheRibbon.Invalidate
End Sub

' Where the add-in is loaded, its tab is the one: that of a workbook would be the same again.
Public Sub XlperfTabVisible(control As IRibbonControl, ByRef returnedVal)
    returnedVal = IN_ADDIN Or Not AddinLoaded()
End Sub

Public Sub XlperfMenuVisible(control As IRibbonControl, ByRef returnedVal)
    returnedVal = False
    If IN_ADDIN Or Not AddinLoaded() Then returnedVal = IsFor(control.Tag, "")
End Sub

Public Sub XlperfEnabled(control As IRibbonControl, ByRef returnedVal)
    returnedVal = IsFor(control.Tag, "unknown")
End Sub

' A control's tag lists the kinds of sheets that it is for.
Private Function IsFor(ByVal Kinds As String, ByVal Always As String) As Boolean
    Dim Kind As String
    Kind = SheetKind()
    IsFor = Kind = Always Or InStr(" " & Kinds & " ", " " & Kind & " ") > 0
End Function

' The kind of the sheet in front: one of ours by its name, "project" by the labels on it, "other";
' "unknown" where there is none or it cannot be read, as in Protected View: a button then works,
' and says what to do.
Public Function SheetKind() As String
    Dim Values As Variant, Row As Long, Column As Long
    On Error GoTo Unknown
    SheetKind = "unknown"
    If ActiveWorkbook Is Nothing Then Exit Function
    SheetKind = OwnSheet(ActiveSheet.Name)
    If Len(SheetKind) > 0 Then Exit Function
    SheetKind = "other"
    Values = ActiveSheet.Range(LOOKED_AT).Value
    For Row = LBound(Values, 1) To UBound(Values, 1)
        For Column = LBound(Values, 2) To UBound(Values, 2)
            If VarType(Values(Row, Column)) = vbString Then
                If IsProjectLabel(Values(Row, Column)) Then
                    SheetKind = "project"
                    Exit Function
                End If
            End If
        Next Column
    Next Row
    Exit Function
Unknown:
    If Len(SheetKind) = 0 Then SheetKind = "unknown"
End Function

' A label may be broken over lines, and stand between spaces, a star and a colon.
Private Function IsProjectLabel(ByVal Value As String) As Boolean
    Dim Label As Variant, Plain As String
    If Len(Value) > 40 Then Exit Function
    Plain = Replace(Replace(Replace(Value, " ", ""), vbLf, ""), ChrW(12288), "")
    For Each Label In ProjectLabels()
        If InStr(Plain, Label) > 0 Then
            IsProjectLabel = True
            Exit Function
        End If
    Next Label
End Function

' Workbooks names add-ins only when it is asked for one.
Public Function AddinLoaded() As Boolean
    On Error Resume Next
    AddinLoaded = Workbooks(ADDIN_FILE).IsAddin
End Function

Public Sub XlperfNewBook(control As IRibbonControl)
    On Error GoTo Failure
    Dim Chosen As Variant
    Chosen = SaveAsName(Message("new_book_name") & ".xlsx", "new_book_files")
    If VarType(Chosen) = vbString Then RunCommand "new_book", Chosen
    Exit Sub
Failure:
    Say Message("no_file_dialog") & vbLf & Err.Description
End Sub

Public Sub XlperfAddProject(control As IRibbonControl)
    RunCommand "add_project", ""
End Sub

Public Sub XlperfInsertIndicator(control As IRibbonControl)
    RunCommand "insert_indicator", ""
End Sub

Public Sub XlperfImportForms(control As IRibbonControl)
    RunWithFiles "import_forms"
End Sub

Public Sub XlperfCarryForward(control As IRibbonControl)
    RunWithFiles "carry_forward"
End Sub

Public Sub XlperfCheckSheet(control As IRibbonControl)
    RunCommand "check_sheet", ""
End Sub

Public Sub XlperfCheckBook(control As IRibbonControl)
    RunCommand "check_book", ""
End Sub

Public Sub XlperfNextFinding(control As IRibbonControl)
    RunCommand "next_finding", ""
End Sub

Public Sub XlperfAcceptFix(control As IRibbonControl)
    RunCommand "accept_fix", ""
End Sub

Public Sub XlperfFindingsBeside(control As IRibbonControl)
    RunCommand "findings_beside", ""
End Sub

Public Sub XlperfClearMarks(control As IRibbonControl)
    RunCommand "clear_marks", ""
End Sub

Public Sub XlperfRebuildSummary(control As IRibbonControl)
    RunCommand "rebuild_summary", ""
End Sub

Public Sub XlperfRebuildLayout(control As IRibbonControl)
    RunCommand "rebuild_layout", ""
End Sub

Public Sub XlperfFormOfSheet(control As IRibbonControl)
    RunWithTarget "form_of_sheet", "xlsx"
End Sub

Public Sub XlperfFormsOfBook(control As IRibbonControl)
    RunWithTarget "forms_of_book", "xlsx"
End Sub

Public Sub XlperfExportPdf(control As IRibbonControl)
    RunWithTarget "export_pdf", "pdf"
End Sub

Public Sub XlperfPublish(control As IRibbonControl)
    RunWithTarget "publish", "docx"
End Sub

Public Sub XlperfUndo(control As IRibbonControl)
    RunCommand "undo", ""
End Sub

Public Sub XlperfShowRules(control As IRibbonControl)
    RunCommand "show_rules", ""
End Sub

Public Sub XlperfFunctionsToValues(control As IRibbonControl)
    RunCommand "functions_to_values", ""
End Sub

Public Sub XlperfAbout(control As IRibbonControl)
    RunCommand "about", ""
End Sub

' The files' paths go to Python one a line; a Mac's dialog knows neither filter nor several files.
Private Sub RunWithFiles(ByVal CommandName As String)
    On Error GoTo Failure
    Dim Chosen As Variant
    If OnMac() Then
        Chosen = Application.GetOpenFilename()
    Else
        Chosen = Application.GetOpenFilename(Message(CommandName & "_files"), 1, "", "", True)
    End If
    If IsArray(Chosen) Then
        RunCommand CommandName, Join(Chosen, vbLf)
    ElseIf VarType(Chosen) = vbString Then
        RunCommand CommandName, Chosen
    End If
    Exit Sub
Failure:
    Say Message("no_file_dialog") & vbLf & Err.Description
End Sub

' Asks where the new file shall be: proposed is a name beside the workbook in front. Nothing is
' replaced: Python takes the next free name where there is such a file already.
Private Sub RunWithTarget(ByVal CommandName As String, ByVal Suffix As String)
    On Error GoTo Failure
    Dim Chosen As Variant
    If ActiveWorkbook Is Nothing Then
        RunCommand CommandName, ""
        Exit Sub
    End If
    Chosen = SaveAsName(Proposed(CommandName) & "." & Suffix, "output_" & Suffix)
    If VarType(Chosen) = vbString Then RunCommand CommandName, Chosen
    Exit Sub
Failure:
    Say Message("no_file_dialog") & vbLf & Err.Description
End Sub

' A Mac's dialog knows no filters.
Private Function SaveAsName(ByVal Initial As String, ByVal Files As String) As Variant
    If OnMac() Then
        SaveAsName = Application.GetSaveAsFilename(Initial)
    Else
        SaveAsName = Application.GetSaveAsFilename(Initial, Message(Files))
    End If
End Function

' Without a folder where the workbook is in a cloud or was never saved: the dialog has one.
Private Function Proposed(ByVal CommandName As String) As String
    Dim Stem As String
    Stem = ActiveWorkbook.Name
    If InStrRev(Stem, ".") > 1 Then Stem = Left(Stem, InStrRev(Stem, ".") - 1)
    Proposed = Stem & "-" & Message(CommandName & "_name")
    If CommandName = "form_of_sheet" Then Proposed = Proposed & FileWord(ActiveSheet.Name)
    If Len(ActiveWorkbook.Path) > 0 And InStr(ActiveWorkbook.Path, "://") = 0 Then
        Proposed = ActiveWorkbook.Path & Application.PathSeparator & Proposed
    End If
End Function

' Four characters may stand in a sheet's name and not in a file's.
Private Function FileWord(ByVal SheetName As String) As String
    FileWord = Replace(Replace(SheetName, "<", "_"), ">", "_")
    FileWord = Replace(Replace(FileWord, "|", "_"), Chr(34), "_")
End Function
