"""Delimited text: encodings, quotes, headers, what is odd in it."""
