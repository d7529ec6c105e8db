"""Implementation guides and terminology as data."""
