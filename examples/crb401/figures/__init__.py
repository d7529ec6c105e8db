"""The paper's figures, computed again from the raw files alone."""
