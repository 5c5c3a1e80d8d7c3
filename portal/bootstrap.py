"""Makes .venv from a locked requirements file, by the system's Python and with no library but Python's own.

Usage: python -I portal/bootstrap.py requirements.txt
"""

import shutil
import subprocess
import sys
from pathlib import Path

VENV = Path(__file__).resolve().parent.parent / ".venv"
PYTHON = VENV / "bin" / "python"


def main() -> None:
    """Make or complete the environment and leave a stamp. Exits with one sentence when it cannot."""
    requirements = Path(sys.argv[1])
    if not _works():
        _create()
    print(f"Đang cài các gói trong {requirements} (chỉ lần đầu hoặc khi danh sách đổi)…", flush=True)  # noqa: T201
    if not _runs(*_installer(), "--require-hashes", "-r", str(requirements)):
        sys.exit("Chưa cài được các gói; lý do ở ngay phía trên (thường là mạng hoặc kho gói).")
    (VENV / f"{requirements.stem}.stamp").touch()


def _works() -> bool:
    check = [str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    return PYTHON.exists() and subprocess.run(check).returncode == 0


def _create() -> None:
    print("Đang tạo môi trường Python .venv…", flush=True)  # noqa: T201
    if shutil.which("uv"):
        made = _runs("uv", "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV))
    else:
        # Debian's bare Python has venv but no ensurepip; then the system's pip works on our environment from outside.
        made = _runs(sys.executable, "-m", "venv", "--clear", str(VENV), quiet=True) or _runs(
            sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)
        )
    if not made:
        sys.exit("Không tạo được môi trường Python .venv; hãy cài uv, hoặc gói venv của Python.")


def _installer() -> list[str]:
    if shutil.which("uv"):
        # As pip does by itself: otherwise each process that may not write it down compiles for seconds.
        return ["uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", str(PYTHON)]
    common = ["install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if _runs(str(PYTHON), "-m", "pip", "--version", quiet=True):
        return [str(PYTHON), "-m", "pip", *common]
    for pip in ([sys.executable, "-m", "pip"], ["pip3"], ["pip"]):
        if shutil.which(pip[0]) and _runs(*pip, "--version", quiet=True):
            return [*pip, "--python", str(PYTHON), *common]
    sys.exit("Máy chưa có công cụ cài gói: hãy cài một trong ba thứ pip, uv hoặc ensurepip (python3-venv).")


def _runs(*command: str, quiet: bool = False) -> bool:
    sink = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, stdout=sink, stderr=sink).returncode == 0


if __name__ == "__main__":
    main()
