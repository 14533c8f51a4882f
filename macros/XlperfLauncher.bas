Attribute VB_Name = "XlperfLauncher"
' Starts the installed Python and hands it a command or a worksheet function.
'
' On Windows xlwings' DLL keeps one Python running and passes objects, so neither a workbook's name
' nor its folder ever stands on a command line. On a Mac a script starts Python anew and is given
' the names as hexadecimal digits, which no shell can mistake for anything else.
'
' The interpreter starts with -E (no PYTHON* variables) and -P (nothing from the current folder or
' beside a script), and makes sure that the xlperf it would import is the installed one before it
' imports it.
Option Explicit

Private Const FAILED As Long = 1004
Private Const XLWINGS_VERSION As String = "@XLWINGS@"

' The DLL's name carries the version of the xlwings that the add-in was built against.
Private Declare PtrSafe Function Activate64 Lib "xlwings64-@XLWINGS@.dll" Alias "XLPyDLLActivateAuto" (ByRef Result As Variant, ByVal Command As String, ByVal Mode As Long) As Long
Private Declare PtrSafe Function Activate32 Lib "xlwings32-@XLWINGS@.dll" Alias "XLPyDLLActivateAuto" (ByRef Result As Variant, ByVal Command As String, ByVal Mode As Long) As Long
Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal Path As LongPtr) As LongPtr
Private Declare PtrSafe Function MessageBoxW Lib "user32" (ByVal Window As LongPtr, ByVal Body As LongPtr, ByVal Title As LongPtr, ByVal Kind As Long) As Long

' Run a command on the workbook in front at the moment of the click, and show what it says.
Public Sub RunCommand(ByVal CommandName As String, ByVal Argument As String)
    Dim Server As Object, Said As String
    On Error GoTo Failure
    If OnMac() Then
        RunOnMac CommandName, Argument
        Exit Sub
    End If
    ShowBusy
    Set Server = Python()
    Server.SetAttr Server.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
    Said = Server.Str(Server.Call(Server.Module("xlperf.excel_addin.launch"), "run", Server.Tuple(CommandName, Argument)))
    GoTo Finish
Failure:
    Said = Message("not_started") & vbLf & Err.Description
    ForgetSettings
    Resume Finish
Finish:
    On Error Resume Next
    Release Server
    ShowReady
    RefreshRibbon
    Say Said
End Sub

' Esc is Python's to hear: Excel's own answer to it would stop this code between two calls, and
' ask whether to debug it. Excel takes xlDisabled back by itself when no code runs any more.
Private Sub ShowBusy()
    Application.EnableCancelKey = xlDisabled
    Application.StatusBar = Message("starting")
    Application.Cursor = xlWait
End Sub

' Excel resets neither cursor nor status bar when a macro ends.
Private Sub ShowReady()
    On Error Resume Next
    Application.StatusBar = False
    Application.Cursor = xlDefault
End Sub

' Python outlives the command. A workbook that it still holds stays in memory when it is closed,
' and Excel with it.
Private Sub Release(ByVal Server As Object)
    On Error Resume Next
    If Server Is Nothing Then Exit Sub
    Server.SetAttr Server.Module("xlwings._xlwindows"), "BOOK_CALLER", Nothing
End Sub

' The object through which VBA speaks with Python; it starts Python when none is running.
Public Function Python() As Object
    Dim Result As Variant
    LoadBridge
    If Activate(Result, CommandLine()) <> 0 Then Err.Raise FAILED, , CStr(Result)
    Set Python = Result
End Function

Private Function Activate(ByRef Result As Variant, ByVal Command As String) As Long
    If Is64Bit() Then
        Activate = Activate64(Result, Command, 1)
    Else
        Activate = Activate32(Result, Command, 1)
    End If
End Function

' By its full path: without one, Windows would look in the current folder as well.
Private Sub LoadBridge()
    Dim Path As String
    If Not OnWindows() Then Exit Sub
    If Setting("XLWINGS") <> XLWINGS_VERSION Then Err.Raise FAILED, , Message("other_version")
    Path = Setting(IIf(Is64Bit(), "LIBRARY64", "LIBRARY32"))
    If Len(Path) = 0 Then Err.Raise FAILED, , Message("not_installed")
    If LoadLibraryW(StrPtr(Path)) = 0 Then Err.Raise FAILED, , Message("no_library") & vbLf & Path
End Sub

' Of this Excel, not of Windows: a 32-bit Excel loads the 32-bit DLL, whatever Python is.
Private Function Is64Bit() As Boolean
#If Win64 Then
    Is64Bit = True
#Else
    Is64Bit = False
#End If
End Function

' $(CLSID) is filled in by the DLL.
Public Function CommandLine() As String
    Dim Quote As String
    Quote = Chr(34)
    CommandLine = Quote & Interpreter() & Quote & " -E -P -B -X utf8 -c " & Quote & CheckedImport() & "launch.serve('$(CLSID)')" & Quote
End Function

Private Function Interpreter() As String
    Interpreter = Setting("INTERPRETER")
    If Len(Interpreter) = 0 Then Err.Raise FAILED, , Message("not_installed")
    If InStr(Interpreter, Chr(34)) > 0 Then Err.Raise FAILED, , Message("not_installed")
End Function

' Python that ends unless the package found is in the folder that the installation recorded.
Private Function CheckedImport() As String
    CheckedImport = "import sys,os,hashlib,importlib.util as u;" & _
        "f=os.path.dirname(os.path.realpath(u.find_spec('xlperf').origin));" & _
        "hashlib.sha256(os.path.normcase(f).encode()).hexdigest()=='" & PackageDigest() & "' or sys.exit(3);" & _
        "from xlperf.excel_addin import launch;"
End Function

Private Function PackageDigest() As String
    PackageDigest = Setting("PACKAGE")
    If Len(PackageDigest) <> 64 Or PackageDigest Like "*[!0-9a-f]*" Then Err.Raise FAILED, , Message("not_installed")
End Function

Private Sub RunOnMac(ByVal CommandName As String, ByVal Argument As String)
    Dim BookName As String
    If Not ActiveWorkbook Is Nothing Then BookName = ActiveWorkbook.Name
#If Mac Then
    AppleScriptTask "xlperf.applescript", "RunXlperf", Interpreter() & "|" & CheckedImport() & "launch.run_on_mac(sys.argv[1:])" & "|" & CommandName & "|" & Codes(BookName) & "|" & Codes(Argument)
#End If
End Sub

' A message box. VBA's own knows only the characters of the machine's code page.
Public Sub Say(ByVal Body As String)
    Dim Title As String
    Title = Message("title")
    If Len(Body) = 0 Then Exit Sub
    If OnWindows() Then
        MessageBoxW Application.Hwnd, StrPtr(Body), StrPtr(Title), 64
    Else
        MsgBox Body, vbInformation, Title
    End If
End Sub

' What a worksheet function puts into its cell when Python could not be reached.
Public Function FailureText(ByVal Description As String) As String
    ForgetSettings
    If OnMac() Then
        FailureText = Message("no_functions_on_mac")
    Else
        FailureText = Message("not_started") & " " & Description
    End If
End Function
