"""A filing: its projects, their funding, goals and indicators, as plain values with addresses."""
