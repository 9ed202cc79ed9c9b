"""One event of a document → what the register does about it [CONTRACTS §2, "Known document"]."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from services.tracker.domain.amending import Mode
from services.tracker.handlers.delivered import DESCRIBED, RECALLED, SUPERSEDED, Delivered, SupersededFact, named_by
from services.tracker.register.amending import Delivery, amend_dossier, keeps_words, without_words
from services.tracker.register.case import Case, Doubt, Note, Wave
from services.tracker.register.document import bounded
from services.tracker.register.ending import recall, supersede
from services.tracker.register.finding import Shelf
from services.tracker.register.planning import plan
from services.tracker.register.progress import receive_status, report_progress
from services.tracker.register.registering import open_dossier, register_plan
from services.tracker.store.gathering import source_key
from services.tracker.store.records import Dossier
from shared.events.documents import DocumentFact, EarlierDocument, ProgressFact, StatusFact
from shared.ids import new_id

_UNREAD = {
    "text-missing": "Không tìm thấy toàn văn đã lưu của văn bản; hãy đề nghị hệ thống nguồn gửi lại.",
    "reading-too-long": "Toàn văn quá dài, chưa đọc được trong thời gian cho phép; hãy nhập nhiệm vụ.",
    "reading-failed": "Không đọc được toàn văn của văn bản; hãy nhập nhiệm vụ.",
}


class Decider:
    """Decides the events of one wave in their order, on the dossiers that were gathered for it."""

    def __init__(self, wave: Wave, shelf: Shelf, waiting: Sequence[Delivered]) -> None:
        self.wave, self.shelf = wave, shelf
        self._waiting = list(waiting)

    def decide(self, delivered: Delivered) -> None:
        """Everything that follows from one event."""
        if delivered.fact in DESCRIBED and isinstance(delivered.said, DocumentFact):
            dossier = self._describe(delivered, delivered.said)
            self._replace(delivered, delivered.said, dossier)
            self.apply_waiting()
        else:
            self._about_known(delivered)

    def _case(self, delivered: Delivered) -> Case:
        return Case(self.wave, delivered.said.origin, delivered.said.accepted_at, delivered.traceparent)

    def _describe(self, delivered: Delivered, fact: DocumentFact) -> Dossier:
        case, found = self._case(delivered), self.shelf.find(delivered.named)
        if not found:
            return self._register(case, delivered, fact)
        dossier = found[0]
        if len(found) > 1:
            words = "Có nhiều văn bản cùng số, ký hiệu; đã ghép vào văn bản đầu tiên, hãy kiểm tra cơ quan ban hành."
            case.doubt(dossier, Doubt("identity-ambiguous", words))
        own = dossier.document["origin"] == fact.origin or delivered.fact != "document.received"
        mode = Mode.AMEND if own else Mode.FILL
        delivery = Delivery(fact.document, delivered.reading, bounded(delivered.key))
        self._doubt_unread(case, dossier, delivered)
        if delivered.file and keeps_words(dossier, fact.document, mode):
            delivery = without_words(delivery)
        else:
            _note_file(case, dossier, delivered)
        amend_dossier(case, dossier, delivery, mode)
        return dossier

    @staticmethod
    def _doubt_unread(case: Case, dossier: Dossier, delivered: Delivered) -> None:
        if delivered.unread:
            case.doubt(dossier, Doubt(delivered.unread, _UNREAD[delivered.unread]))
        for doubt in delivered.doubts:
            case.doubt(dossier, doubt)

    def _register(self, case: Case, delivered: Delivered, fact: DocumentFact) -> Dossier:
        dossier = open_dossier(case, fact.document, delivered.reading, bounded(delivered.key))
        self.shelf.add(dossier)
        self._doubt_unread(case, dossier, delivered)
        if delivered.fact == "document.updated" or (delivered.fact == "document.replaced" and not fact.replaces):
            words = "Bản cập nhật của văn bản chưa có trong hệ thống; đã ghi nhận như văn bản mới, hãy kiểm tra."
            case.doubt(dossier, Doubt("update-of-unknown", words))
        _note_file(case, dossier, delivered)
        terms = self.wave.terms
        register_plan(case, dossier, plan(fact.document, delivered.reading, terms.review_below, terms.regimes))
        return dossier

    def _replace(self, delivered: Delivered, fact: DocumentFact, successor: Dossier) -> None:
        for earlier in fact.replaces:
            said = SupersededFact(
                origin=fact.origin, accepted_at=fact.accepted_at, earlier=earlier, successor=successor.id,
                reference=successor.document["reference"], reason=fact.reason,
            )  # fmt: skip
            self._about_known(_follow(delivered, said, earlier))

    def _about_known(self, delivered: Delivered) -> None:
        """Recalls, progress and the like: applied to their document, or kept until it arrives."""
        found = self.shelf.find(delivered.named)
        if not found:
            self._keep_waiting(delivered)
            return
        case = self._case(delivered)
        if len(found) > 1:
            words = "Chưa rõ thông tin này liên quan đến văn bản nào trong các văn bản cùng số, ký hiệu; chưa áp dụng."
            case.doubt(found[0], Doubt("identity-ambiguous", words, {"fact": delivered.fact}))
            case.note(found[0], Note("not_applied", text=delivered.fact))
            return
        apply(case, found[0], delivered)

    def _keep_waiting(self, delivered: Delivered) -> None:
        if delivered.waited:
            return
        named = delivered.named
        own = source_key(named.origin, named.source_id) if named.source_id else None
        waits = new_id()
        self._waiting.append(replace(delivered, waited=waits))  # its document may be in this very wave
        self.wave.waiting.append({
            "id": waits, "key": named.routing_key(), "source_key": own and bounded(own), "fact": delivered.fact,
            "payload": delivered.payload.decode(), "time": delivered.time, "traceparent": delivered.traceparent,
        })  # fmt: skip

    def apply_waiting(self) -> None:
        """Apply what waits for a document that is on the shelf."""
        arrived = [one for one in self._waiting if self.shelf.find(one.named)]
        for one in arrived:
            self._waiting.remove(one)
            if one.waited:
                self._no_longer_waits(one.waited)
            self._about_known(one)

    def _no_longer_waits(self, waited: UUID) -> None:
        kept = [row for row in self.wave.waiting if row["id"] != waited]
        if len(kept) == len(self.wave.waiting):
            self.wave.arrived.append(waited)
        self.wave.waiting[:] = kept


def _note_file(case: Case, dossier: Dossier, delivered: Delivered) -> None:
    """The history says from which file the words came."""
    if delivered.file:
        case.note(dossier, Note("text_from_file", new=delivered.file))


def _follow(delivered: Delivered, said: SupersededFact, earlier: EarlierDocument) -> Delivered:
    key = earlier.source_id or delivered.key
    payload = said.model_dump_json(exclude_none=True).encode()
    named = named_by(said, bounded(key))
    return Delivered(SUPERSEDED, said, key, named, delivered.traceparent, payload, delivered.time)


def apply(case: Case, dossier: Dossier, delivered: Delivered) -> None:
    """What a recall, a replacement, progress or a status does to its document."""
    match delivered.said:
        case DocumentFact(reason=reason) if delivered.fact == RECALLED:
            recall(case, dossier, reason)
        case SupersededFact(successor=successor, reference=reference, reason=reason):
            if successor != dossier.id:
                supersede(case, dossier, (successor, reference), reason)
        case ProgressFact() as progress:
            report_progress(case, dossier, progress)
        case StatusFact() as status:
            receive_status(case, dossier, status)
