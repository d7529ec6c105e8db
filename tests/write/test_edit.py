"""An edit of YAML changes the one value, and nothing else that its author wrote."""

from __future__ import annotations

import pytest

from converter.write.edit import GONE, edited

TEXT = """# head
label: Adverse Events   # as the guide
variables:
  AESEV: {label: Severity, comment: "old one"}   # why
  AETERM:
    label: Term
    method: >
      long
      text
  # about the last
  AEOUT: {length: 8}

value_level:
  - {variable: AESEV, where: {variable: AETERM, eq: A}}
# end
"""


@pytest.mark.parametrize(
    ("trail", "value", "old", "new"),
    [
        (("label",), "Events: all", "label: Adverse Events   #", 'label: "Events: all"   #'),
        (("variables", "AESEV", "comment"), "new", '"old one"}   # why', "new}   # why"),
        (("variables", "AESEV", "length"), 8, '"old one"}   # why', '"old one", length: 8}   # why'),
        (("variables", "AETERM", "method"), "short", "method: >\n      long\n      text\n", "method: short\n"),
        (("variables", "AETERM", "length"), 9, "      text\n", "      text\n    length: 9\n"),
        (("variables", "AEREL"), {"label": "Rel"}, "{length: 8}\n", "{length: 8}\n  AEREL: {label: Rel}\n"),
        (("variables", "AEREL", "label"), "Rel", "{length: 8}\n", "{length: 8}\n  AEREL: {label: Rel}\n"),
        (("keys",), ["A", "B"], "eq: A}}\n", "eq: A}}\nkeys: [A, B]\n"),
        (("value_level", 1), {"variable": "X"}, "eq: A}}\n", "eq: A}}\n  - {variable: X}\n"),
        (("variables", "AESEV", "comment"), GONE, ', comment: "old one"', ""),
        (("variables", "AESEV", "label"), GONE, "label: Severity, ", ""),
        (("variables", "AETERM", "label"), GONE, "    label: Term\n", ""),
        (("variables", "AEOUT", "length"), GONE, "  AEOUT: {length: 8}\n", ""),
        (("value_level", 0), GONE, "value_level:\n  - {variable: AESEV, where: {variable: AETERM, eq: A}}\n", ""),
    ],
)
def test_one_value_is_set_added_or_taken_away(trail: tuple[str | int, ...], value: object, old: str, new: str) -> None:
    assert TEXT.count(old) == 1
    assert edited(TEXT, trail, value) == TEXT.replace(old, new)


@pytest.mark.parametrize(("text", "trail"), [("", ("a",)), (TEXT, ("variables", "NONE", "label"))])
def test_what_is_not_there_is_not_taken_away(text: str, trail: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"is not there|is empty"):
        edited(text, trail, GONE)
