"""Lays out 汇总, the list of projects with totals and figures.

`sheet` lists the columns and puts the parts together. The 汇总 that `gather` draws of many
workbooks is `xlperf.gather.gathered_summary`.
"""
