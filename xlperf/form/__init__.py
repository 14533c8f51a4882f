"""Describes the forms of a place and year, and finds their labels and values in a grid.

`edition` and `template` load the forms' data, `labels` and `vocabulary` know their words, `values`
parses single cells. `find_labels` finds the labels of a `Grid`, with `indicator_blocks`,
`indicator_heads`, `period_columns` and `table_rows` for the indicator table and `amount_labels`
for the money; `tell_forms` and `detect_edition` judge what was found. `reading` takes it from here.
"""
