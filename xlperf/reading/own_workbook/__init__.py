"""Reads what only our own workbooks hold, for `read_template` and `read_project`.

`template_marks` reads a project sheet's edition, version and year; `damage` and `unread_cells`
find what is wrong with it; `listed_projects` reads 汇总, `library_sheet` reads 指标库, and
`printed_copies` compares the printed forms beside the project sheets.
"""
