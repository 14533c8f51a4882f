@echo off
rem Written by xlperf bundle, in GB2312. No path is looked for but beside this file.
setlocal EnableExtensions DisableDelayedExpansion
chcp 936 >nul 2>nul
if not exist "%~dp0python\python.exe" goto missing
@before@
"%~dp0python\python.exe" -I -m xlperf @command@
set "CODE=%errorlevel%"
echo.
if "%CODE%"=="0" echo @done@
if "%CODE%"=="1" echo @found@
if "%CODE%"=="2" echo @failed@
if not "%CODE%"=="0" if not "%CODE%"=="1" if not "%CODE%"=="2" echo Python 没有正常运行，代码 %CODE%。可能被安全软件拦截，请信息人员按安装说明处理。
pause
exit /b %CODE%

:missing
echo 找不到这个文件旁边的 python 文件夹。请把整个文件夹一起复制；压缩包请先解压，不要在压缩包里双击。
pause
exit /b 2
