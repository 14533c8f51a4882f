"""Writes Word documents and PDFs: the publication, its forms, and how they are printed."""
