"""Rules bound to their functions: a signature is a schema."""
