"""Workbooks to grids: the package within its limits, its sheets checked, its values read."""
