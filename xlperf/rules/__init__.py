"""The rules: one catalogue of data, one small function a rule, run once over long tables."""
