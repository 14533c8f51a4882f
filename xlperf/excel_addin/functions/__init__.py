"""The worksheet functions, and the VBA that hands their ranges over."""
