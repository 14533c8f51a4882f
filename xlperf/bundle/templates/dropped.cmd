@echo off
rem Written by xlperf, in GB2312. Python is looked for nowhere but in the place named here.
setlocal EnableExtensions DisableDelayedExpansion
chcp 936 >nul 2>nul
if not exist "@python@" goto missing
if "%~1"=="" goto nothing
set "WORST=0"

:next
if not exist "%~1" goto cut
"@python@" -I -m xlperf @command@
set "CODE=%errorlevel%"
if %CODE% lss 0 set "CODE=3"
if %CODE% gtr %WORST% set "WORST=%CODE%"
echo.
shift /1
if not "%~1"=="" goto next

if "%WORST%"=="0" echo @done@
if "%WORST%"=="1" echo @found@
if "%WORST%"=="2" echo @failed@
if %WORST% gtr 2 echo Python 没有正常运行。可能被安全软件拦截，请信息人员按安装说明处理。
pause
exit /b %WORST%

:nothing
echo @nothing@
pause
exit /b 2

rem Windows puts a dropped name between quotes only where it has a space; without them it ends here
rem at one of the characters below. Then exit, not exit /b: what follows an ampersand would be run.
:cut
echo 没有做完：收到的文件名不完整。文件名或文件夹名里有 ^& ^^ , ; = 的，请先改名，再拖过来。
pause
exit 2

:missing
echo @missing@
pause
exit /b 2
