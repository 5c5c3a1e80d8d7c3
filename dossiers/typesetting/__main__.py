"""The press as a process of its own: letters as JSON in, the bytes of the PDF out. The moment is its one argument."""

import json
import sys
from datetime import datetime

from dossiers.typesetting.press import typeset_here

if __name__ == "__main__":
    sys.stdout.buffer.write(typeset_here(json.load(sys.stdin), datetime.fromisoformat(sys.argv[1])))
