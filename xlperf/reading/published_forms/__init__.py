"""Reads what only others' forms need, for `read_publication`, before `read_project` reads them.

`split_forms` cuts a grid into forms and `join_forms` puts pieces together; `dates_in_one_cell` and
`label_and_value_in_one_cell` give values cells of their own;
`amount_unit` finds 元 or 万元; `other_stages` and `undecided_forms` say which forms are not read.
"""
