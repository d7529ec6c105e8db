"""Reports of other validators, read into issues."""
