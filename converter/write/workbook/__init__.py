"""A specification as a workbook in the form of Pinnacle 21, sheet by sheet."""
