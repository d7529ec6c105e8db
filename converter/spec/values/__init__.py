"""Numbers, units, months and moments: how values are written wherever they stand."""
