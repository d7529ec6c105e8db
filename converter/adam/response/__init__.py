"""Response: at one assessment, confirmed, best; computed against recorded."""
