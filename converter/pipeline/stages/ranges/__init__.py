"""A study made in ranges of its subjects: their bounds, the chain of one range, and what is put together of all."""
