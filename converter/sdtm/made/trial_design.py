"""TA, TE, TV, TI and TS from the study's own description of its design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import pandas as pd

from converter.dataset import Frame
from converter.sdtm.long_text import pieces
from converter.spec.standards.terminology import Codelist
from converter.spec.study import Study, SummaryParameter
from converter.steps import Built


def trial_arms(datasets: Mapping[str, Frame], *, study: Study) -> Built:
    """Planned elements of each planned arm, in order.

    One row an element and arm, from `arms` and `elements` of study.yaml.
    """
    del datasets
    rows = [
        {
            "ARMCD": code,
            "ARM": arm.name,
            "TAETORD": float(order),
            "ETCD": element,
            "ELEMENT": study.elements[element].name if element in study.elements else "",
            "TABRANCH": arm.branch.get(element, ""),
            "TATRANS": arm.transition.get(element, ""),
            "EPOCH": study.elements[element].epoch if element in study.elements else "",
        }
        for code, arm in study.arms.items()
        for order, element in enumerate(arm.elements, start=1)
    ]
    names = ("ARMCD", "ARM", "TAETORD", "ETCD", "ELEMENT", "TABRANCH", "TATRANS", "EPOCH")
    return Built(_frame(rows, names, ("TAETORD",)))


def trial_elements(datasets: Mapping[str, Frame], *, study: Study) -> Built:
    """Planned elements with the rules for their start and end.

    One row an element, from `elements` of study.yaml.
    """
    del datasets
    rows = [
        {"ETCD": code, "ELEMENT": e.name, "TESTRL": e.start_rule, "TEENRL": e.end_rule, "TEDUR": e.duration}
        for code, e in study.elements.items()
    ]
    return Built(_frame(rows, ("ETCD", "ELEMENT", "TESTRL", "TEENRL", "TEDUR"), ()))


def trial_visits(datasets: Mapping[str, Frame], *, study: Study) -> Built:
    """Planned visits with their numbers, days and rules.

    One row a visit (and arm, where a visit is planned for one arm only), from `visits` of study.yaml.
    """
    del datasets
    rows = [
        {
            "VISITNUM": v.number,
            "VISIT": v.name,
            "VISITDY": float("nan") if v.day is None else float(v.day),
            "ARMCD": v.arm,
            "ARM": study.arms[v.arm].name if v.arm in study.arms else "",
            "TVSTRL": v.start_rule,
            "TVENRL": v.end_rule,
        }
        for v in study.visits
    ]
    names = ("VISITNUM", "VISIT", "VISITDY", "ARMCD", "ARM", "TVSTRL", "TVENRL")
    return Built(_frame(rows, names, ("VISITNUM", "VISITDY")))


def trial_criteria(datasets: Mapping[str, Frame], *, study: Study) -> Built:
    """Inclusion and exclusion criteria of the protocol.

    One row a criterion, from `criteria` of study.yaml.
    """
    del datasets
    rows = [{"IETESTCD": c.id, "IETEST": c.text, "IECAT": c.category, "TIVERS": c.version} for c in study.criteria]
    return Built(_frame(rows, ("IETESTCD", "IETEST", "IECAT", "TIVERS"), ()))


def trial_summary(datasets: Mapping[str, Frame], *, parameters: Codelist, study: Study) -> Built:
    """Trial summary parameters, named by codelist {parameters}.

    One row a value, from `trial_summary` of study.yaml; TSSEQ counts the values of a parameter; text over 200 bytes
    goes on in TSVAL1 to TSVALn (SDTMIG 3.4, 7.4.2).
    """
    del datasets
    names = {term.value: term.decode for term in parameters.terms}
    by_parameter = groupby(sorted(study.trial_summary, key=lambda p: p.parameter), key=lambda p: p.parameter)
    rows = [
        _summary_row(value, float(order), names.get(parameter, ""))
        for parameter, values in by_parameter
        for order, value in enumerate(values, start=1)
    ]
    columns = ("TSSEQ", "TSGRPID", "TSPARMCD", "TSPARM", "TSVAL", "TSVALNF", "TSVALCD", "TSVCDREF", "TSVCDVER")
    return Built(_frame(rows, columns, ("TSSEQ",)))


def _summary_row(value: SummaryParameter, order: float, name: str) -> dict[str, object]:
    first, *rest = pieces(value.value)
    return {
        "TSSEQ": order,
        "TSGRPID": value.group,
        "TSPARMCD": value.parameter,
        "TSPARM": name,
        "TSVAL": first,
        **{f"TSVAL{number}": text for number, text in enumerate(rest, start=1)},
        "TSVALNF": value.null_flavor,
        "TSVALCD": value.code,
        "TSVCDREF": value.reference,
        "TSVCDVER": value.version,
    }


def _frame(rows: Sequence[Mapping[str, object]], names: Sequence[str], numeric: Sequence[str]) -> Frame:
    frame = pd.DataFrame(rows, columns=list(dict.fromkeys([*names, *(name for row in rows for name in row)])))
    kinds = {name: "float64" if name in numeric else "str" for name in frame}
    return frame.fillna({name: "" for name, kind in kinds.items() if kind == "str"}).astype(kinds)
