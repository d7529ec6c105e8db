"""The paper's figures, from the raw files alone; sources are cited by the keys of generator/README.md."""
