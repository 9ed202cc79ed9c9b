"""Why somebody is told, in one sentence that names the rule; shown with every notice."""

from services.notifier.domain.ladder import Rung, working_days
from services.notifier.domain.notice import STEPS, Audience, Happening, Lang, Reason, Role

AUDIENCES: dict[Audience, tuple[str, str]] = {
    Audience.AGENCY: ("cơ quan chủ trì", "the lead agency"),
    Audience.HEAD: ("người đứng đầu cơ quan chủ trì", "the head of the lead agency"),
    Audience.MONITOR: ("đơn vị theo dõi, đôn đốc", "the monitoring unit"),
    Audience.OFFICE: ("Văn phòng", "the Office"),
    Audience.LEADER: ("lãnh đạo", "the leaders"),
    Audience.OPERATOR: ("người vận hành hệ thống", "the operator"),
}

RULES: dict[Reason, tuple[str, str]] = {
    Reason.ASSIGNED: (
        "Quy tắc giao việc: {who} được báo ngay khi nhiệm vụ vào sổ.",
        "Rule of assignment: {who} is told as soon as the task is registered.",
    ),
    Reason.DEADLINE_CHANGED: (
        "Quy tắc đổi thời hạn: {who} được báo ngay khi thời hạn thay đổi.",
        "Rule of changed deadlines: {who} is told as soon as the deadline changes.",
    ),
    Reason.RETURNED: (
        "Quy tắc trả lại: {who} được báo khi hồ sơ đã trình bị trả lại.",
        "Rule of returned dossiers: {who} is told when its submission is returned.",
    ),
    Reason.ACCEPTED: (
        "Quy tắc chấp nhận: {who} được báo khi kết quả đã trình được chấp nhận.",
        "Rule of accepted results: {who} is told when its submission is accepted.",
    ),
    Reason.RECALLED: (
        "Quy tắc thu hồi: {who} được báo khi văn bản giao nhiệm vụ bị thu hồi hoặc thay thế.",
        "Rule of recalls: {who} is told when the directive is recalled or replaced.",
    ),
    Reason.WITHDRAWN: (
        "Quy tắc rút nhiệm vụ: {who} được báo khi nhiệm vụ được rút.",
        "Rule of withdrawals: {who} is told when the task is withdrawn.",
    ),
    Reason.NO_ADDRESS: (
        "Quy tắc cảnh báo: {who} được báo khi một cơ quan chưa có địa chỉ nhận thông báo.",
        "Rule of alarms: {who} is told when an agency has no address.",
    ),
}

SUPERSEDED = (
    " Đã đến bước sau của cùng thời hạn nên bước này chỉ ghi lại, không gửi.",
    " A later step of the same deadline was due as well, so this one is recorded and not sent.",
)
COPY = (" Cấu hình recipients gửi kèm qua kênh {channel}.", " The recipients' configuration adds channel {channel}.")


def because(happening: Happening, audience: Audience, rung: Rung | None, lang: Lang) -> str:
    """The sentence for one audience of one happening."""
    sentence = _step(happening, audience, rung, lang) if happening.reason in STEPS else _rule(happening, audience, lang)
    return sentence + SUPERSEDED[_place(lang)] if happening.superseded else sentence


def also_by_channel(sentence: str, channel: str, lang: Lang) -> str:
    """The sentence of a copy that goes to a whole channel."""
    return sentence + COPY[_place(lang)].format(channel=channel)


def _place(lang: Lang) -> int:
    return 0 if lang == "vi" else 1


def _rule(happening: Happening, audience: Audience, lang: Lang) -> str:
    who = AUDIENCES[audience]
    if audience is Audience.AGENCY and happening.role is Role.COORDINATING:
        who = ("cơ quan phối hợp", "the coordinating agency")
    return RULES[happening.reason][_place(lang)].format(who=who[_place(lang)])


def _step(happening: Happening, audience: Audience, rung: Rung | None, lang: Lang) -> str:
    step = happening.step or ""
    who = AUDIENCES[audience][_place(lang)]
    if lang == "en":
        return f"Step {step} of the reminder ladder ({_when_en(step)}{_again(step, rung, lang)}): {who} is told."
    return f"Bước {step} của bậc thang nhắc việc ({_when_vi(step)}{_again(step, rung, lang)}): báo {who}."


def _when_vi(step: str) -> str:
    days = working_days(step)
    if days == 0:
        return "ngày cuối của thời hạn"
    return f"{'còn' if days < 0 else 'quá hạn'} {abs(days):02d} ngày làm việc"


def _when_en(step: str) -> str:
    days = working_days(step)
    if days == 0:
        return "the last day"
    return f"{abs(days)} working days {'before the last day' if days < 0 else 'after it'}"


def _again(step: str, rung: Rung | None, lang: Lang) -> str:
    if rung is None:
        words = ("; bậc thang không có bước này nên chỉ báo cơ quan", "; not on the ladder, so the agency alone")
        return words[_place(lang)]
    if working_days(step) == rung.days:
        return ""
    return (f"; lặp lại mỗi {rung.repeat} ngày làm việc", f"; every {rung.repeat} working days")[_place(lang)]
