"""Findings: baseline and change, reference ranges, toxicity grades, limits of quantification."""
