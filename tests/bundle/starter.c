/* Starts a command line as Explorer does, as it stands in the UTF-16 file that it is given. */
#include <stdio.h>
#include <windows.h>

int wmain(int count, wchar_t **words) {
    static wchar_t line[16384];
    STARTUPINFOW start = {sizeof start};
    PROCESS_INFORMATION process;
    DWORD code = 250;
    FILE *file = _wfopen(words[count - 1], L"rb");
    if (file == NULL) return 251;
    fread(line, sizeof *line, 16383, file);
    fclose(file);
    if (!CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &process)) return 252;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    return code;
}
