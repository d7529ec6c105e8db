"""Dates and times: collected, of ISO 8601, of SAS; what partial ones may be."""
