"""汇总: the list of projects with its totals, and the figures above it."""
