"""Specifications in workbooks, in the form of Pinnacle 21 or a sponsor's own, as the description of a submission."""
