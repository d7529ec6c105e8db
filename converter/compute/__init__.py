"""Computation: series to series only."""
