"""`python -m tests.fit_confidence`: the weights of the confidence, fitted to the annotated development documents.

Prints the weights, and how often tasks called sure are right where the document they stand in was left out. The
documents set aside take no part.
"""

import importlib.util
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from services.tracker.reading.confidence import UNSEEN, WEIGHTS, features
from services.tracker.reading.contract import reading_json
from services.tracker.reading.reader import read_with_signs
from tests.score import SCORER, SURE, invented, parts

_RIDGE = 1.0
_STEPS = 250


@dataclass(frozen=True)
class Sample:
    """One task read: its document, its signs as numbers, whether it is right in class and deadline."""

    document: Path
    signs: dict[str, float]
    right: bool


def main() -> int:
    """Fit, print, and judge by leaving one document out."""
    if not SCORER.exists():
        print(f"nothing to fit to: {SCORER} is not there", file=sys.stderr)
        return 1
    texts = [*parts()[0], *invented()["development"]]
    samples = [sample for text in texts for sample in samples_of(text)]
    for name, weight in fitted(samples).items():
        print(f"{name:14s} {weight:+.2f}  (in use {WEIGHTS[name]:+.2f})")
    called = [
        (1 - UNSEEN * (1 - chance(fitted([other for other in samples if other.document != text]), sample)), sample)
        for text in texts
        for sample in samples
        if sample.document == text
    ]
    sure = [sample.right for confidence, sample in called if confidence >= SURE]
    print(f"left out: share {len(sure) / len(samples):.3f}, right {sum(sure) / max(1, len(sure)):.3f}")
    return 0


def samples_of(text: Path) -> list[Sample]:
    """The tasks of a document, judged as the scorer judges them."""
    scorer = _scorer()
    source, wanted = text.read_bytes().decode(), json.loads(text.with_suffix(".json").read_bytes())["tasks"]
    reading, every = read_with_signs(source)
    answers = reading_json(reading, lambda _: None)["tasks"]
    assert isinstance(answers, list)
    solid = [0]
    for letter in source:
        solid.append(solid[-1] + (not letter.isspace()))
    places = [tuple(task["span"]) if task.get("span") else scorer.locate(task["excerpt"], source) for task in wanted]
    found = []
    for answer, signs in zip(answers, every, strict=True):
        near = [task for task, place in zip(wanted, places, strict=True)
                if place and scorer.iou(place, tuple(answer["span"]), solid) >= 0.5]  # fmt: skip
        right = any(
            scorer.same_deadline(task["deadline"], answer["deadline"])
            and (task.get("ambiguous") or task["category"] == answer["category"])
            for task in near
        )
        found.append(Sample(text, features(signs), bool(right)))
    return found


def fitted(samples: Sequence[Sample]) -> dict[str, float]:
    """Logistic regression with a ridge, by gradient ascent."""
    weights = dict.fromkeys(WEIGHTS, 0.0)
    rate = 2 / len(samples)
    for _ in range(_STEPS):
        slope = {name: (-_RIDGE * weight if name != "base" else 0.0) for name, weight in weights.items()}
        for sample in samples:
            error = sample.right - chance(weights, sample)
            for name, value in sample.signs.items():
                slope[name] += error * value
        weights = {name: weight + rate * slope[name] for name, weight in weights.items()}
    return weights


def chance(weights: dict[str, float], sample: Sample) -> float:
    return 1 / (1 + math.exp(-sum(weights[name] * value for name, value in sample.signs.items())))


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("scorer", SCORER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
