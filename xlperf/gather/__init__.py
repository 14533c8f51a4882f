"""Many workbooks at once: found, read in batches by worker processes, put together."""
