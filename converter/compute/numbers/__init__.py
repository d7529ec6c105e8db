"""Numbers: read, written, rounded, as SAS has them."""
