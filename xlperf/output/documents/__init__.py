"""Word and PDF, written: the publication, its forms, and how they are printed."""
