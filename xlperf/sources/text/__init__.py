"""Text without tables to grids: forms that lost their cells on the way into plain text."""
