"""Checks filings by the catalogue's rules and returns their findings (step 3).

`catalogue.toml` words every rule, and `registry` says how one is written: a small function in a
module of `checks`. What they go by stands in `words` (lists, patterns) and in the editions (what
a form asks for, thresholds); what stands in the prose is found by `prose`. `run` builds the
`tables`, runs all rules over them, lets `follow_on` suppress what another finding explains, and
makes each `finding`. `across_files` (F) compares workbooks. `verdict` sums up findings;
`xlperf.layouts` draws them.
"""
