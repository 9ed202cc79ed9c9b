"""`python -m tests.wheel`: build the wheel, install it elsewhere with the locked dependencies, and run its main job.

Part of `.ci/run`: a file that only the checkout has must not be needed by what users install.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.servers.place import PROJECT, free_port

BODY = {
    "event": "document.issued",
    "event_id": "wheel-1",
    "document": {
        "number": "1",
        "notation": "UBND-TH",
        "issuer": "UBND tỉnh Mẫu",
        "abstract": "thử gói cài đặt",
        "issued_on": "2026-11-16",
        "tasks": [{"content": "Báo cáo kết quả", "lead": ["Sở Nội vụ"], "code": "QC45_a", "deadline": "2030-12-31"}],
    },
}
CONFIG = """
[office]
name = "Văn phòng UBND tỉnh Mẫu"
code = "H00"
[sources.thu]
preset = "dondoc"
auth = { scheme = "api-key", header = "X-Api-Key", secrets = ["wheel-check"] }
[channels.console]
kind = "console"
"""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="dondoc-wheel-") as place:
        folder = Path(place)
        python = installed(folder)
        (folder / "dondoc.toml").write_text(CONFIG, "utf-8")
        task = served(folder, python)
        print(f"wheel: {task['code']} due {task['assignments'][0]['due_at']} from {python.parent.parent.name}")
    return 0


def installed(folder: Path) -> Path:
    """A new environment in `folder` that holds the wheel and its locked dependencies; its interpreter."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    dist = folder / "dist"
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(dist), str(PROJECT)], check=True)
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    pip[0] = str(python)
    subprocess.run([*pip, "install", "--require-hashes", "-r", str(PROJECT / "requirements.lock")], check=True)
    subprocess.run([*pip, "install", "--no-deps", *map(str, dist.glob("*.whl"))], check=True)
    shutil.rmtree(PROJECT / "build", ignore_errors=True)
    return python


def served(folder: Path, python: Path) -> dict[str, Any]:
    """Start `dondoc serve` away from the checkout, push one document, and give the task that came of it."""
    base = f"http://127.0.0.1:{(port := free_port())}"
    env = {k: v for k, v in os.environ.items() if not k.startswith("DONDOC_")}
    env |= {"DONDOC_PORT": str(port), "DONDOC_HOST": "127.0.0.1", "DONDOC_BOOTSTRAP_TOKEN": "wheel-check-token"}
    process = subprocess.Popen([str(python.parent / "dondoc"), "serve"], cwd=folder, env=env)
    try:
        wait(lambda: ask(base + "/health/ready"))
        ask(base + "/webhooks/thu", json.dumps(BODY).encode(), {"x-api-key": "wheel-check"})
        operator = {"authorization": "Bearer wheel-check-token"}
        reference = base + "/v1/tasks?reference=1/UBND-TH"
        task: dict[str, Any] = wait(lambda: next(iter(ask(reference, headers=operator)["items"]), None))
        return task
    finally:
        process.terminate()
        assert process.wait(30) == 0, "a graceful stop ends with 0"


def ask(url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Any:
    with urllib.request.urlopen(urllib.request.Request(url, body, headers or {}), timeout=10) as answer:
        return json.load(answer)


def wait(check: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := check():
                return found
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.1)
    raise SystemExit("wheel: no answer in time")


if __name__ == "__main__":
    sys.exit(main())
