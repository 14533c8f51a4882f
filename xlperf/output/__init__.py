"""Step 5: to disk. Each file is whole at any moment, and whatever it replaces is kept."""
