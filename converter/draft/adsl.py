"""A first specification of ADSL from SDTM that others made: a draft to be read and completed, that runs as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from converter.draft.columns.values import PACKAGE
from converter.spec.text.yaml import quoted

PACKAGES = (PACKAGE, "adam-ct-2025-03-28")
"""The terminology that a first specification pins."""
COPIED = (
    *("STUDYID", "USUBJID", "SUBJID", "SITEID", "COUNTRY", "AGE", "AGEU", "SEX", "RACE", "ETHNIC"),
    *("ARMCD", "ARM", "ACTARMCD", "ACTARM", "DTHFL"),
)
"""The variables of DM that ADSL takes as they are."""
NOT_PLANNED = ("SCRNFAIL", "Scrnfail", "NOTASSGN")
"""What ARMCD says of subjects without an arm, up to SDTMIG 3.3."""

Variables = Mapping[str, Collection[str]]


def first_adsl(known: Variables, qualifiers: Collection[str], study: str, place: str, created: str) -> dict[str, str]:
    """Write `study.yaml` and `adam/adsl.yaml`: file name to text.

    `known` has the variables of each dataset, `qualifiers` those of SUPPDM, `place` the folder of the datasets below
    that of the study, blank where they lie elsewhere.
    """
    return {"study.yaml": _study(study, place, created), "adam/adsl.yaml": _adsl(known, qualifiers)}


def _study(study: str, place: str, created: str) -> str:
    begin = (
        f"from: sdtm:{place}" if place else "# The SDTM lies outside this folder: convert it with --from sdtm:FOLDER."
    )
    return f"""\
# A draft of a study that begins with SDTM: adam/adsl.yaml is a first ADSL.
study:
  id: {quoted(study)}
  name: {quoted(study)}
  description: {quoted(f"Study {study}")}
  created: {created}
standards:
  sdtmig: "3.4"
  terminology: [{", ".join(PACKAGES)}]
{begin}
"""


def _adsl(known: Variables, qualifiers: Collection[str]) -> str:
    lines = [*_subjects(known["DM"]), *_treatment(known), *_populations(known), *_end(known)]
    remark = f"  # SUPPDM has {', '.join(sorted(qualifiers))}: each is read as a variable of DM"
    return "\n".join(
        [
            "# Read it, and correct what the protocol says otherwise; `converter list rules` names every step.",
            "dataset: ADSL",
            "label: Subject-Level Analysis Dataset",
            "class: SUBJECT LEVEL ANALYSIS DATASET",
            "structure: One record per subject",
            "keys: [STUDYID, USUBJID]",
            "steps:",
            *(f"  - {line}" for line in lines),
            *([remark] if qualifiers else ()),
            f"helpers: [{', '.join(_helpers(known))}]",
            "",
        ]
    )


def _subjects(subjects: Collection[str]) -> Iterator[str]:
    copied = ", ".join(name for name in COPIED if name in subjects)
    arms = {new: old for new, old in (("TRT01P", "ARM"), ("TRT01A", "ACTARM")) if old in subjects}
    renamed = f", rename: {{{', '.join(f'{new}: {old}' for new, old in arms.items())}}}" if arms else ""
    yield f"records: {{dataset: DM, variables: [{copied}]{renamed}}}"


def _treatment(known: Variables) -> Iterator[str]:
    """Date the first and the last dose: by EX, else by what DM says of it."""
    if _doses(known):
        yield "derive_vars_merged: {dataset: EX, order: [EXSTDTC], variables: {FIRSTDTC: EXSTDTC}}"
        yield "derive_vars_merged: {dataset: EX, order: [EXENDTC], mode: last, variables: {LASTDTC: EXENDTC}}"
        yield "derive_vars_dt: {dtc: FIRSTDTC, new_var: TRTSDT}"
        yield "derive_vars_dt: {dtc: LASTDTC, new_var: TRTEDT}"
    elif _dosed(known):
        yield "derive_vars_dt: {dtc: DM.RFXSTDTC, new_var: TRTSDT}"
        yield "derive_vars_dt: {dtc: DM.RFXENDTC, new_var: TRTEDT}"
    if _doses(known) or _dosed(known):
        yield "derive_vars_duration: {new_var: TRTDURD, start: TRTSDT, end: TRTEDT, unit: days}"


def _populations(known: Variables) -> Iterator[str]:
    if "ARMCD" in known["DM"]:
        planned = f"notin: [{', '.join(NOT_PLANNED)}]"
        yield (f"derive_var_population_flag: {{new_var: ITTFL, when: {{ARMCD: {{missing: false, {planned}}}}}}}")
    if _doses(known) or _dosed(known):
        yield "derive_var_population_flag: {new_var: SAFFL, when: {TRTSDT: {missing: false}}}"


def _end(known: Variables) -> Iterator[str]:
    if "DTHDTC" in known["DM"]:
        yield "derive_vars_dt: {dtc: DM.DTHDTC, new_var: DTHDT}"
    if _disposed(known):
        where = "{DSCAT: DISPOSITION EVENT}"
        yield (
            f"derive_vars_merged: {{dataset: DS, where: {where}, order: [DSSTDTC], mode: last, "
            "variables: {LEFTDTC: DSSTDTC, DCSREAS: DSDECOD}}"
        )
        yield "derive_vars_dt: {dtc: LEFTDTC, new_var: EOSDT}"


def _doses(known: Variables) -> bool:
    return {"EXSTDTC", "EXENDTC"} <= set(known.get("EX", ()))


def _dosed(known: Variables) -> bool:
    return {"RFXSTDTC", "RFXENDTC"} <= set(known["DM"])


def _disposed(known: Variables) -> bool:
    return {"DSCAT", "DSDECOD", "DSSTDTC"} <= set(known.get("DS", ()))


def _helpers(known: Variables) -> list[str]:
    return [*(["FIRSTDTC", "LASTDTC"] if _doses(known) else []), *(["LEFTDTC"] if _disposed(known) else [])]
