"""Checks of SDTM datasets that data cannot say: each compares records, subjects or datasets."""
