"""Holds the rules, a module for what they look at; importing this registers them all.

A module's functions are the checks; what a message must look up stands beside them.
"""

from xlperf.rules.checks import (
    amounts_in_prose,
    costs,
    deadlines,
    fields,
    funding,
    goals,
    indicator_names,
    indicators,
    integrated,
    numbers,
    sections,
    target_values,
    target_wording,
    texts,
    weights,
    whole_tables,
)
from xlperf.rules.registry import CHECKS

__all__ = [
    "CHECKS",
    "amounts_in_prose",
    "costs",
    "deadlines",
    "fields",
    "funding",
    "goals",
    "indicator_names",
    "indicators",
    "integrated",
    "numbers",
    "sections",
    "target_values",
    "target_wording",
    "texts",
    "weights",
    "whole_tables",
]
