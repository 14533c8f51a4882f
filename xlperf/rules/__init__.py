"""Checks filings by the catalogue's rules and returns their findings (step 3).

`catalogue.toml` words every rule, and `registry` says how one is written: a small function in
`fields` (A), `funding` (B), `indicators` and `targets` (C), `texts` (D), `integrated` (E) or
`amounts_in_prose` (B08, D07). `run` builds the `tables`, runs all rules over them, lets `follow_on`
suppress what another finding explains, and makes each `finding`. `across_files` (F) compares
workbooks. `verdict` sums up findings; `xlperf.layouts` draws them.
"""
