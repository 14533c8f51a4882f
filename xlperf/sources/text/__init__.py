"""Reads text without tables into grids: forms with a cell a line, labels on lines, or tabs.

`read_text` opens a flattened text, `tab_separated` reads copied tables, `plain` cuts the rest into
forms and prose, and `form` turns a form into a grid: `labels` finds its labels, `goals` and
`indicators` divide what no label does. A form in any other order of cells is refused.
"""
