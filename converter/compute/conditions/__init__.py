"""Conditions on frames, and tables of decisions."""
