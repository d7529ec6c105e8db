"""The life of a study after its first package: what moved, what rests on what, who did it."""
