"""Whether a segment is a task, and on what ground; what is none, and why [corpus rules 2 and 3]."""

from dataclasses import dataclass
from enum import Enum

from services.tracker.reading.actors.clause import WITH, Clause
from services.tracker.reading.actors.names import first_verb, opens_duty
from services.tracker.reading.sections import Matter
from services.tracker.reading.segments import Segment
from services.tracker.reading.structure.lines import Level
from services.tracker.reading.text import Text, pattern


class Ground(Enum):
    """Why a segment is a task, strongest first."""

    ASSIGNED = "assigned"  # Giao/Yêu cầu X làm …
    NAMED = "named"  # X làm …
    HEADED = "headed"  # under a heading that names X
    LABELLED = "labelled"  # Đơn vị chủ trì: X
    DATED = "dated"  # a line that begins with its date, under a heading that asks
    DUE = "due"  # a report that is to be sent by a date, in a letter to X
    GENERAL = "general"  # under a preamble that addresses everybody


NO_TASK = pattern(
    r"(?:tren day la|can cu (?!chuc nang|tinh hinh|dieu kien|nhiem vu|noi dung|ke hoach|vao)|chi thi nay|"
    r"quyet dinh nay|ke hoach nay|"
    r"van ban nay|cong van nay|thong bao nay|thong tu nay|trong qua trinh|kinh gui|noi nhan|(?:xin )?tran trong|rat mong|"
    r"moi chi tiet|"
    r"\(|bai bo|huy bo|thay the|phan so lieu|mau so|bieu so|stt|khong duoc|nghiem cam|"
    r"chiu trach nhiem truoc|viec |cong tac |neu |qua |day la|de co co so|"
    r"de nghi (?:quoc hoi|chinh phu|thu tuong|bo )[^.;]{0,80}(?:xem xet|som))"
)
#: `Nhận được Công văn này, yêu cầu …`: a closing formula, but for a report or a date that it asks for.
RECEIVED = pattern(r"nhan duoc (?:cong van|cong dien|van ban|chi thi|thong bao|ke hoach)")
_ASKS_REPORT = pattern(
    r"\b(?:bao cao|gui|nop)\b[^.;]{0,200}\b(?:truoc|cham nhat|muon nhat|den het|trong) (?:(?:vao|la|den) )?(?:ngay |thang )?\d"
)
FORCE = pattern(
    r"(?:co hieu luc|(?:co|chiu) trach nhiem (?:to chuc )?thi hanh|xin thong bao|thong bao de [^.;]{0,60}biet|"
    r"nghiem tuc (?:quan triet,? )?(?:to chuc |trien khai )*(?:thuc hien|chap hanh|"
    r"trien khai)[^.;]{0,60}(?:nay|thong bao|ket luan|thuc hien)?\W{0,9}.{0,9}$|"
    r"thuc hien (?:nghiem tuc|nghiem|tot|dung)[^.;]{0,90}(?:nay)\W{0,9}.{0,9}$)"
)
#: Whom the register gives no tasks: what they are to do is told to those who watch over them.
_PUBLIC = pattern(
    r"(?:(?:cac|moi|tat ca|nhung|toan the|tung) )*(?:to chuc,? (?:va )?ca nhan|ca nhan|ho gia dinh|ho dan|nguoi dan|nhan dan|"
    r"can bo,? (?:va )?(?:cong chuc|cong nhan|chien si)|chu phuong tien|nguoi lao dong)\b"
)
_ANSWERS_FOR = pattern(
    r"(?:phai )?chiu (?:hoan toan )?trach nhiem (?:(?:toan dien|truc tiep|ca nhan|chinh)(?:,? )?)*(?:truoc) [^;]{0,200}$"
)
_FURTHER = pattern(
    r"(?:,|\bva|\bdong thoi) (?:to chuc|chi dao|kiem tra|bao cao|trien khai|xay dung|ra soat|phoi hop|huong dan|xu ly)\b"
)
#: The province itself, which assigns and is assigned nothing: what it does is told (`UBND tỉnh không xem xét gia hạn`).
_ASSIGNER = pattern(r"(?:(?:pho )?chu tich )?(?:ubnd|uy ban nhan dan) tinh$")
#: A warning, no duty: `chịu trách nhiệm … nếu để xảy ra …` [corpus rule 2].
WARNED = pattern(
    r"(?:phai )?(?:hoan toan )?chiu (?:hoan toan )?trach nhiem(?: (?:truoc|ca nhan|lien doi)[^.;]{0,90})?,? "
    r"(?:neu|khi|trong truong hop) "
)
NARRATED = pattern(
    r"(?:[^.;:]{0,90}\b(?:da (?:co|duoc|to chuc|thuc hien|ban hanh|hoan thanh|dat|gop phan|tich cuc|"
    r"ho tro|cu|chi dao|chu tri|trien khai|xay dung|tham mu|phoi hop)|"
    r"con (?:nhieu|mot so|cham|han che)|chua (?:duoc|co|dong bo|kip thoi|that|chat)|bo truong da|"
    r"co ten goi|giu vi tri|la nganh|la ho|la to chuc|la nhung)\b)"
)
#: A clause that begins with its time (`Từ ngày … đến ngày …, các đơn vị …`).
_TIMED = pattern(r"(?:tu|truoc|den|trong|cham nhat|ngay) (?:ngay |thang |quy )?\d[^.;:]{0,80}, ")
#: A period or a cycle that no comma divides from what is to be done (`Năm 2024 tổ chức …`, `ngày 25 hằng tháng báo cáo`).
_PERIOD = pattern(
    r"(?:(?:truoc|trong|den|tu|vao|cham nhat|dinh ky) ){0,2}(?:(?:nam|thang|quy) [\div]{1,4}(?:\s*/\s*\d{4}| nam \d{4})?|"
    r"(?:ngay \d{1,2}(?: thang \d{1,2})? |thu \w+ )?hang (?:ngay|tuan|thang|quy|nam)|ngay \d{1,2}\s*/\s*\d{1,2}(?:\s*/\s*\d{4})?|"
    r"\d{1,2} thang(?:\s*/\s*lan| mot lan)?)(?: \([^()]{1,60}\))? |"
    r"(?:truoc|cham nhat|muon nhat|den)(?: (?:den|het|vao|ngay|la)){0,3} \d[\d/.-]*,? "
)
#: `Đối với xe vượt tiêu chuẩn: lập phương án …`.
_FOR_WHOM = pattern(r"(?:doi voi|rieng|ve) [^:.;]{2,200}: ?")
#: A heading that asks: what stands under it with a date is to be done by then.
ASKS = pattern(r"\b(?:yeu cau|giao|phan cong|tien do|ke hoach thuc hien|lo trinh)\b[^.;]{0,60}:?\s*$")
DUE = pattern(
    r"(?:(?:van ban )?bao cao|ho so|ket qua|danh sach|thoi (?:gian|han) (?:cac don vi )?(?:gui|nop|"
    r"bao cao)|van ban|y kien)[^.;:]{0,300}"
    r"\b(?:gui|nop|truoc ngay|cham nhat)\b[^;:]{0,300}(?:truoc|cham nhat|muon nhat|den het|han cuoi) (?:(?:vao|la|den) )?(?:ngay )?[\dl]"
)
_ITEM = r"\d{1,2}[a-i]?"
_NUMBERS = rf"{_ITEM}(?: ?(?:,|;|va|-|den|/) ?(?:(?:muc|diem|noi dung) )?{_ITEM}){{0,12}}"
#: `Kết quả thực hiện các nội dung 1, 2 và 3 …`: what is said of numbered items behind them.
REFERS = pattern(
    rf"[^.;]{{0,90}}?\b(?:noi dung|nhiem vu|muc|diem|cong viec)(?: so| tai| thu| muc| diem)* (?:tu )?"
    rf"(?P<which>{_NUMBERS})(?! ?[/.]\d)(?=[ ,;(])"
    r"(?! (?:dieu|khoan|cua|nghi dinh|nghi quyet|luat|quyet dinh|thong tu|cong van|ke hoach|thong bao|phu luc|phan|chuong|chi thi) )"
)
#: Just before the verb: what was done or was not, no duty.
_TOLD = pattern(r"\b(?:đã|chưa|đang|vẫn|còn|cơ bản|luôn|sẽ)(?: (?:được|có|từng bước|tích cực|chủ động))? ?.?$")
#: What is told says which of them are meant (`các trường đang thi công phải đôn đốc …`).
_MUST = pattern(r"(?!phải)[^.;:,]{3,80} (?:phải|cần) (?!đối mặt|gánh)\w")
#: Behind a name: praise, and what it is.
_PRAISED = pattern(
    r"[^.;:]{0,80}?\b(?:hoan nghênh|đánh giá cao|biểu dương (?:các|những|tinh thần)|ghi nhận (?!ý kiến)|trân trọng cảm ơn|"
    r"là (?:một|đơn vị|địa phương|huyện|xã|nơi|những|các)(?! (?:đầu mối|chủ trì|chủ đầu tư)))\b"
)
#: Behind the verb: how something was done (`phối hợp chưa chặt chẽ`, `phát hiện chậm`).
_FALLS_SHORT = pattern(
    r"(?:phối hợp|thực hiện|triển khai|phát hiện|thi công|chỉ đạo|quản lý|xử lý|giải quyết|báo cáo|giải ngân|tham mưu|kiểm tra) "
    r"(?:chưa (?:tốt|chặt|đồng bộ|kịp thời|quyết liệt|nghiêm|đầy đủ|hiệu quả|sâu|triệt để|đạt|thường xuyên|rõ|thực sự|thật sự)|"
    r"(?:còn |rất |khá |quá )?chậm(?=[ ,.;]*(?:,|\.|;|$|so với|và|do))|"
    r"còn (?:hạn chế|lúng túng|yếu|bất cập|lỏng|hình thức|nể nang|nhiều (?:hạn chế|bất cập|tồn tại|khó khăn)))"
)
#: When a board meets is no duty with a deadline [corpus rule 7]; that somebody is to call a meeting is.
_MEETS = pattern(r"họp (?:giao ban|định kỳ|thường kỳ|vào|mỗi|hàng|hằng)\b(?![^.;]{0,160}\b(?:báo cáo|trình|gửi)\b)")
_WHICHEVER = pattern(r"\bnào ?$")
_ADVERB = pattern(
    r"(?:ngay |trong |trong nam|tren co so|can cu|theo |doi voi|hang |hang nam|dinh ky|truoc mat|tu |de |"
    r"nham |voi |tai |tuy |trong khi |khi |qua |cung voi|thong qua|"
    r"truoc |tung buoc|dong thoi|ngoai ra)[^.;:]{0,160}?, ?"
)
_LABELLED = pattern(r"(?:\W*(?:ngay|tu ngay|thang|quy|cuoi|dau|truoc ngay|truoc|den|nam)[^:;.]{0,50}\d[^:;.]{0,24}): ?")


@dataclass(frozen=True, slots=True)
class Stance:
    """What stands above a segment: the matter of its section, a heading with names, a preamble that addresses somebody.

    `asks`: the heading asks without saying whom (`Để bảo đảm tiến độ, yêu cầu:`); `unmarked`: nothing in the operative
    part bears a marker, so that its paragraphs are the list; `due`: the segment has a deadline of its own.
    """

    matter: Matter | None
    headed: bool
    general: bool
    asks: bool = False
    unmarked: bool = False
    due: bool = False


def ground_of(text: Text, segment: Segment, stance: Stance) -> Ground | None:
    """The ground on which a segment is a task; None where it is not one."""
    if stance.matter is Matter.TOLD or _excluded(text, segment, due=stance.due) or _opens(text, segment):
        return None
    own = bool(segment.clause.leads) and segment.clause.duty < segment.end - 4
    if own and segment.clause.trigger:
        return Ground.ASSIGNED
    if stance.general and not segment.clause.leads and DUE.match(text.bare, segment.body, segment.end):
        return Ground.DUE
    if stance.matter is Matter.OTHER and not (own and _dated(text, segment)):
        return None
    if own:
        return Ground.NAMED if first_verb(text, segment.clause.duty, segment.end) is not None else None
    return _inherited(text, segment, stance)


def _dated(text: Text, segment: Segment) -> bool:
    """A clause with its own actor that begins with its time, or asks for a report by a date."""
    place = text.bare, segment.body, segment.end
    return bool(_TIMED.match(*place) or _ASKS_REPORT.search(*place))


def _inherited(text: Text, segment: Segment, stance: Stance) -> Ground | None:
    if segment.clause.leads:
        return None
    if stance.asks and not stance.headed and _LABELLED.match(text.bare, segment.body, segment.end):
        return Ground.DATED
    if not _acts(text, segment) and not (stance.headed and stance.due):
        return None
    if stance.headed:
        return Ground.HEADED
    listed = segment.item.level is not Level.PLAIN or stance.unmarked
    asked = stance.asks and segment.item.level is not Level.PLAIN
    return Ground.GENERAL if listed and (stance.general or asked) else None


def _acts(text: Text, segment: Segment) -> bool:
    """Whether the words begin with what is to be done, a date, a place or a partner aside."""
    start, end = segment.body, segment.end
    if segment.clause.partners and WITH.match(text.bare, start, end):
        return True
    if opens_duty(text, start, end):
        return True
    openings = (before.match(text.bare, start, end) for before in (_LABELLED, _ADVERB, _PERIOD, _FOR_WHOM))
    return any(opens_duty(text, found.end(), end) for found in openings if found)


def _opens(text: Text, segment: Segment) -> bool:
    """A plain paragraph that only opens a list (`… yêu cầu các đơn vị thực hiện các nội dung sau:`)."""
    return segment.item.level is Level.PLAIN and text.bare[segment.body : segment.end].rstrip().endswith(":")


def _bears_no_task(text: Text, segment: Segment) -> bool:
    """The assigner itself, the public, and who only answers for something (`chịu trách nhiệm trước …`)."""
    place = _first_lead(segment)
    if _ASSIGNER.match(text.bare, *place) or _PUBLIC.match(text.bare, place[0]):
        return True
    words = text.bare[segment.clause.duty : segment.end].rstrip(" ./;\n")
    return bool(_ANSWERS_FOR.match(words)) and not _FURTHER.search(words)


def _first_lead(segment: Segment) -> tuple[int, int]:
    """Where the first lead is named, without the adverbs behind it."""
    first = segment.clause.leads[0]
    return first.span[0], first.span[0] + len(first.text)


def _duty_of(segment: Segment) -> int:
    return segment.clause.duty if segment.clause.leads else segment.body


def _tells(text: Text, clause: Clause) -> bool:
    """What is told of a body: how well it did, what it is, when it meets, what befalls whichever fails."""
    named = clause.leads[-1].span[0]
    if _MEETS.match(text.plain, clause.duty) or _WHICHEVER.search(text.plain, named, clause.duty):
        return True
    return bool(_FALLS_SHORT.match(text.plain, clause.duty) or _PRAISED.match(text.plain, named, clause.duty + 24))


def _named_in_vain(text: Text, segment: Segment) -> bool:
    """Whether a body is named only to be told of, or is one that bears no tasks."""
    clause = segment.clause
    if not clause.trigger and (_bears_no_task(text, segment) or _tells(text, clause)):
        return True
    told = _TOLD.search(text.plain, max(segment.body, clause.duty - 8), clause.duty + 1)
    return told is not None and not _MUST.match(text.plain, clause.duty, segment.end)


def _excluded(text: Text, segment: Segment, *, due: bool) -> bool:
    if segment.first and NO_TASK.match(text.bare, segment.item.body):
        return True
    whole = segment.first and segment.body == segment.item.body
    if not whole and NO_TASK.match(text.bare, segment.body, segment.end):
        return True
    if RECEIVED.match(text.bare, segment.item.body) and not _ASKS_REPORT.search(text.bare, segment.body, segment.end):
        return True
    if FORCE.search(text.bare, segment.body, segment.end) or WARNED.match(text.bare, _duty_of(segment), segment.end):
        return True
    if segment.clause.leads:
        return _named_in_vain(text, segment)
    if due and opens_duty(text, segment.body, segment.end):
        return False  # `Tổng kiểm tra các đơn vị đã được cấp phép …`: what was done says which ones
    return bool(NARRATED.match(text.bare, segment.body, min(segment.end, segment.body + 160)))
