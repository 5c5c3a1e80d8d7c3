"""The press as a process of its own: letters as JSON in, the bytes of the PDF out. Arguments: how many, the moment."""

import sys
from datetime import datetime

from dossiers.typesetting.press import typeset_here

if __name__ == "__main__":
    n, at = sys.argv[1:]
    sys.stdout.buffer.write(typeset_here(sys.stdin.read(), int(n), datetime.fromisoformat(at)))
