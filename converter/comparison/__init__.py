"""Two sets of datasets beside each other, as PROC COMPARE shows them: BASE and COMPARE."""
