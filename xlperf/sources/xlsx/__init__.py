"""Reads workbooks into grids, which go to `reading`.

`zip_directory` lists the package's parts, `check_parts` (with `sheet_parts`, `sheet_extent`,
`fast_path`, `strict_parser`, `shared_strings`, `xml_errors`) refuses unsafe ones, `sheets` reads
the values; `cell_details` and `hidden_rows` read what calamine leaves out. `zip_writer` writes.
"""
