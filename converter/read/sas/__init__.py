"""Files of SAS: transport files, sas7bdat, catalogs of formats."""
