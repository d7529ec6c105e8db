"""`python -m tests.schemas`: write the digests of the schemas of YAML anew; say which are others than before."""

from __future__ import annotations

import json
import sys

from tests.schemas.digests import RECORDED, recorded, schemas


def main() -> None:
    """Write the digests, and name the kinds whose schema is another one under the version that it had."""
    before, now = recorded(), schemas()
    RECORDED.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")
    for kind, said in now.items():
        was = before.get(kind, said)
        if was != said and was["version"] == said["version"]:
            sys.stdout.write(f"{kind}: another schema; step its version if {said['version']} was released\n")


if __name__ == "__main__":
    main()
