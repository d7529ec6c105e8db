"""Criteria of endpoints as data: assessments, responses, confirmation, censoring, toxicity."""
