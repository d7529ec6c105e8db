"""SAS transport files: columns, headers, files, and datasets too large for one."""
