"""Dates and days: derived, imputed, in windows, between two of a subject."""
