"""The edge to closed files on disk: open safely, read, save."""
