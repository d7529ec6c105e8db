"""The generator of the synthetic raw exports."""
