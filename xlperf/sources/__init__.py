"""Step 1: any file to grids, opened safely and within limits."""
