"""The generator of the synthetic raw exports; README.md says how it works, and has the keys of the sources."""
