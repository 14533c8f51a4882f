"""Lays out the worksheet that a clerk fills in for one project; `sheet` puts its parts together."""
