"""Sheets that the program drew: project sheets, 汇总, 指标库, and printed forms beside them."""
