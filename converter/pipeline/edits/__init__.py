"""What a specification of others says differently from a study, as edits of the study's files."""
