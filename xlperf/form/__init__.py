"""The form of a place and year: its labels, where they stand, its words, and its single values."""
