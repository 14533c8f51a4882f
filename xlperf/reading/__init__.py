"""From grids to a filing: labels, and the sources that yield grids."""
