"""How often the long proofs try: `make test` once, `make soak` ten times as often."""

import os

TIMES = int(os.environ.get("SOAK", "1"))
