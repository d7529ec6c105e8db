"""RELREC: each relationship of a subject has an identifier of its own."""

from __future__ import annotations

import pandas as pd

from converter.dataset import Frame
from converter.sdtm.made.related_records import RELREC, Relation, related_records, sequences_read

LINKS = Relation(first="AE.AELNKID", second="CM.CMLNKID")
GROUPS = Relation(first="AE.AEGRPID", second="CM.CMGRPID")


def records(domain: str, links: list[str], groups: list[str]) -> Frame:
    frame = pd.DataFrame({"USUBJID": "1", f"{domain}LNKID": links, f"{domain}GRPID": groups}, dtype="str")
    return frame.assign(**{f"{domain}SEQ": [float(n) for n in range(1, len(links) + 1)]})


AE, CM = records("AE", ["a", ""], ["", "g"]), records("CM", ["a", ""], ["", "g"])


def test_two_relations_of_the_same_datasets_share_no_identifier() -> None:
    built = related_records({"AE": AE, "CM": CM}, relations=(LINKS, GROUPS))
    assert built.frame[["RDOMAIN", "IDVARVAL", "RELID"]].to_numpy().tolist() == [
        ["AE", "1", "AECM1"],
        ["CM", "1", "AECM1"],
        ["AE", "2", "AECM2"],
        ["CM", "2", "AECM2"],
    ]


def test_nothing_related_gives_no_records() -> None:
    for relations, cm in (((), CM), ((LINKS,), records("CM", ["z"], [""]))):
        built = related_records({"AE": AE, "CM": cm}, relations=relations)
        assert (tuple(built.frame), len(built.frame), len(built.lineage)) == (RELREC, 0, 0)


def test_records_of_one_dataset_are_related_to_each_other_and_stand_once() -> None:
    built = related_records(
        {"AE": records("AE", ["a", "a", "b"], ["", "", ""])},
        relations=(Relation(first="AE.AELNKID", second="AE.AELNKID"),),
    )
    assert built.frame[["RDOMAIN", "IDVARVAL", "RELID"]].to_numpy().tolist() == [
        ["AE", "1", "AEAE1"],
        ["AE", "2", "AEAE1"],
    ]
    assert built.lineage["row"].tolist() == [0, 1]


def test_links_are_compared_without_outer_blanks_and_a_number_as_its_text() -> None:
    numbers = CM.assign(CMLNKID=pd.Series([5.0, 12.0]))
    built = related_records({"AE": records("AE", ["5 ", "7"], ["", ""]), "CM": numbers}, relations=(LINKS,))
    assert built.frame[["RDOMAIN", "IDVARVAL"]].to_numpy().tolist() == [["AE", "1"], ["CM", "1"]]


def test_records_of_parts_of_a_domain_are_related_under_its_code() -> None:
    parts = {
        name: pd.DataFrame({"DOMAIN": "QS", "USUBJID": "1", "QSLNKID": ["a"], "QSSEQ": [number]})
        for name, number in (("QSCG", 1.0), ("QSPH", 2.0))
    }
    built = related_records(parts, relations=(Relation(first="QSCG.QSLNKID", second="QSPH.QSLNKID"),))
    assert built.frame[["RDOMAIN", "IDVAR", "IDVARVAL", "RELID"]].to_numpy().tolist() == [
        ["QS", "QSSEQ", "1", "QSCGQSPH1"],
        ["QS", "QSSEQ", "2", "QSCGQSPH1"],
    ]
    assert built.lineage["table"].tolist() == ["QSCG", "QSPH"]
    assert sequences_read(relations=(Relation(first="QSCG.QSLNKID", second="AE.AELNKID"),)) == (
        "QSCG.QSSEQ",
        "AE.AESEQ",
    )
