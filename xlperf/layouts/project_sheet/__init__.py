"""The sheet that a clerk fills in for one project."""
