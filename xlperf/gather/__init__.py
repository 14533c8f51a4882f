"""Gathers many workbooks into one: finds them, reads them in worker processes, puts all together.

Folders come in at `run`; `find_workbooks` lists the files, `read_workbooks` (here) or `cluster`
(dask) has `limited_workers` read them in batches (`read_batch`), and `finish` writes the
consolidated workbook and Parquet tables.
"""
