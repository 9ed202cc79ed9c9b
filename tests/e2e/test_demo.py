"""`dondoc demo`: a newcomer sees documents arrive, tasks with class and deadline, and reminders, within a minute."""

import os
import subprocess
import sys

import pytest


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "words"),
    [("vi", ["giao nhiệm vụ", "nhắc việc", "đến hạn hôm nay", "đôn đốc quá hạn"]), ("en", ["assigned", "overdue"])],
)
def test_the_demonstration_tells_the_whole_story(lang: str, words: list[str]) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("DONDOC_")} | {"DONDOC_LANG": lang, "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-m", "services", "demo"], env=env, capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    for source in ("ioffice", "idesk", "eoffice", "ictlongan"):
        assert f"▶ {source}" in done.stdout
    for code in ("QC45_a", "QC45_d"):
        assert code in done.stdout
    for word in words:
        assert word in done.stdout, f"{word} was never told:\n{done.stdout}"
    assert "Traceback" not in done.stdout + done.stderr
