"""Specifications that others wrote: workbooks and define.xml, read leniently into the description of a submission."""
