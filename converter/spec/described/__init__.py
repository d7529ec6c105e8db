"""Descriptions of datasets that others wrote: workbooks and define.xml."""
