"""What commands other than `convert` answer, as text, JSON and pages."""
