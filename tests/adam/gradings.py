"""Values on both sides of every threshold of CTCAE 4.03, with the grades they have: read from the table by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd

from converter.dataset import Frame
from converter.spec.endpoints.criteria import CriteriaCall, load_criteria
from converter.spec.endpoints.toxicity import ToxicityCriteria

CTCAE = load_criteria(CriteriaCall(name="ctcae-4.03"), ToxicityCriteria)
NAN = float("nan")
Case = tuple[str, str, dict[str, float], str, str]

LOW: tuple[Case, ...] = (
    ("Anemia", "g/L", {"LLN": 120}, "121 120 119.9 100 99.9 80 79.9 1", "0 0 1 1 2 2 3 3"),
    ("Anemia", "g/dL", {"LLN": 12}, "12.1 12 11.9 10 9.99 8 7.99 0.1", "0 0 1 1 2 2 3 3"),
    ("Anemia", "mmol/L", {"LLN": 7.4}, "7.4 7.39 6.2 6.19 4.9 4.89", "0 1 1 2 2 3"),
    ("Fibrinogen decreased", "mg/dL", {"LLN": 200, "BASE": 200}, "200 199 151 150 149 101 100 99", "0 1 1 2 2 2 3 3"),
    ("Fibrinogen decreased", "mg/dL", {"LLN": 400, "BASE": 300}, "400 399 300 299 200 199 100 99", "0 1 1 2 2 3 3 4"),
    ("Fibrinogen decreased", "mg/dL", {"LLN": 160, "BASE": 100}, "51 50 49.9 39", "3 3 4 4"),
    ("Fibrinogen decreased", "mg/dL", {"LLN": 150, "BASE": 400}, "400 399 301 300 201 200 101 100", "0 1 1 2 2 3 3 4"),
    ("Fibrinogen decreased", "g/L", {"LLN": 1, "BASE": 1}, "1 0.99 0.75 0.74 0.51 0.5 0.49", "0 1 2 2 2 3 4"),
    ("Hypoalbuminemia", "g/L", {"LLN": 35}, "35 34.9 30 29.9 20 19.9", "0 1 1 2 2 3"),
    ("Hypoalbuminemia", "g/dL", {"LLN": 3.5}, "3.5 3.49 3 2.99 2 1.99", "0 1 1 2 2 3"),
    ("Hypocalcemia", "mmol/L", {"LLN": 2.15}, "2.15 2.14 2 1.99 1.75 1.74 1.5 1.49", "0 1 1 2 2 3 3 4"),
    ("Hypocalcemia", "mg/dL", {"LLN": 8.6}, "8.6 8.5 8 7.9 7 6.9 6 5.9", "0 1 1 2 2 3 3 4"),
    ("Hypocalcemia (ionized)", "mmol/L", {"LLN": 1.15}, "1.15 1.14 1 0.99 0.9 0.89 0.8 0.79", "0 1 1 2 2 3 3 4"),
    ("Hypocalcemia (ionized)", "mg/dL", {"LLN": 4.6}, "4.6 4.5 4.01 4 3.61 3.6 3.21 3.2", "0 1 1 2 2 3 3 4"),
    ("Hypoglycemia", "mmol/L", {"LLN": 3.9}, "3.9 3.89 3 2.99 2.2 2.19 1.7 1.69", "0 1 1 2 2 3 3 4"),
    ("Hypoglycemia", "mg/dL", {"LLN": 70}, "70 69 55 54 40 39 30 29.9", "0 1 1 2 2 3 3 4"),
    ("Hypokalemia", "mmol/L", {"LLN": 3.5}, "3.5 3.4 3 2.99 2.5 2.49", "0 1 1 3 3 4"),
    ("Hypokalemia", "mEq/L", {"LLN": 3.5}, "3.5 3.4 3 2.99 2.5 2.49", "0 1 1 3 3 4"),
    ("Hypomagnesemia", "mmol/L", {"LLN": 0.66}, "0.66 0.65 0.5 0.49 0.4 0.39 0.3 0.299", "0 1 1 2 2 3 3 4"),
    ("Hypomagnesemia", "mg/dL", {"LLN": 1.6}, "1.6 1.5 1.2 1.19 0.9 0.89 0.7 0.69", "0 1 1 2 2 3 3 4"),
    ("Hypomagnesemia", "mEq/L", {"LLN": 1.3}, "1.3 1.2 1 0.98 0.8 0.78 0.6 0.58", "0 1 1 2 2 3 3 4"),
    ("Hyponatremia", "mmol/L", {"LLN": 136}, "136 135 130 129 120 119", "0 1 1 3 3 4"),
    ("Hyponatremia", "mEq/L", {"LLN": 136}, "136 135 130 129 120 119", "0 1 1 3 3 4"),
    ("Hypophosphatemia", "mmol/L", {"LLN": 0.87}, "0.87 0.86 0.8 0.79 0.6 0.59 0.3 0.299", "0 1 1 2 2 3 3 4"),
    ("Hypophosphatemia", "mg/dL", {"LLN": 2.7}, "2.7 2.6 2.5 2.49 2 1.99 1 0.99", "0 1 1 2 2 3 3 4"),
    ("Lymphocyte count decreased", "10^9/L", {"LLN": 1}, "1 0.99 0.8 0.79 0.5 0.49 0.2 0.199", "0 1 1 2 2 3 3 4"),
    ("Lymphocyte count decreased", "/mm3", {"LLN": 1000}, "1000 999 800 799 500 499 200 199", "0 1 1 2 2 3 3 4"),
    ("Neutrophil count decreased", "10^9/L", {"LLN": 1.8}, "1.8 1.79 1.5 1.49 1 0.99 0.5 0.49", "0 1 1 2 2 3 3 4"),
    ("Neutrophil count decreased", "/mm3", {"LLN": 1800}, "1800 1799 1500 1499 1000 999 500 499", "0 1 1 2 2 3 3 4"),
    ("Neutrophil count decreased", "10^3/uL", {"LLN": 1.8}, "1.8 1.79 1.5 1.49 1 0.99 0.5 0.49", "0 1 1 2 2 3 3 4"),
    ("Platelet count decreased", "10^9/L", {"LLN": 150}, "150 149 75 74.9 50 49.9 25 24.9", "0 1 1 2 2 3 3 4"),
    ("Platelet count decreased", "/mm3", {"LLN": 150000}, "150000 149999 75000 74999 50000 49999", "0 1 1 2 2 3"),
    ("Platelet count decreased", "10^6/L", {"LLN": 150000}, "150000 149999 25000 24999", "0 1 3 4"),
    ("White blood cell decreased", "10^9/L", {"LLN": 4}, "4 3.99 3 2.99 2 1.99 1 0.99", "0 1 1 2 2 3 3 4"),
    ("White blood cell decreased", "/mm3", {"LLN": 4000}, "4000 3999 3000 2999 2000 1999 1000 999", "0 1 1 2 2 3 3 4"),
)
HIGH: tuple[Case, ...] = (
    (
        "Activated partial thromboplastin time prolonged",
        "s",
        {"ULN": 36},
        "36 36.1 54 54.1 90 90.1 999",
        "0 1 1 2 2 3 3",
    ),
    ("Alanine aminotransferase increased", "U/L", {"ULN": 41}, "41 42 123 124 205 206 820 821", "0 1 1 2 2 3 3 4"),
    ("Alanine aminotransferase increased", "ukat/L", {"ULN": 0.7}, "0.7 0.71 2.1 2.11 3.5 3.51", "0 1 1 2 2 3"),
    ("Alkaline phosphatase increased", "U/L", {"ULN": 120}, "120 121 300 301 600 601 2400 2401", "0 1 1 2 2 3 3 4"),
    ("Aspartate aminotransferase increased", "U/L", {"ULN": 40}, "40 41 120 121 200 201 800 801", "0 1 1 2 2 3 3 4"),
    ("Blood bilirubin increased", "umol/L", {"ULN": 21}, "21 22 31.5 31.6 63 64 210 211", "0 1 1 2 2 3 3 4"),
    ("Blood bilirubin increased", "mg/dL", {"ULN": 0.7}, "0.7 0.8 1.05 1.06 2.1 2.11 7 7.01", "0 1 1 2 2 3 3 4"),
    ("CPK increased", "U/L", {"ULN": 200}, "200 201 500 501 1000 1001 2000 2001", "0 1 1 2 2 3 3 4"),
    ("Cholesterol high", "mmol/L", {"ULN": 5.2}, "5.2 5.3 7.75 7.76 10.34 10.35 12.92 12.93", "0 1 1 2 2 3 3 4"),
    ("Cholesterol high", "mg/dL", {"ULN": 200}, "200 201 300 301 400 401 500 501", "0 1 1 2 2 3 3 4"),
    (
        "Creatinine increased",
        "umol/L",
        {"ULN": 100, "BASE": 100},
        "100 101 150 151 300 301 600 601",
        "0 1 1 2 2 3 3 4",
    ),
    ("Creatinine increased", "umol/L", {"ULN": 100, "BASE": 60}, "60 61 90 91 180 181", "0 1 1 2 2 3"),
    (
        "Creatinine increased",
        "mg/dL",
        {"ULN": 1.1, "BASE": 2.2},
        "1.1 1.2 1.65 1.66 3.3 3.31 6.6 6.7",
        "0 1 1 2 2 3 3 4",
    ),
    ("GGT increased", "U/L", {"ULN": 60}, "60 61 150 151 300 301 1200 1201", "0 1 1 2 2 3 3 4"),
    ("Hemoglobin increased", "g/dL", {"ULN": 17.5, "BASE": 14}, "17.5 17.6 19.5 19.51 21.5 21.51", "0 1 1 2 2 3"),
    ("Hemoglobin increased", "g/L", {"ULN": 175, "BASE": 140}, "175 176 195 196 215 216", "0 1 1 2 2 3"),
    ("Hemoglobin increased", "g/L", {"ULN": 175, "BASE": 180}, "176 180 181 200 200.1 220 220.1", "0 0 1 1 2 2 3"),
    ("Hypercalcemia", "mmol/L", {"ULN": 2.55}, "2.55 2.56 2.9 2.91 3.1 3.11 3.4 3.41", "0 1 1 2 2 3 3 4"),
    ("Hypercalcemia", "mg/dL", {"ULN": 10.2}, "10.2 10.3 11.5 11.6 12.5 12.6 13.5 13.6", "0 1 1 2 2 3 3 4"),
    ("Hypercalcemia (ionized)", "mmol/L", {"ULN": 1.3}, "1.3 1.31 1.5 1.51 1.6 1.61 1.8 1.81", "0 1 1 2 2 3 3 4"),
    ("Hypercalcemia (ionized)", "mg/dL", {"ULN": 5.2}, "5.2 5.3 6.01 6.02 6.41 6.42 7.21 7.22", "0 1 1 2 2 3 3 4"),
    ("Hyperglycemia (fasting)", "mmol/L", {"ULN": 6.1}, "6.1 6.2 8.9 9 13.9 14 27.8 27.9", "0 1 1 2 2 3 3 4"),
    ("Hyperglycemia (fasting)", "mg/dL", {"ULN": 110}, "110 111 160 161 250 251 500 501", "0 1 1 2 2 3 3 4"),
    ("Hyperglycemia (not fasting)", "mmol/L", {}, "6.2 9 13.9 14 27.8 27.9", "0 0 0 3 3 4"),
    ("Hyperglycemia (not fasting)", "mg/dL", {}, "111 161 250 251 500 501", "0 0 0 3 3 4"),
    ("Hyperkalemia", "mmol/L", {"ULN": 5.1}, "5.1 5.2 5.5 5.6 6 6.1 7 7.1", "0 1 1 2 2 3 3 4"),
    ("Hyperkalemia", "mEq/L", {"ULN": 5.1}, "5.1 5.2 5.5 5.6 6 6.1 7 7.1", "0 1 1 2 2 3 3 4"),
    ("Hypermagnesemia", "mmol/L", {"ULN": 1.07}, "1.07 1.08 1.23 1.24 3.3 3.31", "0 1 1 3 3 4"),
    ("Hypermagnesemia", "mg/dL", {"ULN": 2.6}, "2.6 2.7 3 3.01 8 8.1", "0 1 1 3 3 4"),
    ("Hypernatremia", "mmol/L", {"ULN": 145}, "145 146 150 151 155 156 160 161", "0 1 1 2 2 3 3 4"),
    ("Hypernatremia", "mEq/L", {"ULN": 145}, "145 146 150 151 155 156 160 161", "0 1 1 2 2 3 3 4"),
    ("Hypertriglyceridemia", "mmol/L", {}, "1.7 1.71 3.42 3.43 5.7 5.71 11.4 11.5", "0 1 1 2 2 3 3 4"),
    ("Hypertriglyceridemia", "mg/dL", {}, "149 150 300 301 500 501 1000 1001", "0 1 1 2 2 3 3 4"),
    ("Hyperuricemia", "mmol/L", {"ULN": 0.417}, "0.417 0.418 0.59 0.6", "0 1 1 4"),
    ("Hyperuricemia", "umol/L", {"ULN": 417}, "417 418 590 591", "0 1 1 4"),
    ("Hyperuricemia", "mg/dL", {"ULN": 7}, "7 7.1 10 10.1", "0 1 1 4"),
    ("INR increased", "", {"ULN": 1.15}, "1.15 1.16 1.725 1.73 2.875 2.88", "0 1 1 2 2 3"),
    ("Leukocytosis", "/mm3", {}, "11000 100000 100001", "0 0 3"),
    ("Leukocytosis", "10^9/L", {}, "11 100 100.1", "0 0 3"),
    ("Lipase increased", "U/L", {"ULN": 60}, "60 61 90 91 120 121 300 301", "0 1 1 2 2 3 3 4"),
    ("Lymphocyte count increased", "/mm3", {}, "4000 4001 20000 20001", "0 2 2 3"),
    ("Lymphocyte count increased", "10^9/L", {}, "4 4.01 20 20.01", "0 2 2 3"),
    ("Serum amylase increased", "U/L", {"ULN": 100}, "100 101 150 151 200 201 500 501", "0 1 1 2 2 3 3 4"),
)


def values_of(term: str, unit: str, limits: dict[str, float], values: str) -> Frame:
    """Make records of one term: its values, the limits that are known, the others missing."""
    numbers = [float(value) for value in values.split()]
    return measured([{"TERM": term, "AVAL": value, "LBSTRESU": unit, **limits} for value in numbers])


def measured(records: list[dict[str, Any]]) -> Frame:
    """Make records with TERM, AVAL, LBSTRESU, ANRLO, ANRHI and BASE."""
    names = {"LLN": "ANRLO", "ULN": "ANRHI"}
    usual = {"TERM": "", "AVAL": NAN, "LBSTRESU": "", "ANRLO": NAN, "ANRHI": NAN, "BASE": NAN}
    rows = [{**usual, **{names.get(name, name): value for name, value in one.items()}} for one in records]
    frame = pd.DataFrame(rows, columns=list(usual))
    return frame.astype({name: "float64" if isinstance(value, float) else "str" for name, value in usual.items()})
