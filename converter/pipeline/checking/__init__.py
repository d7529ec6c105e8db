"""Check datasets that lie in a folder, by the checks and opinions that a user chooses; explain a rule."""
