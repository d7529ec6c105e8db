"""A plain reading of response criteria: one subject at a time, slow, obvious, sharing no code with the engine."""
