"""The submission: the tree that an agency takes, its gate, the annotated form, the guides, the programs."""
