"""Writing: one file a format."""
