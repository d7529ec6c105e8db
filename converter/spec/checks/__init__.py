"""Checks and rules of issues as data: ours, what mends them, and the rules of others that they answer."""
