"""The standards of a define.xml: guides and terminology packages, of the study and of define.yaml."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from converter.spec.described.description import UsedStandard
from converter.spec.standards.terminology import Package
from converter.steps import Plan
from converter.write.define.codelists import Codelists
from converter.write.define.names import element

GUIDE = "STD.IG"
"""The guide of the study; others have a number."""
ANALYSIS = "ADaM"
SETS = frozenset({"SDTM", "ADaM", "SEND"})
"""Publishing sets that belong to one kind of guide; others, such as DEFINE-XML, serve all."""


def packages_of(codelists: Codelists, plan: Plan) -> dict[str, tuple[str, Package]]:
    """Name the terminology packages of the study; one of another guide only where a codelist of it is in use."""
    known = dict(zip(plan.study.standards.terminology, plan.packages, strict=True))
    used = {codelist.package for use in codelists.uses for codelist in use.codelists} & set(known)
    others = SETS - {plan.standard.publishing_set}
    names = [name for name in known if name in used or known[name].publishing_set not in others]
    return {name: (f"STD.CT.{number}", known[name]) for number, name in enumerate(names, start=1)}


def standards_of(plan: Plan, packages: Mapping[str, tuple[str, Package]]) -> dict[str, UsedStandard]:
    """Give every standard by its identifier: the guide of the study, further guides, packages, further packages.

    Those of define.yaml are further ones; where they are of the study as well, they say what is said of it.
    """
    guide = UsedStandard(name=plan.standard.name, version=plan.standard.version, status=plan.standard.status)
    own = [
        UsedStandard(
            name="CDISC/NCI", version=one.version, type="CT", publishing_set=one.publishing_set, status="Final"
        )
        for _, one in packages.values()
    ]
    said = {_key(one): one for one in plan.define.standards}
    others = [one for key, one in said.items() if key not in {_key(guide), *map(_key, own)}]
    found = {GUIDE: _with(guide, said)}
    guides = (one for one in others if one.type == "IG" and _is_of(one, plan))
    found |= {f"{GUIDE}.{number}": one for number, one in enumerate(guides, start=2)}
    found |= {oid: _with(one, said) for (oid, _), one in zip(packages.values(), own, strict=True)}
    terms = (one for one in others if one.type == "CT" and _serves(one, plan))
    return found | {f"STD.CT.{number}": one for number, one in enumerate(terms, start=len(own) + 1)}


def _key(standard: UsedStandard) -> tuple[str, str, str]:
    return standard.name, standard.version, standard.publishing_set


def _with(own: UsedStandard, said: Mapping[tuple[str, str, str], UsedStandard]) -> UsedStandard:
    """Give a standard of the study with the comment that define.yaml says of it."""
    return own.model_copy(update={"comment": said[_key(own)].comment}) if _key(own) in said else own


def _is_of(guide: UsedStandard, plan: Plan) -> bool:
    """Tell whether a guide is of the same kind of datasets, which its name says."""
    return guide.name.startswith(ANALYSIS) == (plan.standard.publishing_set == ANALYSIS)


def _serves(standard: UsedStandard, plan: Plan) -> bool:
    return standard.publishing_set not in SETS - {plan.standard.publishing_set}


def standards_element(standards: Mapping[str, UsedStandard]) -> etree._Element:
    """Write the standards."""
    return element("def:Standards", {}, *(_standard(oid, one) for oid, one in standards.items()))


def _standard(oid: str, one: UsedStandard) -> etree._Element:
    said = {"OID": oid, "Name": one.name, "Type": one.type, "PublishingSet": one.publishing_set}
    comment = _comment(oid) if one.comment else None
    rest = {"Version": one.version, "Status": one.status or "Final", "def:CommentOID": comment}
    return element("def:Standard", {**said, **rest})


def _comment(oid: str) -> str:
    return f"COM.{oid}"


def standard_comments(standards: Mapping[str, UsedStandard]) -> dict[str, str]:
    """Give the comments on standards by their identifiers."""
    return {_comment(oid): one.comment for oid, one in standards.items() if one.comment}
