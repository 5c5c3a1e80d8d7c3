"""A mail server that only catches, on a port of its own."""

import asyncio
from collections import Counter
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller


class Catcher(Controller):
    """On 127.0.0.1 while it is started. letters: what it took. no: what it answers instead of taking a letter.

    late: for how many seconds it looks into a letter before it says that it took it, or at a recipient.
    ids: how many letters of each Message-ID came.
    """

    def __init__(self):
        self.letters: list[EmailMessage] = []
        self.no: dict[str, str] = {}  # {"RCPT": "550 …"} or {"DATA": "451 …"}
        self.late = {"RCPT": 0.0, "DATA": 0.0}
        super().__init__(self, hostname="127.0.0.1", port=0)

    @property
    def ids(self) -> Counter[str]:
        return Counter(letter["Message-ID"] for letter in self.letters)

    def _trigger_server(self):
        """Port 0 is any free one: told once the server has it."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    async def handle_RCPT(self, server, session, envelope, address, options):
        await asyncio.sleep(self.late["RCPT"])
        if "RCPT" in self.no:
            return self.no["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "DATA" in self.no:
            return self.no["DATA"]
        self.letters.append(message_from_bytes(envelope.original_content or envelope.content, policy=policy.default))
        await asyncio.sleep(self.late["DATA"])
        return "250 OK"

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
