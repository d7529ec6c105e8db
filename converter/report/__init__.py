"""Telling a person what happened."""
