"""CDISC Analysis Results Standard 1.0: displays, analyses, methods and results as one JSON document."""
