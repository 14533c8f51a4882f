"""The edge to documents: Word and PDF in, Word out. Only here are their libraries imported."""
