"""Patience with a gateway that drips: its whole answer is there within a time, or it counts as none.

The time limits of requests are for each byte that comes; so a gateway could hold a sender for hours.
"""

import http.client
import io
import time

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

SECONDS = 7.0  # for the head and the body of an answer together


class Until(io.RawIOBase):
    """What a socket receives before a moment; TimeoutError after it."""

    def __init__(self, sock, moment: float):
        self.sock, self.moment = sock, moment

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        left = self.moment - time.monotonic()
        if left <= 0:
            raise TimeoutError("The answer is not there in time.")
        self.sock.settimeout(left)
        return self.sock.recv_into(buffer)


class _Answer(http.client.HTTPResponse):
    def __init__(self, sock, *args, **kwargs):
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = io.BufferedReader(Until(sock, time.monotonic() + SECONDS))


class _Plain(HTTPConnection):
    response_class = _Answer


class _Secure(HTTPSConnection):
    response_class = _Answer


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class Patient(HTTPAdapter):
    """For a session of requests."""

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
