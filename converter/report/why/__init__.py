"""Why a value is what it is: its explanation, and the trace that holds it."""
