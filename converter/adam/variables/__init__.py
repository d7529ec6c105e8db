"""Variables added to the records there are: merged, looked up, categorised, flagged, numbered."""
