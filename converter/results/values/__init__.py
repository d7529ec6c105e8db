"""Values summarised: one by one, over time, against each other."""
