"""To disk: each file whole at any moment, and whatever it replaces kept."""
