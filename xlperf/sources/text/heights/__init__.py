"""Restores forms whose text comes in the order of heights: wrapped cells, put together again.

`form` cuts a form into `head`, `goals` and the indicators, of which `columns` finds the columns,
`body` the rows and `levels` the levels; `parts` splits lines into words. `text.form` takes the
cells.
"""
