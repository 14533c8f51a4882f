"""Reads workbooks in one direction: the package within limits, its sheets checked, their values.

`zip_directory` lists the package's parts, `sheet_parts` the sheets among them; `check_parts`
refuses unsafe ones, with `worksheet` (a `fast_path` for sheets written as usual, a `strict_parser`
for all others) and `xml_errors`; `sheets` reads the values, `cell_details` answers what calamine
leaves out.
"""
