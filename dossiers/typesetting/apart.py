"""Many letters at once, in a process that is gone afterwards."""

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 150  # a worker's task is stopped after 200


def typeset_apart(letters: Sequence[dict[str, Any]], at: datetime) -> bytes:
    """As `typeset`. The press keeps about a megabyte a page of what it has seen; here that goes with its process.

    Raises subprocess.SubprocessError when it breaks or takes longer than SECONDS.
    """
    asked = json.dumps({"letters": list(letters), "at": at.isoformat()})
    command = [sys.executable, "-m", "dossiers.typesetting"]
    done = subprocess.run(command, input=asked.encode(), stdout=subprocess.PIPE, cwd=ROOT, check=True, timeout=SECONDS)
    return done.stdout
