"""Lays out 汇总, the list of projects with totals and figures; `sheet` puts its parts together."""
