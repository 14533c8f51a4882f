Attribute VB_Name = "XlperfRibbon"
' What the ribbon's buttons call: one entry point each, named in ribbon.xml.
'
' RunCommand words every failure; the entry points that ask for a file first word their own.
Option Explicit

Public Sub XlperfNewBook(control As IRibbonControl)
    On Error GoTo Failure
    Dim Chosen As Variant
    Chosen = Application.GetSaveAsFilename(Message("new_book_name") & ".xlsx")
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
    RunCommand "form_of_sheet", ""
End Sub

Public Sub XlperfFormsOfBook(control As IRibbonControl)
    RunCommand "forms_of_book", ""
End Sub

Public Sub XlperfExportPdf(control As IRibbonControl)
    RunCommand "export_pdf", ""
End Sub

Public Sub XlperfPublish(control As IRibbonControl)
    RunCommand "publish", ""
End Sub

Public Sub XlperfUndo(control As IRibbonControl)
    RunCommand "undo", ""
End Sub

Public Sub XlperfShowRules(control As IRibbonControl)
    RunCommand "show_rules", ""
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
