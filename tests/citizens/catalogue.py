"""What the English catalogue must hold, read from the sources; and a reader of .po files in pure Python."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PO = ROOT / "locale/en/LC_MESSAGES/django.po"
MARKED = (
    "dossiers/wording/statuses.py", "dossiers/wording/history.py", "dossiers/wording/refusals.py", "dossiers/api.py",
    "dossiers/wording/procedures.py", "dossiers/wording/figures.py", "dossiers/wording/details.py",
    "dossiers/wording/appointment.py",
    "dossiers/wording/published.py", "portal/faults.py", "dossiers/wording/following.py",
    "dossiers/wording/maintenance.py", "dossiers/wording/pages.py",
)  # fmt: skip
COUNTED = "%(n)s ngày làm việc"
_IN_TEMPLATE = re.compile(r'"([^"\n]+)"\|t\b')


def sources() -> set[str]:
    """Every Vietnamese sentence of the public pages, the answers to programs, the faults and the tables of wording."""
    found = set()
    for path in MARKED:
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "n_":
                found.add(ast.literal_eval(node.args[0]))
    for page in (ROOT / "templates/public").glob("*.html"):
        found.update(_IN_TEMPLATE.findall(page.read_text()))
    return found


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
