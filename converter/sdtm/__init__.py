"""Mapping: raw records to SDTM domains."""
