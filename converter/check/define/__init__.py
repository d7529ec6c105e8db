"""Checks of define.xml: by itself, and against the data."""
