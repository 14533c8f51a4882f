"""Work on filings: totals, comparison, merging, last year carried forward, another edition."""
