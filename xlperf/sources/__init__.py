"""Reads any file into grids and lines, opened safely and within limits (step 1).

`open_file` checks a file and gives an `InputFile`; `xlsx`, `word`, `pdf` and `text` turn it into
`Grid`s, `Line`s and `Unreadable`s, which go to `reading`. `limits` and `refusals` say what is not
opened and why, `parser_errors` catches what parsers raise, `file_names` names files in output.
"""
