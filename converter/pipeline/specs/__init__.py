"""Specifications that people have already: read, imported, exported, and held to a terminology."""
