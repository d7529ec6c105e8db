"""Clinical trial raw data to CDISC SDTM and ADaM."""
