"""ODM-XML of any shape that the schema allows: what a plain walk finds in the file is read or told, value by value."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape, quoteattr

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from converter.read.odm.odm import read_odm
from converter.spec.study import Table
from tests.read.test_odm import OPEN, PLAIN

text = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=6)
name = st.sampled_from(["T", "U", "T_UNIT", "SITE", "EVENTOID"])
key = st.sampled_from(["1", "2", "x", ""])


def attributes(**said: str) -> str:
    return " ".join(f"{name.replace('__', ':')}={quoteattr(value)}" for name, value in said.items())


def _item(drawn: tuple[str, str, int, bool]) -> str:
    oid, value, shape, unit = drawn
    inner = '<MeasurementUnitRef MeasurementUnitOID="kg"/>' if unit else ""
    if shape == 0:
        return f"<ItemDataString {attributes(ItemOID=oid)}>{escape(value)}</ItemDataString>"
    if shape == 1:
        return f'<ItemData {attributes(ItemOID=oid)} IsNull="Yes"/>'
    extra = attributes(OpenClinica__Flag=value) if shape == 2 else ""
    return f"<ItemData {attributes(ItemOID=oid, Value=value)} {extra}>{inner}</ItemData>"


item = st.tuples(name, text, st.integers(0, 5), st.booleans()).map(_item)


def element(tag: str, oid: str, repeat: str, inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Give an element of one level with its keys, sometimes an attribute of a system, and what stands in it."""

    def write(drawn: tuple[str, str, bool, list[str], bool]) -> str:
        one, other, is_repeated, parts, is_marked = drawn
        said = {oid: f"{tag[0]}{one}"} | ({repeat: other} if repeat and is_repeated else {})
        marked = {"OpenClinica__Status": one} if is_marked else {}
        return f"<{tag} {attributes(**said, **marked)}>{''.join(parts)}</{tag}>"

    return st.tuples(key, key, st.booleans(), st.lists(inner, max_size=4), st.booleans()).map(write)


groups = element("ItemGroupData", "ItemGroupOID", "ItemGroupRepeatKey", item)
forms = element("FormData", "FormOID", "FormRepeatKey", groups)
events = element("StudyEventData", "StudyEventOID", "StudyEventRepeatKey", st.one_of(forms, groups))
subjects = element("SubjectData", "SubjectKey", "", st.one_of(events, forms, groups))
single = st.sets(st.sampled_from(["I1", "I2", "Ix", "I"]))
data = st.lists(st.one_of(subjects, groups), max_size=4)

AROUND = {
    "SubjectData": ("SUBJECTKEY", "SubjectKey"),
    "StudyEventData": ("EVENTOID", "StudyEventOID"),
    "FormData": ("FORMOID", "FormOID"),
}
KEYS = tuple(column for column, _ in AROUND.values())


def walked(path: Path) -> Counter[tuple[str, ...]]:
    """Find the value of every item by a plain walk: keys of subject, event and form, ItemOID, value; blank ones not."""
    found: Counter[tuple[str, ...]] = Counter()
    for one in etree.parse(path).iter():
        if etree.QName(one).localname.startswith("ItemData"):
            value = one.get("Value") or one.text or ""
            around = {etree.QName(other).localname: other for other in one.iterancestors()}
            keys = (around[tag].get(oid, "") if tag in around else "" for tag, (_, oid) in AROUND.items())
            found[(*keys, one.get("ItemOID", ""), value)] += bool(value)
    return +found


def columns(path: Path) -> dict[str, str]:
    """Give the column of each item of a file: those that are called as a key have a number."""
    items = {one.get("ItemOID", "") for one in etree.parse(path).iter("{*}ItemData", "{*}ItemDataString")}
    return {item: f"{item} 2" if item in {"SITE", "EVENTOID"} else item for item in items}


@given(data, single)
@settings(max_examples=120, deadline=None)
def test_what_is_in_the_file_is_read_or_told(parts: list[str], once: set[str]) -> None:
    defined = "".join(f'<ItemGroupDef OID="{oid}" Name="x" Repeating="No"/>' for oid in sorted(once))
    study = f'<Study OID="S"><MetaDataVersion OID="1" Name="v">{defined}</MetaDataVersion></Study>'
    clinical = f'<ClinicalData StudyOID="S" MetaDataVersionOID="1">{"".join(parts)}</ClinicalData>'
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xml"
        path.write_text(f'<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" {OPEN}>{study}{clinical}</ODM>', "utf-8")
        frame, issues = read_odm(path, table=Table(file="a.xml"), profile=PLAIN)
        expected, named = walked(path), columns(path)
    read = Counter(
        (*(row[key] for key in KEYS), item, row[column])
        for row in frame.to_dict("records")
        for item, column in named.items()
        if row[column]
    )
    told = Counter((issue.variable, cell.value) for issue in issues for cell in issue.cells if cell.value)
    assert not read - expected
    lost = Counter[tuple[str, ...]]()
    for (*_, item, value), count in (expected - read).items():
        lost[item, value] += count
    again = {one for one in lost if one not in told}
    assert all(_stands_twice(parts, *one) for one in again)


def _stands_twice(parts: list[str], name: str, value: str) -> bool:
    """Tell whether an item stands twice with one value in a group, or in groups that are one record."""
    said = attributes(ItemOID=name, Value=value)
    return "".join(parts).count(said) + "".join(parts).count(f">{escape(value)}<") > 1
