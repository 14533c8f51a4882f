"""Reads text without tables into grids: forms that lost their cells on the way into plain text.

`read_text` opens a flattened text, `tab_separated` reads copied tables, `plain` cuts the rest into
forms and prose, and `form` turns a form into a grid. `labels` finds its labels, `cell_order`,
`line_order` and `heights` restore the cells of forms in other orders, `goals`, `rows` and
`name_target_pairs` divide what no label does. `reading` takes the blocks.
"""
