"""Public pages under load, against the raw line in the same minutes: same server, same database, same body size.

The portal runs as it does in production, limiter and all; every request comes from another address through one proxy.
"""

import os
import random
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median

from tests.serving import served

ROOT = Path(__file__).resolve().parents[2]
CONNECTIONS, ROUNDS, SECONDS, WARM_UP, SAMPLE = 16, 13, 2.0, 3.0, 200
KINDS = {
    "html": ("status page", "/tra-cuu/{code}", 0.30),
    "json": ("status JSON", "/api/v1/status/{code}", 0.33),
}
PUBLISHED = ("page of the published figures", "/thong-ke{code}", 0.10)
ASKED = [
    "", "?het=1", "?xem=linh-vuc", "?xem=thu-tuc", "?xem=thang", "?xem=xep-hang", "?co-quan=H20.5",
    "?co-quan=H20.28261", "?co-quan=H20.28261&xem=thu-tuc", "?thu-tuc=1.001193",
]  # fmt: skip
_WRK = """
local codes = {}
for code in io.lines("%s") do codes[#codes + 1] = code end
local seed = 0
function setup(thread) seed = seed + 1; thread:set("seed", os.time() + 7919 * seed) end
function init(args) math.randomseed(seed) end
function request()
    local code = codes[math.random(#codes)]
    local address = "10." .. math.random(0, 255) .. "." .. math.random(0, 255) .. "." .. math.random(0, 255)
    return wrk.format("GET", "%s" .. code .. "%s", {["X-Forwarded-For"] = address})
end
"""


def measure(
    codes: list[str], database_url: str, redis_url: str, *, rounds: int = ROUNDS, seconds: float = SECONDS
) -> list:
    """Rows {"name", "value", "limit", "ratio", "bound"} for pages and JSON: requests a second, medians of the rounds.

    codes: receipt codes of that database, drawn at random. Raises RuntimeError when a server answers anything but 200.
    """
    environ = {
        **os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url, "TRUSTED_PROXIES": "1",
        "PYTHONPATH": str(ROOT), "ALLOWED_HOSTS": "127.0.0.1",
    }  # fmt: skip
    alike = {"workers": 2, "threads": 1}
    with served("portal.wsgi", environ, **alike) as portal, served("tests.bench.rawline", environ, **alike) as raw:
        return [
            *(_row(kind, KINDS[kind], codes, codes, portal, raw, rounds, seconds) for kind in KINDS),
            _row("html", PUBLISHED, ASKED, codes, portal, raw, rounds, seconds),
        ]


def _row(
    kind: str, page: tuple[str, str, float], asked: list[str], codes: list[str], portal: int, raw: int, rounds: int,
    seconds: float,
) -> dict:  # fmt: skip
    """asked: what stands in the page's address; codes: what the raw line is asked."""
    name, path, bound = page
    size = _usual_size(portal, [path.format(code=each) for each in random.sample(asked, min(SAMPLE, len(asked)))])
    ours, line = path.split("{code}"), ("/", f"/{size}/{kind}")
    for port, around, whats in ((portal, ours, asked), (raw, line, codes)):
        _rate(port, around, whats, WARM_UP)
    runs = [(_rate(portal, ours, asked, seconds), _rate(raw, line, codes, seconds)) for _ in range(rounds)]
    value, limit = (median(rates) for rates in zip(*runs, strict=True))
    ratio = median(mine / theirs for mine, theirs in runs)
    return {
        "name": f"{name} of {size} bytes, limiter on, requests a second, against the raw line",
        "value": round(value), "limit": round(limit), "ratio": round(ratio, 3), "bound": f">={bound}",
    }  # fmt: skip


def _usual_size(port: int, paths: list[str]) -> int:
    asked = HTTPConnection("127.0.0.1", port, timeout=10)
    sizes = []
    for path in paths:
        asked.request("GET", path, headers={"X-Forwarded-For": _address(random)})
        answer = asked.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        sizes.append(len(body))
    return round(sum(sizes) / len(sizes))


def _address(chance) -> str:
    return f"10.{chance.randrange(256)}.{chance.randrange(256)}.{chance.randrange(256)}"


def _rate(port: int, around: tuple[str, str], codes: list[str], seconds: float) -> float:
    """Requests a second over 16 kept connections."""
    return (_by_wrk if shutil.which("wrk") else _by_python)(port, around, codes, seconds)


def _by_wrk(port: int, around: tuple[str, str], codes: list[str], seconds: float) -> float:
    with tempfile.TemporaryDirectory() as folder:
        listed, script = Path(folder, "codes"), Path(folder, "ask.lua")
        listed.write_text("\n".join(codes))
        script.write_text(_WRK % (listed, *around))
        command = [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{max(1, round(seconds))}s",
            "-s",
            str(script),
            f"http://127.0.0.1:{port}",
        ]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    return float(said.partition("Requests/sec:")[2].split()[0])


def _by_python(port: int, around: tuple[str, str], codes: list[str], seconds: float) -> float:
    """Where wrk is not installed: a process of threads, which costs the servers a good part of a core."""
    until = time.monotonic() + seconds
    counts = [0] * CONNECTIONS
    wrong: list[str] = []

    def ask(lane: int) -> None:
        chance = random.Random(lane + time.time_ns())
        with socket.create_connection(("127.0.0.1", port), 10) as line:
            while time.monotonic() < until and not wrong:
                path = f"{around[0]}{chance.choice(codes)}{around[1]}"
                line.sendall(
                    f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {_address(chance)}\r\n\r\n".encode()
                )
                status = _read_answer(line)
                if status != b"200":
                    wrong.append(f"{path}: {status.decode()}")
                counts[lane] += 1

    lanes = [threading.Thread(target=ask, args=(lane,)) for lane in range(CONNECTIONS)]
    begun = time.monotonic()
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    if wrong:
        raise RuntimeError(wrong[0])
    return sum(counts) / (time.monotonic() - begun)


def _read_answer(line: socket.socket) -> bytes:
    """Read one whole answer; its status."""
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(line)
    head = data[:end].lower()
    length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    while len(data) < end + 4 + length:
        data += _more(line)
    return data[9:12]


def _more(line: socket.socket) -> bytes:
    got = line.recv(65536)
    if not got:
        raise RuntimeError("the server hung up")
    return got
