"""Excel workbooks: sheets, cells, what of them is not read."""
