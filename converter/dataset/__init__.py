"""Datasets and raw tables between stages: their rows, their descriptions, and where each row came from."""

from __future__ import annotations

from converter.dataset.dataset import AnyDataset, Dataset, Framed, columns_of
from converter.dataset.found import Defined, FoundDataset, FoundVariable
from converter.dataset.ledger import FATES, PIECE, WAY, Ledger
from converter.dataset.lineage import (
    LINEAGE_COLUMNS,
    NO_STEP,
    SUBJECT_READ,
    TRACE_COLUMNS,
    Frame,
    Making,
    Positions,
    all_sources,
    no_lineage,
    no_sources,
    no_trace,
)
from converter.dataset.raw import DECODE, Collected, RawTable
from converter.dataset.survey import Survey, SurveyedColumn, SurveyedTable

__all__ = [
    "DECODE",
    "FATES",
    "LINEAGE_COLUMNS",
    "NO_STEP",
    "PIECE",
    "SUBJECT_READ",
    "TRACE_COLUMNS",
    "WAY",
    "AnyDataset",
    "Collected",
    "Dataset",
    "Defined",
    "FoundDataset",
    "FoundVariable",
    "Frame",
    "Framed",
    "Ledger",
    "Making",
    "Positions",
    "RawTable",
    "Survey",
    "SurveyedColumn",
    "SurveyedTable",
    "all_sources",
    "columns_of",
    "no_lineage",
    "no_sources",
    "no_trace",
]
