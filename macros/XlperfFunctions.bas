Attribute VB_Name = "XlperfFunctions"
' Generated from xlperf.excel_addin.functions.functions.
Option Explicit

Function XLPERF_CHECK(area)
    On Error GoTo Failure
    XLPERF_CHECK = Python().CallUDF("xlperf.excel_addin.functions.functions", "XLPERF_CHECK", Array(area), Empty, Application.Caller)
    Exit Function
Failure:
    XLPERF_CHECK = FailureText(Err.Description)
End Function

Function XLPERF_FORM(area)
    On Error GoTo Failure
    XLPERF_FORM = Python().CallUDF("xlperf.excel_addin.functions.functions", "XLPERF_FORM", Array(area), Empty, Application.Caller)
    Exit Function
Failure:
    XLPERF_FORM = FailureText(Err.Description)
End Function

Function XLPERF_STATEMENT(area, ParamArray areas())
    On Error GoTo Failure
    Dim Passed() As Variant, Index As Long
    Passed = Array(area)
    ReDim Preserve Passed(0 To UBound(areas) - LBound(areas) + 1)
    For Index = LBound(areas) To UBound(areas)
        If IsObject(areas(Index)) Then
            Set Passed(1 + Index - LBound(areas)) = areas(Index)
        Else
            Passed(1 + Index - LBound(areas)) = areas(Index)
        End If
    Next Index
    XLPERF_STATEMENT = Python().CallUDF("xlperf.excel_addin.functions.functions", "XLPERF_STATEMENT", Passed, Empty, Application.Caller)
    Exit Function
Failure:
    XLPERF_STATEMENT = FailureText(Err.Description)
End Function

Function XLPERF_STATUS(area)
    On Error GoTo Failure
    XLPERF_STATUS = Python().CallUDF("xlperf.excel_addin.functions.functions", "XLPERF_STATUS", Array(area), Empty, Application.Caller)
    Exit Function
Failure:
    XLPERF_STATUS = FailureText(Err.Description)
End Function

Function XLPERF_SUMMARY(area, ParamArray areas())
    On Error GoTo Failure
    Dim Passed() As Variant, Index As Long
    Passed = Array(area)
    ReDim Preserve Passed(0 To UBound(areas) - LBound(areas) + 1)
    For Index = LBound(areas) To UBound(areas)
        If IsObject(areas(Index)) Then
            Set Passed(1 + Index - LBound(areas)) = areas(Index)
        Else
            Passed(1 + Index - LBound(areas)) = areas(Index)
        End If
    Next Index
    XLPERF_SUMMARY = Python().CallUDF("xlperf.excel_addin.functions.functions", "XLPERF_SUMMARY", Passed, Empty, Application.Caller)
    Exit Function
Failure:
    XLPERF_SUMMARY = FailureText(Err.Description)
End Function

Function XLPERF_TARGET(target)
    On Error GoTo Failure
    XLPERF_TARGET = Python().CallUDF("xlperf.excel_addin.functions.functions", "XLPERF_TARGET", Array(target), Empty, Application.Caller)
    Exit Function
Failure:
    XLPERF_TARGET = FailureText(Err.Description)
End Function

Function XLPERF_TOTALS(area)
    On Error GoTo Failure
    XLPERF_TOTALS = Python().CallUDF("xlperf.excel_addin.functions.functions", "XLPERF_TOTALS", Array(area), Empty, Application.Caller)
    Exit Function
Failure:
    XLPERF_TOTALS = FailureText(Err.Description)
End Function

Function XLPERF_VERDICTS(area)
    On Error GoTo Failure
    XLPERF_VERDICTS = Python().CallUDF("xlperf.excel_addin.functions.functions", "XLPERF_VERDICTS", Array(area), Empty, Application.Caller)
    Exit Function
Failure:
    XLPERF_VERDICTS = FailureText(Err.Description)
End Function

Public Sub DescribeFunctions(ByVal Book As String)
    Dim Category As String
    Category = Text("7EE9654876EE6807")
    Application.MacroOptions Macro:=Book & "XLPERF_CHECK", _
        Category:=Category, _
        Description:=Text("68219A8C4E005F20987976EE8868FF0C90106761521751FA95EE9898FF1A7EA7522B30014EE37801300153555143683C300195EE98984E0E65396CD530015EFA8BAE65394E3A3002"), _
        ArgumentDescriptions:=Array(Text("987976EE8868768465744E2A533A57DFFF0C4ECE00200041003100205F0059CBFF0C598200204EE388685DE54F5C002100410031003A004600380030"))
    Application.MacroOptions Macro:=Book & "XLPERF_FORM", _
        Category:=Category, _
        Description:=Text("630989C45B9A768472485F0F521751FA4E004E2A987976EE7684586B62A58868FF0C53EA670965875B57FF0C4E0D542B8FB96846548C54085E763002"), _
        ArgumentDescriptions:=Array(Text("987976EE8868768465744E2A533A57DFFF0C4ECE00200041003100205F0059CB"))
    Application.MacroOptions Macro:=Book & "XLPERF_STATEMENT", _
        Category:=Category, _
        Description:=Text("7EE9654876EE68078BBE7F6E60C551B576844E0053E58BDDFF1A98847B9753554F4D65703001987976EE6570548C6D8953CA768498847B978D4491D1FF084E075143FF093002"), _
        ArgumentDescriptions:=Array(Text("7B2C4E005F20987976EE8868768465744E2A533A57DFFF0C4ECE00200041003100205F0059CB"), _
            Text("51764F5954045F20987976EE88687684533A57DF"))
    Application.MacroOptions Macro:=Book & "XLPERF_STATUS", _
        Category:=Category, _
        Description:=Text("9010884C8BF4660E7EE965486307680767096CA1670995EE9898FF1A901A8FC7FF0C621695EE98984E0E65396CD5FF1B7A7A884C4E0D663E793A3002"), _
        ArgumentDescriptions:=Array(Text("7EE96548630768075404884CFF0C4F9D6B214E3A4E007EA730014E8C7EA730014E097EA76307680730015E745EA663076807503C548C8BF4660EFF1B4E5F53EF4EE5662F65745F20987976EE8868"))
    Application.MacroOptions Macro:=Book & "XLPERF_SUMMARY", _
        Category:=Category, _
        Description:=Text("6C47603B82E55E725F20987976EE8868FF1A6BCF4E2A987976EE4E00884CFF0C672B884C4E3A54088BA1FF0C53554F4D4E3A51433002"), _
        ArgumentDescriptions:=Array(Text("7B2C4E005F20987976EE8868768465744E2A533A57DFFF0C4ECE00200041003100205F0059CB"), _
            Text("51764F5954045F20987976EE88687684533A57DF"))
    Application.MacroOptions Macro:=Book & "XLPERF_TARGET", _
        Category:=Category, _
        Description:=Text("8BF4660E5E745EA663076807503C662F600E6837740689E37684FF1A5B9A91CF76847ED951FA8FD07B977B2630016570503C548C53554F4DFF0C5B9A602776847ED951FA65875B573002"), _
        ArgumentDescriptions:=Array(Text("5E745EA663076807503C62405728768453555143683CFF0C59820020004400330035FF1B4E5F53EF4EE5662F4E005217"))
    Application.MacroOptions Macro:=Book & "XLPERF_TOTALS", _
        Category:=Category, _
        Description:=Text("68385BF94E005F20987976EE886876844E244E2A603B989DFF1A8868518565703001540498794E4B548C30015DEE989DFF0C53554F4D4E3A51433002"), _
        ArgumentDescriptions:=Array(Text("987976EE8868768465744E2A533A57DFFF0C4ECE00200041003100205F0059CB"))
    Application.MacroOptions Macro:=Book & "XLPERF_VERDICTS", _
        Category:=Category, _
        Description:=Text("5404884C7EE965486307680776847ED38BBAFF0C54084E3A4E006BB565875B57FF0C4F9B542F75285B8F76846A21677F91CC201C537365F668219A8C201D4E00680F9010884C53D675283002"), _
        ArgumentDescriptions:=Array(Text("7EE96548630768078868FF0C4ECE886859344E00884C5F0059CBFF0C4F9D6B214E3A4E007EA730014E8C7EA730014E097EA76307680730015E745EA663076807503C548C8BF4660E"))
End Sub
