"""What is sent as a file is kept only as far as a file may be long; what comes after that is read and dropped."""

from django.core.files.uploadhandler import FileUploadHandler

KEPT = 10 * 1024 * 1024  # bytes; one part more arrives, so that the form sees that it was too long


class Cut(FileUploadHandler):
    """First of the handlers: a scan of a gigabyte costs its reading, and neither memory nor a full disk."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= KEPT else None

    def file_complete(self, file_size: int) -> None:
        """The next handler has it."""
