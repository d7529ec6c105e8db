"""The parts of a Define-XML 2.1 document."""
