"""Reads grids into a filing (step 2).

`read_filing` chooses the reader by the kind of file. `read_workbook` hands worksheets to
`read_template`, which reads our own workbooks; all other forms go to `read_publication`. Both call
`read_project` for each form, which takes the `values_beside_labels` and the `indicator_table`.
`own_workbook` and `published_forms` hold what only the one kind or the other needs. The filing
goes on to `xlperf.rules` and `xlperf.operations`.
"""
