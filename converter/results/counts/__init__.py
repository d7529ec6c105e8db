"""Subjects and records counted: numbers, percentages, proportions with their limits."""
