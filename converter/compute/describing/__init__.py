"""What data say of themselves: facts, data types, slices of values."""
