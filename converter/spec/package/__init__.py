"""What agencies ask of a submission, and what a study says for it."""
