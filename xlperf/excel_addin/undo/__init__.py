"""Implements 恢复上一步: keeps a copy of the workbook from before each command, and restores it."""
