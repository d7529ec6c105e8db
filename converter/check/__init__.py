"""Checking what was shipped."""
