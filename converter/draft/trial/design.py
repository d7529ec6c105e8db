"""A skeleton of the trial design: arms and elements, the criteria that exports name, what is known of the summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from converter.draft.columns.form import Form
from converter.draft.columns.lines import TODO
from converter.draft.columns.words import squeezed
from converter.draft.trial.arms import Arms

LONGEST = 8
"""Characters of the code of an element or criterion (SDTMIG 3.4, 7.2 and 7.4)."""
SCREENING, FOLLOW_UP = "SCRN", "FU"
RULES = {"start_rule": f"{TODO}: First dose", "end_rule": f"{TODO}: Last dose"}


def elements_of(arms: Arms) -> dict[str, dict[str, Any]]:
    """Give the elements of the usual design: screening, one treatment an arm, follow-up; none without arms."""
    if not arms.names:
        return {}
    first = {
        "name": "Screening",
        "epoch": "SCREENING",
        "start_rule": "Informed consent",
        "end_rule": f"{TODO}: First dose",
    }
    last = {
        "name": "Follow-up",
        "epoch": "FOLLOW-UP",
        "start_rule": f"{TODO}: Last dose",
        "end_rule": f"{TODO}: End of study",
    }
    treated = {
        code: {"name": name, "epoch": "TREATMENT", **RULES}
        for code, name in zip(treatments(arms), arms.names.values(), strict=True)
    }
    return {SCREENING: first, **treated, FOLLOW_UP: last}


def treatments(arms: Arms) -> list[str]:
    """Give a code of at most eight letters for the treatment of each arm, no two alike."""
    codes: list[str] = []
    for arm in arms.names:
        short = squeezed(arm)[:LONGEST] or "TRT"
        free = (f"{short[: LONGEST - 2]}{number}" for number in range(1, len(arms.names) + 9))
        taken = {*codes, SCREENING, FOLLOW_UP}
        codes.append(short if short not in taken else next(one for one in free if one not in taken))
    return codes


def arms_of(arms: Arms) -> dict[str, dict[str, Any]]:
    """Give the arms with their elements."""
    return {
        code: {
            "name": name,
            "elements": [SCREENING, treatment, FOLLOW_UP],
            "branch": {SCREENING: f"{TODO}: Randomized to {name}"[:200]},
        }
        for (code, name), treatment in zip(arms.names.items(), treatments(arms), strict=True)
    }


def starts(arms: Arms) -> dict[str, str]:
    """Say when each element of a subject starts: consent, the first dose, the last one."""
    return {SCREENING: "DM.RFICDTC", **dict.fromkeys(treatments(arms), "DM.RFXSTDTC"), FOLLOW_UP: "DM.RFXENDTC"}


def criteria_of(form: Form, column: str) -> list[dict[str, str]]:
    """Give the criteria that a form names by short codes, which begin with I or E; their text is to be written."""
    values = form.columns[column].values if column in form.columns else ()
    codes = [value.strip() for value in values if value.strip()]
    if not codes or any(len(code) > LONGEST or code.upper()[0] not in "IE" for code in codes):
        return []
    kinds = {"I": "INCLUSION", "E": "EXCLUSION"}
    return [
        {"id": code, "category": kinds[code.upper()[0]], "text": f"{TODO}: text of the criterion"}
        for code in sorted(set(codes))
    ]


def summary_of(forms: Sequence[Form], arms: Arms, known: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """Give the trial summary parameters that the exports tell: arms, randomization, guide."""
    told: list[dict[str, str]] = []
    if arms.names:
        told.append({"parameter": "NARMS", "value": str(len(arms.names))})
    if "random" in known:
        told.append({"parameter": "RANDOM", "value": "Y"})
    told += [{"parameter": "SDTIGVER", "value": "3.4"}, {"parameter": "SDTMVER", "value": "2.0"}]
    return told if forms else []
