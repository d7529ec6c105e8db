"""Datasets, ours or others': folders of them, Dataset-JSON, Dataset-XML, Parquet, define.xml."""
