"""Hand in a study: its tree, guides, annotated case report form and parts, made of a conversion."""
