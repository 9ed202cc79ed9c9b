"""An agency's word on its part of a document's tasks, and what an exchange's status says [CONTRACTS §2]."""

from typing import Any

from services.tracker.domain.agency import Known
from services.tracker.domain.status import OPEN, Move, Outcome, Refused, State
from services.tracker.register.assigning import LEAD, known_stranger
from services.tracker.register.case import Case, Doubt, Note
from services.tracker.register.moving import Place, Said, move_parts
from services.tracker.store.records import Dossier
from shared.events.documents import ProgressFact, StatusFact

# edXML StatusCode → what it says of the receiver's part (EDXML.md); the others are kept in the history alone.
_MOVES = {"04": Move.PROGRESS, "05": Move.PROGRESS, "06": Move.DONE}
_ASKS = {"02": "từ chối nhận", "13": "đề nghị lấy lại văn bản", "16": "từ chối cập nhật"}


def report_progress(case: Case, dossier: Dossier, fact: ProgressFact) -> None:
    """Move the agency's assignments: those it leads, else those in which it takes part."""
    percent = None if fact.percent is None else max(0, min(100, fact.percent))
    said = Said(wanted=Move(fact.state), at=case.said_at, percent=percent, text=fact.note)
    places = _places(dossier, case, fact.agency)
    if not places:
        words = f"“{fact.agency[:200]}” báo cáo tiến độ nhưng không được giao nhiệm vụ nào trong văn bản này."
        case.doubt(dossier, Doubt("progress-of-nobody", words, {"agency": fact.agency[:500], "note": fact.note}))
        return
    data = {"agency": fact.agency[:500], "state": fact.state, "percent": percent, "note": fact.note}
    _doubt_several(case, places, said)
    _doubt_refused(case, move_parts(case, places, said), data)


def _doubt_refused(case: Case, moved: list[tuple[Place, Outcome]], data: dict[str, Any]) -> None:
    for place, outcome in moved:
        if isinstance(outcome, Refused):
            case.doubt(place.dossier, Doubt("progress-refused", outcome.reason, data), place.file)


def _doubt_several(case: Case, places: list[Place], said: Said) -> None:
    if len(places) < 2 or said.wanted is Move.PROGRESS:
        return
    words = "Báo cáo hoàn thành không nêu rõ nhiệm vụ nào; đã ghi nhận cho mọi nhiệm vụ của cơ quan trong văn bản."
    case.doubt(places[0].dossier, Doubt("progress-several", words))


def _places(dossier: Dossier, case: Case, name: str) -> list[Place]:
    found = case.wave.terms.agencies.resolve(name, dossier.document["issued_on"])
    wanted = {found.agency.id} if isinstance(found, Known) else set()
    if (stranger := known_stranger(case.wave, name)) is not None:
        wanted.add(stranger.id)
    all_of_them = [
        Place(dossier, file, part)
        for file in dossier.tasks
        for part in file.parts
        if part.assignment["agency_id"] in wanted
    ]
    # Where everything was withdrawn, the answer is that it was: not that there never was anything.
    mine = [place for place in all_of_them if place.part.assignment["state"] != State.WITHDRAWN] or all_of_them
    leading = [place for place in mine if place.part.assignment["role"] == LEAD] or mine
    return [place for place in leading if State(place.part.assignment["state"]) in OPEN] or leading


def receive_status(case: Case, dossier: Dossier, fact: StatusFact) -> None:
    """Keep an exchange's status in the history; what says progress moves the sender's part, what asks is reviewed."""
    sender = fact.sender or "?"
    case.note(dossier, Note("status_received", new=fact.code, reason=fact.description, text=sender[:200]))
    if fact.code in _ASKS:
        words = f"{sender[:200]} {_ASKS[fact.code]}" + (f": {fact.description[:300]}" if fact.description else "")
        case.doubt(dossier, Doubt("status-asks", words, {"code": fact.code, "sender": fact.sender}))
    wanted = _MOVES.get(fact.code)
    if wanted and fact.sender:
        said = Said(wanted=wanted, at=case.said_at, text=fact.description)
        places = _places(dossier, case, fact.sender)
        _doubt_several(case, places, said)
        moved = move_parts(case, places, said)
        if wanted is Move.DONE:  # what says less often comes late and behind what says more
            _doubt_refused(case, moved, {"agency": fact.sender[:500], "code": fact.code, "note": fact.description})
