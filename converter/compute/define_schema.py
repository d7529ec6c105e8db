"""Validate define.xml against the schemas of CDISC."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import defineutils
from lxml import etree

from converter.compute.xml import parse_xml

SCHEMA = Path(defineutils.__file__).parent / "validate" / "schema" / "cdisc-arm-1.0" / "arm1-0-0.xsd"


def schema_errors(path: Path) -> tuple[str, ...]:
    """Give every error of the Define-XML 2.1 (with ARM 1.0) schema, with its line; nothing where the file is valid.

    Raises InputError for broken or unsafe XML.
    """
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    schema.validate(parse_xml(path))
    log: Any = schema.error_log
    return tuple(f"line {error.line}: {error.message}" for error in log)
