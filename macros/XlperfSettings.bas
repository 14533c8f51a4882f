Attribute VB_Name = "XlperfSettings"
' Where the launcher's settings come from: the user's own file, then the add-in's own sheet.
'
' Nothing is read from the workbook in front, from its folder or from the environment's PYTHON*
' variables: whoever sends a workbook must not be able to choose what runs. A workbook with macros
' of its own (IN_ADDIN is False) reads the user's file only, since its sheets travel.
Option Explicit

Private Const SETTINGS_SHEET As String = "xlperf"
Private Const LAST_ROW As Long = 20

' The user's file as it was read last, a line feed before each line, and which version of it.
Private Known As String
Private KnownStamp As String

Public Function Setting(ByVal Key As String) As String
    Setting = SettingInFile(UserFile(), Key)
    If Len(Setting) = 0 And IN_ADDIN Then Setting = SettingInAddin(Key)
End Function

' After any failure the file is read anew: it may be what is being mended.
Public Sub ForgetSettings()
    Known = ""
    KnownStamp = ""
End Sub

Public Function OnMac() As Boolean
    OnMac = InStr(1, Application.OperatingSystem, "Mac", vbTextCompare) > 0
End Function

Public Function OnWindows() As Boolean
    OnWindows = InStr(1, Application.OperatingSystem, "Windows", vbTextCompare) > 0
End Function

' On a Mac, HOME is the sandbox that Excel may read without asking.
Private Function UserFile() As String
    If OnMac() Then
        UserFile = Environ("HOME") & "/xlperf.conf"
    ElseIf OnWindows() Then
        UserFile = Environ("USERPROFILE") & "\.xlperf\xlperf.conf"
    Else
        UserFile = Environ("HOME") & "/.xlperf/xlperf.conf"
    End If
End Function

Private Function SettingInAddin(ByVal Key As String) As String
    Dim Row As Long
    For Row = 1 To LAST_ROW
        If ThisWorkbook.Worksheets(SETTINGS_SHEET).Cells(Row, 1).Value = Key Then
            SettingInAddin = ThisWorkbook.Worksheets(SETTINGS_SHEET).Cells(Row, 2).Value
            Exit Function
        End If
    Next Row
End Function

' A worksheet function asks three times a call: the file is read once, and again when it changes.
Private Function SettingInFile(ByVal Path As String, ByVal Key As String) As String
    Dim Stamp As String, Start As Long, Finish As Long
    Stamp = StampOf(Path)
    If Len(Stamp) = 0 Then
        ForgetSettings
        Exit Function
    End If
    If Stamp <> KnownStamp Then
        ForgetSettings
        Known = FileText(Path)
        KnownStamp = Stamp
    End If
    Start = InStr(Known, vbLf & Key & "=")
    If Start = 0 Then Exit Function
    Start = Start + Len(Key) + 2
    Finish = InStr(Start, Known & vbLf, vbLf)
    SettingInFile = Unescaped(Mid(Known, Start, Finish - Start))
End Function

' Not Dir, which would end a search with Dir that some other macro is in the middle of.
'
' Environ and FileDateTime know the machine's code page only. A user's folder with other characters
' comes with question marks, which are in no file's name: no such file, then.
Private Function StampOf(ByVal Path As String) As String
    On Error GoTo NoFile
    If InStr(Path, "?") > 0 Then Exit Function
    StampOf = CStr(FileDateTime(Path)) & "/" & CStr(FileLen(Path))
    Exit Function
NoFile:
    StampOf = ""
End Function

' Lines KEY=value in ASCII, every other character as \uXXXX: Line Input reads in the machine's
' code page, which differs from one machine to the next, and ends a line at CR LF or CR alone.
Private Function FileText(ByVal Path As String) As String
    Dim Handle As Integer, Entry As String
    Handle = FreeFile
    Open Path For Input As #Handle
    Do While Not EOF(Handle)
        Line Input #Handle, Entry
        FileText = FileText & vbLf & Entry
    Loop
    Close #Handle
End Function

Private Function Unescaped(ByVal Escaped As String) As String
    Dim At As Long, Done As Long
    Done = 1
    At = InStr(Escaped, "\u")
    Do While At > 0
        Unescaped = Unescaped & Mid(Escaped, Done, At - Done) & Text(Mid(Escaped, At + 2, 4))
        Done = At + 6
        At = InStr(Done, Escaped, "\u")
    Loop
    Unescaped = Unescaped & Mid(Escaped, Done)
End Function

' Characters from their UTF-16 codes, four hexadecimal digits each.
Public Function Text(ByVal Codes As String) As String
    Dim At As Long
    For At = 1 To Len(Codes) Step 4
        Text = Text & ChrW(CLng("&H" & Mid(Codes, At, 4)))
    Next At
End Function

' The reverse of Text.
Public Function Codes(ByVal Plain As String) As String
    Dim At As Long
    For At = 1 To Len(Plain)
        Codes = Codes & Right("000" & Hex(AscW(Mid(Plain, At, 1)) And 65535), 4)
    Next At
End Function
