"""Checks as data: what `specs/checks` and a study's own `checks` ask of the datasets of a shipment."""
