"""Gathers many workbooks into one: finds them, reads them in worker processes, puts all together.

Folders come in at `run`; `find_workbooks` lists the files, `pool` (here) or `cluster` (dask) reads
them in batches (`read_batch`), and `finish` writes the consolidated workbook and Parquet tables.
"""
