"""YAML as text: loaded with the line of every value, and every mistake worded."""
