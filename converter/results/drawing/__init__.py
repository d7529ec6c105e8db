"""One kind of figure a file: how it places the statistics of its display on a sheet."""
