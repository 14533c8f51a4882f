"""Live Excel: ribbon commands, worksheet functions, building and installing the add-in.

The edge towards a running application. xlwings is imported where it is needed and nowhere else,
so that the rest of the package works where it is not installed.
"""
