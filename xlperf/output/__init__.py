"""Writes results to disk (step 5): each file is whole at any moment, what it replaces is kept.

A `Workbook` of `layouts` comes in; `save` and `save_with_findings` draw it (`excel_writer`) and
write it (`atomic_write`, with `backups`). `documents` makes Word files and PDFs, `as_json` the
JSON of the command line, and `rebuild` a clean workbook from a battered one.
"""
