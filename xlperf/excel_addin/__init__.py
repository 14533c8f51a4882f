"""Serves live Excel: ribbon commands, worksheet functions, building and installing the add-in.

VBA calls `launch`, which looks the command up in `commands` and runs it from `buttons` on the
workbook as `open_workbook` reads it; `paste_sheets` and `check_column` write to it, and `undo`
keeps what was there. `functions` are the worksheet functions, `install` sets the add-in up.
xlwings is imported where it is needed and nowhere else: it takes a while to load.
"""
