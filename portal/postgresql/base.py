"""PostgreSQL whose restart nobody sees: connecting is tried again for a few seconds, as nothing was sent yet."""

import random
import time

from django.db.backends.postgresql import base
from django.db.utils import OperationalError

PATIENCE = 3.0  # seconds
MOST = 0.2  # seconds between two tries


class DatabaseWrapper(base.DatabaseWrapper):
    patience: float | None = None  # seconds, where somebody would rather know at once

    def get_new_connection(self, conn_params):
        """Connect, trying again until PATIENCE is over. Raises OperationalError after that."""
        give_up = time.monotonic() + (PATIENCE if self.patience is None else self.patience)
        while True:
            try:
                return super().get_new_connection(conn_params)
            except (OperationalError, base.Database.OperationalError):
                if time.monotonic() >= give_up:
                    raise
                time.sleep(random.uniform(0.02, MOST))  # noqa: S311 - jitter, not a secret
