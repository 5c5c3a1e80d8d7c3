"""What tests of attached files send, and how they look into the store."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.staff.pages import page

PDF = b"%PDF-1.7\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF"


def send(client, dossier, content=PDF, name="Đơn đề nghị.pdf", kind="application/octet-stream"):
    return client.post(page(dossier, "tep"), {"file": SimpleUploadedFile(name, content, content_type=kind)})


def lying(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]
