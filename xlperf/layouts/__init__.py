"""Lays out filings, findings and forms as worksheets in plain data (step 4).

A `Filing`, its `Edition` and its findings come in; `workbooks.Workbook` goes out, sheets of cells,
styles and formulas (`sheet`), which `output` draws. Each worksheet and the printed form has a
module of its own.
"""
