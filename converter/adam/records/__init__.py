"""Records added to a dataset: taken, summarised, computed, extreme."""
