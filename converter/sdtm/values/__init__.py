"""Rules that make a value of what was collected."""
