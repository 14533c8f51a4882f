"""Holds the worksheet functions, and makes the VBA that hands their ranges over."""
