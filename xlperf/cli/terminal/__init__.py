"""Prints what people read in a terminal: results on stdout, messages and progress on stderr."""
