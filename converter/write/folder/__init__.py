"""Folders of ours: written whole or not at all, locked while a run writes, listed in a manifest."""
