"""Groups compared: tests, ratios and differences with their limits."""
