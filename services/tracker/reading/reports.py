"""Report duty (trình, báo cáo, gửi): whether a task must be submitted to somebody, and the words that say so."""

from collections.abc import Iterable

from services.tracker.domain.deadline import Span
from services.tracker.reading.text import Text, pattern

#: [corpus rule 6]: báo cáo, trình or gửi to the assigner or to a named body.
_BODY = (
    r"(?:ubnd|uy ban|chu tich|hdnd|hoi dong|thu tuong|chinh phu|bo truong|bo |so |van phong|lanh dao|ban |"
    r"thuong truc|thuong vu|tinh uy|"
    r"thanh uy|giam doc|phong |cuc |vu |trung tam|truong ban|quoc hoi|cap (?:co )?tham quyen|dia chi|ve |"
    r"cho |len |qua )"
)
_NAMED = (
    r"(?:so|bo|cuc|chi cuc|vu|ubnd|uy ban|van phong|phong|trung tam|ban|thuong truc|chu tich|hoi dong|cong an|kho bac|"
    r"cac (?:dia phuong|don vi|co quan|so|bo))\b"
)
REPORT = (
    (
        "duty.report_to",
        pattern(
            rf"bao(?<!\wbao) cao(?: (?:ket qua|tinh hinh|bang van ban|de xuat|tien do|nhanh|"
            rf"dinh ky))*[^.;:]{{0,80}}?,? ?(?:gui |trinh |len |cho |voi |ve )?{_BODY}"
        ),
    ),
    (
        "duty.submit",
        pattern(rf"trinh(?<!\wtrinh) (?:xin y kien )?(?:{_BODY}|ky hop|phe duyet|tham dinh|duyet|ban hanh|xem xet)"),
    ),
    (
        "duty.send",
        pattern(
            r"gui(?<!\wgui) (?:bao cao|ho so|ket qua|danh sach|van ban|to trinh|y kien|de xuat|ve|den|cho|so|bo|"
            r"ubnd|uy ban|van phong|phong|chi cuc|cuc|vu|trung tam|ban|thuong truc|chu tich|hoi dong|cong an|kho bac|qua|ke hoach|"
            r"du thao|so lieu|thong tin|tai lieu|bien ban|lay y kien|mat tran|ngan hang|bao hiem|vien kiem sat)\b"
        ),
    ),
    (
        "duty.report",
        pattern(
            r"(?:^|[,;.:] ?|\bva |\bdong thoi |\bphai |\bky |\bthang |\bnam |\bquy )(?:tong hop,? |dinh ky )?bao cao\b"
        ),
    ),
    ("duty.hand_in", pattern(rf"nop(?<!\wnop) [^.;:]{{0,60}}?(?:ve|cho|gui) {_NAMED}")),
    (
        "duty.send_by",
        pattern(r"bao(?<!\wbao) cao [^.;]{0,40}?\b(?:gui|nop) (?:truoc|cham nhat|muon nhat|dinh ky|hang)\b"),
    ),
    ("duty.inform", pattern(rf"thong(?<!\wthong) tin (?:lai )?(?:cho|den|gui) {_NAMED}")),
    ("duty.notify", pattern(rf"thong bao (?:bang van ban |ket qua )+[^.;:]{{0,40}}?(?:ve|cho|gui|den) {_NAMED}")),
    (
        "duty.propose",
        pattern(
            r"(?:de xuat|kien nghi|lam de nghi)(?: (?:phuong an|giai phap|voi|len|cho))* (?:cap (?:co )?tham quyen|ubnd|uy ban|"
            r"chu tich|thuong truc|hdnd|chinh phu|thu tuong|quoc hoi|bo (?=[a-z])|so (?=[a-z])|ban giam doc)"
        ),
    ),
    (
        "duty.advise",
        pattern(
            r"tham(?<!\wtham) muu(?: giup| cho| de| trinh)*(?: ubnd| uy ban| chu tich|"
            r" lanh dao)[^.;]{0,60}\b(?:ban hanh|phe duyet|quyet dinh)\b"
        ),
    ),
)
_REPORTS = pattern(r"\bbao cao\b")
_NOT = pattern(
    r"\b(?:chương|quy|công|lộ|giáo|tờ|quá|tiến|chế độ|mẫu|nội dung|theo dõi|nhận|nghe|số liệu|thông tin|tiếp nhận|hoàn thiện|các|hệ thống|kỳ|"
    r"để|tổng hợp để|thời gian) ?$"
)

_AT_ONCE = pattern(r"[\s:,]*(?:phai |co trach nhiem )?(?P<words>(?:tong hop,? |dinh ky )?bao cao)\b(?! cao vien)")
#: The content of a row that is a report, or ends with one.
_OPENS = pattern(
    r"(?:(?:tong hop,? |tham muu,? |lap |xay dung )?bao cao|trinh|gui)\b(?! cao vien)|[^|]*[,;] ?(?:va )?(?:bao cao|trinh)\b"
)


def report_duty(text: Text, start: int, end: int) -> tuple[str, Span] | None:
    """The rule and place of the first words that oblige to report; None where there are none."""
    for rule, shape in REPORT:
        if rule == "duty.report" and not _REPORTS.search(text.bare, start, end):
            continue
        for found in shape.finditer(text.bare, start, end):
            if not _NOT.search(text.plain, max(start, found.start() - 20), found.start()):
                return rule, found.span()
    return None


def report_at_once(text: Text, start: int, end: int) -> tuple[str, Span] | None:
    """The same where the one who is to report has just been named (`Sở A báo cáo kết quả`): to the one who asks."""
    found = _AT_ONCE.match(text.bare, start, end)
    return ("duty.report", found.span("words")) if found else None


def report_in_cells(text: Text, cells: Iterable[Span]) -> tuple[str, Span] | None:
    """The same of the content of a table's row, which may begin with it (`Báo cáo phương án …`)."""
    for cell in cells:
        found = _OPENS.match(text.bare, *cell)
        report = ("duty.report_row", found.span()) if found else report_duty(text, *cell)
        if report:
            return report
    return None
