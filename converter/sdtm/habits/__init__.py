"""What a raw table always does, and the few rows that do otherwise."""
