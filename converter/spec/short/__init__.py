"""What a specification may say in short: conditions, names said once, defaults and parameters of a dataset."""
