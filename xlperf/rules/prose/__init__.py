"""Finds in goals and narratives the statements that rules hold to the form, or to each other.

`find_amounts` puts all of them into one table; each other module knows one kind of statement.
"""
