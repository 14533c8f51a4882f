"""Step 2: grids to a filing."""
