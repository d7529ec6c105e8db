"""Checks of ADaM datasets that data cannot say."""
