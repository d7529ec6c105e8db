"""Datasets described: by the study, the guide, a define.xml, the data."""
