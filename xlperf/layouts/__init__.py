"""Step 4: each sheet as plain data (cells, styles, formulas), for whoever draws it."""
