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
        "Quy tắc giao nhiệm vụ: {who} được thông báo ngay khi nhiệm vụ được đưa vào sổ theo dõi.",
        "Rule of assignment: {who} is told as soon as the task is registered.",
    ),
    Reason.DEADLINE_CHANGED: (
        "Quy tắc điều chỉnh thời hạn: {who} được thông báo ngay khi thời hạn được điều chỉnh.",
        "Rule of changed deadlines: {who} is told as soon as the deadline changes.",
    ),
    Reason.RETURNED: (
        "Quy tắc trả lại hồ sơ: {who} được thông báo khi hồ sơ đã trình bị trả lại.",
        "Rule of returned dossiers: {who} is told when its submission is returned.",
    ),
    Reason.ACCEPTED: (
        "Quy tắc chấp nhận kết quả: {who} được thông báo khi kết quả đã trình được chấp nhận.",
        "Rule of accepted results: {who} is told when its submission is accepted.",
    ),
    Reason.RECALLED: (
        "Quy tắc thu hồi văn bản: {who} được thông báo khi văn bản giao nhiệm vụ bị thu hồi hoặc thay thế.",
        "Rule of recalls: {who} is told when the directive is recalled or replaced.",
    ),
    Reason.WITHDRAWN: (
        "Quy tắc rút nhiệm vụ: {who} được thông báo khi nhiệm vụ được rút khỏi chương trình công tác.",
        "Rule of withdrawals: {who} is told when the task is withdrawn.",
    ),
    Reason.NO_ADDRESS: (
        "Quy tắc cảnh báo: {who} được thông báo khi một cơ quan chưa có địa chỉ nhận thông báo.",
        "Rule of alarms: {who} is told when an agency has no address.",
    ),
}

SUPERSEDED = (
    " Mốc sau của cùng thời hạn cũng đã đến nên mốc này chỉ được ghi lại, không gửi.",
    " A later step of the same deadline was due as well, so this one is recorded and not sent.",
)
COPY = (
    " Đồng thời gửi qua kênh {channel} theo cấu hình recipients.",
    " The recipients' configuration adds channel {channel}.",
)
UNLISTED = (
    "; mốc này không có trong cấu hình nên chỉ thông báo cho cơ quan",
    "; not on the ladder, so the agency alone",
)


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
    rule = "đôn đốc" if working_days(step) > 0 else "nhắc việc"
    return f"Quy tắc {rule}: {_when_vi(step)} thì thông báo cho {who} (mốc {step}{_again(step, rung, lang)})."


def _when_vi(step: str) -> str:
    days = working_days(step)
    if days == 0:
        return "đến ngày cuối của thời hạn"
    return f"{'còn' if days < 0 else 'quá hạn'} {abs(days):02d} ngày làm việc"


def _when_en(step: str) -> str:
    days = working_days(step)
    if days == 0:
        return "the last day"
    return f"{counted(days)} {'before the last day' if days < 0 else 'after the last day'}"


def counted(days: int) -> str:
    """`1 working day`, `3 working days`."""
    return f"{abs(days)} working day{'s' if abs(days) != 1 else ''}"


def _again(step: str, rung: Rung | None, lang: Lang) -> str:
    if rung is None:
        words = (
            "; mốc này không có trong cấu hình nên chỉ thông báo cho cơ quan",
            "; not on the ladder, so the agency alone",
        )
        return words[_place(lang)]
    if working_days(step) == rung.days or rung.repeat is None:
        return ""
    return (f"; lặp lại sau mỗi {rung.repeat:02d} ngày làm việc", f"; every {counted(rung.repeat)}")[_place(lang)]
