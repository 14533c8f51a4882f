"""Builds, installs and diagnoses the add-in: its file, its folder, its settings."""
