"""Works on filings that have been read, and returns filings, figures or sentences about them.

`totals` adds projects up and `stated_totals` holds a filing's own figures to the sums; `compare`
lists what changed between two filings and `merge` makes one of several; `carry_forward` begins
another year's, `change_edition` moves one to another form; `indicator_library` collects past
indicators, `import_table` splits targets for the integrated budget system; `notes` writes notices
in 说明. `xlperf.layouts` draws the results.
"""
