"""Reads Word documents into paragraphs and tables; they go to `reading`."""
