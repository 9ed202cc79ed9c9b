"""`./dev score`: how well directives are read, on the documents they were developed with and on those set aside.

Every third annotated document (by sorted name) is set aside: it is scored here and looked at seldom. The scorer and
the documents lie beside the project; without them there is nothing to score.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
DOCUMENTS = SHARED / "corpus" / "documents"
PHRASES = SHARED / "corpus" / "deadline_phrases.jsonl"
SCORER = SHARED / "evaluate" / "score.py"
INVENTED = Path(__file__).parent / "samples" / "directives"
INVENTED_ASIDE = (*range(19, 28), *range(37, 42))
SURE = 0.9
Answer = dict[str, Any]


def main(arguments: Sequence[str] = ()) -> int:
    """Print both sets of figures, the phrases and the speed; `--verbose` shows the errors of the development part."""
    if not SCORER.exists():
        print(f"nothing to score: {SCORER} is not there", file=sys.stderr)
        return 1
    development, aside = parts()
    print("# development\n" + scored(development, verbose="--verbose" in arguments))
    print("# set aside\n" + scored(aside))
    for name, texts in invented().items():
        print(f"# invented, {name}\n" + scored(texts))
    print("# deadline phrases\n" + phrases())
    print("# speed\n" + speed(development + aside))
    return 0


def parts() -> tuple[list[Path], list[Path]]:
    """The annotated documents: those developed with, and every third, set aside."""
    annotated = [
        path for path in sorted(DOCUMENTS.glob("*.json")) if json.loads(path.read_bytes())["tasks"] is not None
    ]
    texts = [path.with_suffix(".txt") for path in annotated]
    aside = texts[2::3]
    return [text for text in texts if text not in aside], aside


def invented() -> dict[str, list[Path]]:
    """Our own documents: those whose errors may be looked at, and `INVENTED_ASIDE`, which only count."""
    texts = sorted(INVENTED.glob("*.txt"))
    parts = {
        "development": [text for text in texts if int(text.stem) not in INVENTED_ASIDE],
        "aside": [text for text in texts if int(text.stem) in INVENTED_ASIDE],
    }
    return {name: part for name, part in parts.items() if part}


def scored(texts: Sequence[Path], *, verbose: bool = False) -> str:
    """The scorer's figures over some documents only, how sure the reader was and how often it was right when sure."""
    with tempfile.TemporaryDirectory() as folder:
        for text in texts:
            for path in (text, text.with_suffix(".json")):
                (Path(folder) / path.name).symlink_to(path)
        answers = list(_answers(sorted(Path(folder).glob("*.txt"))))
        figures = _figures(folder, answers, verbose=verbose)
        sure = [
            {**answer, "tasks": [task for task in answer["tasks"] if task["confidence"] >= SURE]} for answer in answers
        ]
        share = sum(len(answer["tasks"]) for answer in sure) / max(1, sum(len(answer["tasks"]) for answer in answers))
        return f"{figures}sure_share      {share:.3f}\nsure_right      {_right(_figures(folder, sure)):.3f}\n"


def _figures(folder: str, answers: Sequence[Answer], *, verbose: bool = False) -> str:
    lines = "".join(json.dumps(answer) + "\n" for answer in answers)
    command = [sys.executable, str(SCORER), folder, *(["--verbose"] if verbose else [])]
    return subprocess.run(command, input=lines, capture_output=True, text=True, check=True).stdout


def _right(figures: str) -> float:
    """The share of the tasks read that are found, and right in class and deadline: back from `whole_f1`."""
    rows = dict(line.split() for line in figures.splitlines())
    read, tasks = int(rows["read"]), int(rows["tasks"])
    return round(float(rows["whole_f1"]) * (read + tasks) / 2) / max(1, read)


def _answers(texts: Sequence[Path]) -> Iterator[Answer]:
    from services.tracker.reading import read
    from services.tracker.reading.contract import reading_json

    for text in texts:
        reading = read(text.read_bytes().decode("utf-8-sig"))
        yield {"path": str(text), **reading_json(reading, lambda _: None)}


def phrases() -> str:
    """The scorer's figures over the deadline phrases."""
    answers = subprocess.run(
        [sys.executable, "-m", "services", "read", "--phrases", str(PHRASES)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip
    command = [sys.executable, str(SCORER), "--phrases", str(PHRASES)]
    return subprocess.run(command, input=answers, capture_output=True, text=True, check=True).stdout


def speed(texts: Sequence[Path]) -> str:
    """Documents of 14 kB read in a second of one core's time."""
    from services.tracker.reading import read

    bodies = [text.read_bytes().decode("utf-8-sig") for text in texts]
    size = sum(text.stat().st_size for text in texts)
    read(bodies[0])
    started = time.process_time()
    for body in bodies:
        read(body)
    return f"per_second      {size / 14_000 / (time.process_time() - started):.0f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
