"""Runs the command `xlperf` for `python -m xlperf`."""

from xlperf.cli import main

main()
