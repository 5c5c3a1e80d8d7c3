"""Patience with a mail server: little for a command, a minute for the letter itself, and an end to all of it.

Servers look into a letter before they say that they took it; who hangs up meanwhile sends it again, and again.
"""

import io
import smtplib
import time

from django.core.mail.backends.smtp import EmailBackend

from dossiers.gateways.patience import Until

COMMANDS = 20.0  # seconds for all that comes before the letter; each command has EMAIL_TIMEOUT
TAKING = 60.0  # seconds for the letter and the word that it was taken
GOODBYE = 2.0


class NotConfirmed(smtplib.SMTPServerDisconnected):
    """The server was given the letter and fell silent: whether it took it nobody knows."""


class _Plain(smtplib.SMTP):
    def __init__(self, *args, **kwargs):
        self._until, self._is_taking = time.monotonic() + COMMANDS, False
        super().__init__(*args, **kwargs)

    def getreply(self):
        if self.file is None:
            self.file = io.BufferedReader(Until(self.sock, self._until))
        each = TAKING if self._is_taking else self.timeout
        self.file.raw.moment = min(self._until, time.monotonic() + each)
        code, said = super().getreply()
        if code == 354:  # the server waits for the letter
            self._until, self._is_taking = time.monotonic() + TAKING, True
            self.sock.settimeout(TAKING)
        return code, said

    def data(self, msg):
        try:
            return super().data(msg)
        except OSError as fault:
            if self._is_taking:
                raise NotConfirmed(str(fault)) from fault
            raise
        finally:
            self._is_taking = False

    def quit(self):
        """What the server says to this, or does not say, changes nothing: what became of the letter is known."""
        self._until = time.monotonic() + GOODBYE
        try:
            return super().quit()
        except OSError:
            self.close()
            return 221, b""


class _Secure(_Plain, smtplib.SMTP_SSL):
    pass


class Patient(EmailBackend):
    """Django's way to the server of EMAIL_URL."""

    @property
    def connection_class(self):
        return _Secure if self.use_ssl else _Plain
