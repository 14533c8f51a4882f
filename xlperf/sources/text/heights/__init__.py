"""Forms whose text comes in the order of heights: cells that were wrapped, apart again."""
