"""The add-in as a file: its macros and ribbon, where it is installed, what it was set up with."""
