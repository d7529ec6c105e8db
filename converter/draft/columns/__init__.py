"""What columns and values of raw tables seem to say: their words, their order, the variables they could be."""
