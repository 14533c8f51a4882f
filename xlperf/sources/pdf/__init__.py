"""Reads PDF files into prose and ruled tables, which go to `reading`.

`read_pdf` opens a PDF; `pages_with_forms` chooses pages by their text; `page_parts` reads one page,
`page_sequence` walks through them and `page_breaks` joins a table cut by a page's end.
`text_lines`, `paragraphs` and `tables` (with `ruled_cells`: rules are drawn lines here) build the
parts; `seen_characters` leaves out what nobody sees, `doubtful_cells` marks what may be wrong.
"""
