"""Define-XML of versions 2.0 and 2.1, whoever wrote it, as the description of a submission."""
