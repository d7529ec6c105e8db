"""Issues: made of offending rows, put together by cause, accepted."""
