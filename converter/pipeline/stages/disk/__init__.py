"""What stages keep on disk and give back as it was: tables, frames, forms, and the folders they lie in."""
