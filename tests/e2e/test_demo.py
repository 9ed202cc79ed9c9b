"""`dondoc demo`: a newcomer sees documents arrive, tasks with class and deadline, and reminders, within a minute."""

import os
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_the_demonstration_tells_the_whole_story() -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("DONDOC_")} | {"COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-m", "services", "demo"], env=env, capture_output=True, text=True, timeout=150, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    for source in ("ioffice", "idesk", "eoffice", "ictlongan"):
        assert f"▶ {source}" in done.stdout
    for word in ("QC45_a", "QC45_d", "giao nhiệm vụ", "nhắc việc", "đến hạn hôm nay", "đôn đốc quá hạn",
                 "đang thực hiện 60 %", "hạn 20/11/2026", "chấp nhận kết quả"):  # fmt: skip
        assert word in done.stdout, f"{word} was never told:\n{done.stdout}"
    assert "Traceback" not in done.stdout + done.stderr
