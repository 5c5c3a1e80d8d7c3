"""The press as a process of its own: {"letters": […], "at": ISO 8601} in, the bytes of the PDF out."""

import json
import sys
from datetime import datetime

from dossiers.typesetting.press import typeset

if __name__ == "__main__":
    asked = json.load(sys.stdin)
    sys.stdout.buffer.write(typeset(asked["letters"], datetime.fromisoformat(asked["at"])))
