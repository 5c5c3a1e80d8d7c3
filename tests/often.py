"""How often the long proofs try: `make test` once, `make soak` twenty times as often."""

import os

TIMES = int(os.environ.get("SOAK", "1"))
