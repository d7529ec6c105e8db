"""The life of a study in words: what moved, what rests on what, who did it."""
