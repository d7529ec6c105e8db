"""Events: time to the first of several, and what happened under treatment."""
