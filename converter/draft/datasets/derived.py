"""What a draft derives: numbers, study days, standard results, flags, epochs, dates of reference."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from converter.draft.columns.lines import Block, Call
from converter.draft.columns.tests import codelist_names
from converter.draft.columns.values import published
from converter.spec.standards.standard import StandardDataset

TOPICS = ("TERM", "TRT", "TESTCD")
DATES = ("STDTC", "DTC")
HISTORY = frozenset({"MH", "DM"})
"""Domains whose records lie before the study, or that are no records in time."""
TREATED = ("RFXSTDTC", "RFXENDTC")
Variables = Mapping[str, Collection[str]]


def derived(
    dataset: StandardDataset, blocks: Sequence[Block], made: Collection[str], known: Variables
) -> dict[str, Call]:
    """Derive what every domain of its class has, of variables that its blocks `made` and of those `known` of others."""
    code = dataset.dataset
    lines: dict[str, Call] = {}
    if dataset.dataset_class == "FINDINGS":
        lines |= dict(_standard(code, dataset, blocks, made))
    if code == "DM":
        return {name: call for name, call in _reference(made, known) if name not in made}
    lines |= dict(_sequence(code, dataset, made))
    lines |= dict(_visit(code, dataset, blocks, made, known))
    lines |= dict(_days(code, dataset, made, known))
    if dataset.dataset_class == "FINDINGS" and f"{code}LOBXFL" in dataset.variables and TREATED[0] in known["DM"]:
        lines |= {f"{code}LOBXFL": {"last_before": {}}} if _results_dated(code, {*lines, *made}) else {}
    if code == "AE" and "AESTDY" in lines:
        lines["AETRTEM"] = {"derive_flag": {"when": {"variable": "AESTDY", "ge": 1}}}
    if code == "CM" and "CMSTDTC" in made and {"RFSTDTC", "RFENDTC"} <= set(known["DM"]):
        lines["CMSTRF"] = {"relative_start": {"date": "CMSTDTC"}}
    date = next((f"{code}{end}" for end in DATES if f"{code}{end}" in made), "")
    if date and "SE" in known and "EPOCH" in dataset.variables and code not in HISTORY:
        lines["EPOCH"] = {"epoch": {"date": date}}
    return {name: call for name, call in lines.items() if name not in made}


def _results_dated(code: str, made: Collection[str]) -> bool:
    return {f"{code}DTC", f"{code}TESTCD", f"{code}STRESC"} <= set(made)


def _sequence(code: str, dataset: StandardDataset, made: Collection[str]) -> Iterator[tuple[str, Call]]:
    if f"{code}SEQ" not in dataset.variables:
        return
    dates = [f"{code}{end}" for end in DATES if f"{code}{end}" in made][:1]
    order = [*dates, *(f"{code}{end}" for end in TOPICS if f"{code}{end}" in made)]
    if dataset.dataset_class == "FINDINGS":
        order.reverse()
    if code != "CO" or order:
        yield f"{code}SEQ", {"sequence": {"by": order} if order else {}}


def _days(code: str, dataset: StandardDataset, made: Collection[str], known: Variables) -> Iterator[tuple[str, Call]]:
    if "RFSTDTC" not in known["DM"]:
        return
    for date, day in (("STDTC", "STDY"), ("ENDTC", "ENDY"), ("DTC", "DY")):
        if f"{code}{date}" in made and f"{code}{day}" in dataset.variables:
            yield f"{code}{day}", {"study_day": {"date": f"{code}{date}"}}


def _visit(
    code: str, dataset: StandardDataset, blocks: Sequence[Block], made: Collection[str], known: Variables
) -> Iterator[tuple[str, Call]]:
    if "VISIT" not in made or not all("VISIT" in block.lines for block in blocks if code != "DS"):
        return
    date = next((f"{code}{end}" for end in ("DTC", "STDTC") if f"{code}{end}" in made), "")
    if "VISITNUM" in dataset.variables:
        unscheduled = date and "unscheduled" in known
        yield "VISITNUM", {"unscheduled_visit_number": {"date": date}} if unscheduled else {"visit_number": {}}
    if "VISITDY" in dataset.variables:
        yield "VISITDY", {"visit_day": {}}


def _standard(
    code: str, dataset: StandardDataset, blocks: Sequence[Block], made: Collection[str]
) -> Iterator[tuple[str, Call]]:
    """Name the test and write its result in standard form: with its unit, or in upper case where there is none."""
    if f"{code}TESTCD" in made and f"{code}TEST" not in made and (codelist := _codelist(code, blocks)):
        yield f"{code}TEST", {"decode": {"variable": f"{code}TESTCD", "codelist": codelist}}
    if not {f"{code}ORRES", f"{code}ORRESU", f"{code}TESTCD"} <= set(made) or f"{code}STRESU" not in dataset.variables:
        return
    units = {"codelist": _units(code, blocks)} if _units(code, blocks) else {}
    for name, rule in (("STRESU", "standard_unit"), ("STRESC", "standard_character"), ("STRESN", "standard_number")):
        if f"{code}{name}" in dataset.variables:
            yield f"{code}{name}", {rule: dict(units)}
    for name, limit in (("STNRLO", "ORNRLO"), ("STNRHI", "ORNRHI")):
        if f"{code}{limit}" in made and f"{code}{name}" in dataset.variables:
            yield f"{code}{name}", {"standard_range": {"limit": f"{code}{limit}", **units}}
    if {f"{code}ORNRLO", f"{code}ORNRHI"} <= set(made) and f"{code}NRIND" in dataset.variables:
        yield f"{code}NRIND", {"range_indicator": {}}


def _codelist(code: str, blocks: Sequence[Block]) -> str:
    """Give the codelist of the test codes: the one that blocks recode to, else the one that has most of their tests."""
    lines = [block.lines[f"{code}TESTCD"].call for block in blocks if f"{code}TESTCD" in block.lines]
    recoded = next(filter(None, (call.get("recode", {}).get("codelist", "") for call in lines)), "")
    tests = {test for block in blocks for test in block.unpivot.get("items", {})}
    tests |= {str(call["constant"]["value"]) for call in lines if "constant" in call}
    held = {name: len(tests & set(codelist.by_value)) for name in codelist_names(code) if (codelist := published(name))}
    return recoded or max(held, key=lambda name: held[name], default="")


def _units(code: str, blocks: Sequence[Block]) -> str:
    calls = (block.lines[f"{code}ORRESU"].call for block in blocks if f"{code}ORRESU" in block.lines)
    return next(filter(None, (call.get("recode", {}).get("codelist", "") for call in calls)), "")


def _reference(made: Collection[str], known: Variables) -> Iterator[tuple[str, Call]]:
    """Derive the dates of reference of DM: by exposure and disposition (SDTMIG 3.4, 5.2)."""
    lines = dict(_dates(made, known))
    yield from lines.items()
    both = {*made, *lines}
    if "ARMCD" in made:
        yield "ARM", {"arm_name": {"arm": "ARMCD"}}
        if "ACTARMCD" not in made:
            yield "ACTARMCD", {"copy": {"variable": "ARMCD"}}
        yield "ACTARM", {"arm_name": {"arm": "ACTARMCD"}}
    start = next((name for name in ("RFICDTC", "RFSTDTC") if name in both), "")
    if "DTHDTC" not in made and "death" in known and {"DSSTDTC", "DSDECOD"} <= set(known.get("DS", ())):
        died = {"variable": "DS.DSDECOD", "eq": "DEATH"}
        yield "DTHDTC", {"earliest": {"dates": ["DS.DSSTDTC"], "where": died}}
        yield "DTHFL", {"derive_flag": {"when": {"variable": "DTHDTC", "missing": False}}}
    if "AGE" not in made and "BRTHDTC" in made and start:
        yield "AGE", {"age": {"birth": "BRTHDTC", "reference": start}}
        yield "AGEU", {"derive_constant": {"value": "YEARS"}}
    if "DMDTC" in made and "RFSTDTC" in both:
        yield "DMDY", {"study_day": {"date": "DMDTC", "reference": "RFSTDTC"}}


def _dates(made: Collection[str], known: Variables) -> Iterator[tuple[str, Call]]:
    doses, events = set(known.get("EX", ())), set(known.get("DS", ()))
    ends = [f"EX.{name}" for name in ("EXENDTC", "EXSTDTC") if name in doses][:1]
    left = {"DSSTDTC", "DSDECOD", "DSCAT"} <= events
    consented = {"variable": "DS.DSDECOD", "eq": "INFORMED CONSENT OBTAINED"}
    if "RFICDTC" not in made and {"DSSTDTC", "DSDECOD"} <= events and "consent" in known:
        yield "RFICDTC", {"earliest": {"dates": ["DS.DSSTDTC"], "where": consented}}
    if "EXSTDTC" in doses:
        yield "RFSTDTC", {"earliest": {"dates": ["EX.EXSTDTC"]}}
        yield "RFXSTDTC", {"earliest": {"dates": ["EX.EXSTDTC"]}}
        yield "RFXENDTC", {"latest": {"dates": ends}}
    elif "DSSTDTC" in events and "DSDECOD" in events:
        yield (
            "RFSTDTC",
            {
                "earliest": {
                    "dates": ["DS.DSSTDTC"],
                    "where": {**consented, "eq": "RANDOMIZED" if "random" in known else consented["eq"]},
                }
            },
        )
    if left:
        where = [
            {"variable": "DS.DSCAT", "eq": "DISPOSITION EVENT"},
            {"variable": "DS.DSDECOD", "ne": "SCREEN FAILURE"},
        ]
        yield "RFENDTC", {"latest": {"dates": ["DS.DSSTDTC"], "where": {"all": where}}}
        yield "RFPENDTC", {"latest": {"dates": ["DS.DSSTDTC"]}}
    elif ends:
        yield "RFENDTC", {"latest": {"dates": ends}}
        yield "RFPENDTC", {"latest": {"dates": ends}}
