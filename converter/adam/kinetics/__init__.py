"""Kinetics: parameters of concentrations over time."""
