"""Word documents to paragraphs and tables."""
