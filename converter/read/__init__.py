"""Reading: exports to text frames, each row with its file and row number."""
