"""What the English catalogue must hold, read from the sources; and a reader of .po files in pure Python."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PO = ROOT / "locale/en/LC_MESSAGES/django.po"
MARKED = ("dossiers/wording.py", "dossiers/api.py", "portal/faults.py")
STAFF_ONLY = {"MOVE", "PAPER_KIND", "REFUSED"}  # tables of wording that no citizen reads
COUNTED = "%(n)s ngày làm việc"
_IN_TEMPLATE = re.compile(r'"([^"\n]+)"\|t\b')


def sources() -> set[str]:
    """Every Vietnamese sentence that a public page, an answer to a program or a fault page can say."""
    found = set()
    for path in MARKED:
        public = [part for part in ast.parse((ROOT / path).read_text()).body if not STAFF_ONLY & _named(part)]
        for node in ast.walk(ast.Module(public, [])):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "n_":
                found.add(ast.literal_eval(node.args[0]))
    for page in (ROOT / "templates/public").glob("*.html"):
        found.update(_IN_TEMPLATE.findall(page.read_text()))
    return found


def _named(part: ast.stmt) -> set[str]:
    targets = part.targets if isinstance(part, ast.Assign) else [getattr(part, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def entries(text: str) -> dict[str, list[str]]:
    """msgid → its translations (two where counted), of a .po file."""
    found: dict[str, list[str]] = {}
    for block in text.split("\n\n"):
        fields: dict[str, str] = {}
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            if not line.startswith('"'):
                name, _, line = line.partition(" ")
                fields[name] = ""
            fields[name] += ast.literal_eval(line)
        if fields:
            found[fields["msgid"]] = [value for name, value in fields.items() if name.startswith("msgstr")]
    return found
