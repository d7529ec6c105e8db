"""Specifications: frozen models of the YAML that drives the converter."""
