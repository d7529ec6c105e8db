"""ODM-XML: item groups, items, audit records."""
