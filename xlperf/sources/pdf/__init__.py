"""Reads PDF files into prose and ruled tables, which go to `reading`.

`read_pdf` opens a PDF; `pages_with_forms` chooses pages by the lines that `pages_with_labels`
reads; `page_parts` reads one page, `page_sequence` and `page_breaks` join them. `text_lines`,
`tables` (with `rules`) and `unruled_tables` build the parts; the `visible_*` modules tell what a
reader of the page sees.
"""
