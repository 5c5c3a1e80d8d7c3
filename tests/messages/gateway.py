"""A gateway for SMS and Zalo as a supplier may run one: it checks signatures by itself, and can behave badly."""

import base64
import hashlib
import hmac
import json
import os
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from portal.env import Gateway

KEY = b"thirty-two bytes of a secret key"


class LocalGateway:
    """On 127.0.0.1 while it is open. mode: how it behaves from now on. taken: what it took, each request's body.

    seen: how many requests of each webhook-id came, taken or not. unsigned: those whose signature was wrong.
    """

    def __init__(self):
        self.mode = "ok"
        self.taken: list[dict] = []
        self.seen: Counter[str] = Counter()
        self.unsigned: list[str] = []
        self.closing = threading.Event()
        handler = type("Handler", (_Handler,), {"gateway": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/tin"

    @property
    def settings(self) -> Gateway:
        return Gateway(self.url, KEY)

    @property
    def environment(self) -> dict[str, str]:
        """For a process that is to send SMS by it."""
        secret = f"whsec_{base64.b64encode(KEY).decode()}"
        return {"MESSAGES_SMS": "http", "MESSAGES_SMS_URL": self.url, "MESSAGES_SMS_SECRET": secret}

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def is_signed(self, headers, body: bytes) -> bool:
        """By the letter of Standard Webhooks, not by the code under test."""
        said = ".".join([headers.get("webhook-id", ""), headers.get("webhook-timestamp", ""), body.decode()])
        mac = base64.b64encode(hmac.new(KEY, said.encode(), hashlib.sha256).digest()).decode()
        return hmac.compare_digest(f"v1,{mac}", headers.get("webhook-signature", ""))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    gateway: LocalGateway

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:  # its sender was killed over it
            self.close_connection = True
            return None
        self.gateway.seen[self.headers["webhook-id"]] += 1
        if not self.gateway.is_signed(self.headers, body):
            self.gateway.unsigned.append(self.headers["webhook-id"])
            return self._answer(401, b"{}")
        getattr(self, f"_{self.gateway.mode}")(json.loads(body))

    def _ok(self, message):
        self.gateway.taken.append(message)
        self._answer(200, json.dumps({"reference": f"ref-{len(self.gateway.taken)}"}).encode())

    def _refuse(self, message):
        self._answer(422, json.dumps({"error": f"{message['to']} is not on our list"}).encode())

    def _busy(self, message):
        self._answer(503, b"")

    def _nonsense(self, message):
        self._answer(200, os.urandom(300))

    def _unsure(self, message):
        self._answer(200, b'{"reference": "\\u0000\\ud800"}')

    def _deep(self, message):
        self._answer(200, b"[" * 60_000)

    def _huge(self, message):
        self._answer(200, json.dumps({"reference": "x", "more": "x" * 200_000}).encode())

    def _redirect(self, message):
        self.send_response(307)
        self.send_header("Location", self.gateway.url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _slow(self, message):
        self.gateway.closing.wait(30)
        self.close_connection = True

    def _drip(self, message):
        """A head that takes its time, a byte after the other: each comes early enough by itself."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        for _ in range(300):
            if self.gateway.closing.wait(0.02):
                break
            try:
                self.wfile.write(b"x")
            except OSError:
                break
        self.close_connection = True

    def _answer(self, status: int, body: bytes):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:  # nobody reads on
            self.close_connection = True

    def log_message(self, *_):
        pass
