"""ODM-XML 1.3: one row for each item group, or for each form whose groups stand once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from lxml import etree

from converter.compute.xml import parse_xml
from converter.dataset import Frame
from converter.errors import InputError, nearest
from converter.issues import Issue
from converter.read.odm.odm_audit import audit_table
from converter.read.odm.odm_groups import KEYS, Place, item_groups
from converter.read.odm.odm_issues import file_issues, odd_issues
from converter.read.odm.odm_items import columns_of, local_name, renamed_items
from converter.read.odm.odm_records import every_item, records_of
from converter.read.odm.odm_state import last_state
from converter.spec.profile import Profile
from converter.spec.study import Table


def read_odm(path: Path, *, table: Table, profile: Profile) -> tuple[Frame, tuple[Issue, ...]]:
    """Read the item groups of one form (`table.form`: a FormOID or ItemGroupOID) as text columns, first record 1.

    Columns are the keys SUBJECTKEY, SITE, EVENTOID, EVENTREPEAT, FORMOID, FORMREPEAT, GROUPOID, GROUPREPEAT, those that
    a system adds to them (STUDYSUBJECTID, EVENTSTARTDATE), STUDYOID, METADATAVERSIONOID, SITENAME and INVESTIGATOR
    where the file says more by them, then the ItemOIDs, each with what stands beside it: its unit (`_UNIT`), what a
    system adds (`_REASONFORNULL`), with `table.decode` the meaning of its code (`_DECODE`). Groups of a form that do
    not repeat are one row. With `table.audit` the rows are the audit records of the form instead. A transactional file
    is brought to its last state. What is removed, null, repeated or outside a group is reported, not read. Raises
    InputError for broken or unsafe XML and for a form that is not there.
    """
    del profile
    root = _document(path)
    state, transactions = last_state(root, path.name)
    every = list(item_groups(state))
    groups = [place for place in every if not table.form or table.form in place.forms]
    if table.form and not groups:
        known = sorted({form for place in every for form in place.forms if form})
        hint = nearest(table.form, known) or ", ".join(known)
        message = f"{path.name}: no form or item group '{table.form}' ({hint})"
        raise InputError(message)
    if table.audit:
        return audit_table(root, table.form), ()
    live = [place for place in groups if not place.removed]
    frame, issues = _frame(path.name, live, table)
    removed = len(groups) - len(live)
    return frame, (*issues, *transactions, *file_issues(path.name, root, removed))


def _frame(file: str, groups: Sequence[Place], table: Table) -> tuple[Frame, tuple[Issue, ...]]:
    records = records_of(groups, decode=table.decode)
    columns = columns_of(every_item(records), {*KEYS, *(name for record in records for name in record.keys)})
    rows = [{**record.keys, **columns.row(record.items)} for record in records]
    names = dict.fromkeys([*KEYS, *(name for row in rows for name in row)])
    frame = pd.DataFrame(rows, columns=list(names)).astype("str").fillna("")
    issues = (*renamed_items(file, columns), *odd_issues(file, [record.every for record in records]))
    return frame.set_axis(pd.RangeIndex(1, len(rows) + 1)), issues


def odm_forms(path: Path) -> tuple[str, ...]:
    """List the forms of an ODM file that have data, an item group where it has no form.

    Raises InputError, also for a file that has definitions only.
    """
    root = _document(path)
    forms = (form or group for form, group in (place.forms for place in item_groups(root)))
    found = tuple(dict.fromkeys(forms))
    defined = sum(1 for _ in root.iterfind("{*}Study/{*}MetaDataVersion/{*}FormDef"))
    if defined and not found:
        message = f"{path.name}: has the definitions of {defined} forms, and no data; have it exported with its data"
        raise InputError(message)
    return found


def _document(path: Path) -> etree._Element:
    root = parse_xml(path)
    if local_name(root) != "ODM":
        message = f"{path.name}: expected an ODM document, got <{local_name(root)}>"
        raise InputError(message)
    return root
