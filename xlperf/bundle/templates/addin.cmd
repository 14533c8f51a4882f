@echo off
rem Written by xlperf, in GB2312. Python is looked for nowhere but in the place named here.
setlocal EnableExtensions DisableDelayedExpansion
chcp 936 >nul 2>nul
if not exist "@python@" goto missing
@before@
"@python@" -I -m xlperf @command@
set "CODE=%errorlevel%"
echo.
if "%CODE%"=="0" echo @done@
if "%CODE%"=="1" echo @found@
if "%CODE%"=="2" echo @failed@
if not "%CODE%"=="0" if not "%CODE%"=="1" if not "%CODE%"=="2" echo Python 没有正常运行，代码 %CODE%。可能被安全软件拦截，请信息人员按安装说明处理。
pause
exit /b %CODE%

:missing
echo @missing@
pause
exit /b 2
