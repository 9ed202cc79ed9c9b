"""An office to measure: its configuration, its agencies, its documents."""

import hashlib
import hmac
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from tests.bench.client import request

SECRET = "bench-secret"
AGENCIES = [f"Sở Mẫu số {n}" for n in range(20)]
CONFIG = """
[office]
name = "Văn phòng UBND tỉnh Mẫu"
code = "H00"
agencies = "agencies.csv"
[sources.idesk]
preset = "idesk"
auth = {{ scheme = "hmac", header = "X-Signature", algorithm = "sha256", encoding = "hex", secrets = ["bench-secret"] }}
[sources.thu]
preset = "dondoc"
auth = {{ scheme = "hmac", header = "X-Signature", algorithm = "sha256", encoding = "hex", secrets = ["bench-secret"] }}
{more}
"""
GROUP = (
    "Ủy ban nhân dân tỉnh yêu cầu các cơ quan, đơn vị quán triệt, triển khai thực hiện nghiêm túc các nội dung nêu "
    "trên, bảo đảm tiến độ, chất lượng và báo cáo theo quy định hiện hành. "
)
NEUTRAL = (
    "Trong thời gian qua, công tác cải cách hành chính trên địa bàn tỉnh đã đạt được nhiều kết quả quan trọng. ",
    "Tỷ lệ hồ sơ được giải quyết trực tuyến tăng khá so với cùng kỳ năm trước và người dân hài lòng hơn. ",
    "Tuy nhiên, vẫn còn một số tồn tại, hạn chế do hạ tầng kỹ thuật tại vùng sâu, vùng xa chưa đồng bộ. ",
    "Nguyên nhân chủ yếu là nguồn nhân lực công nghệ thông tin còn mỏng, phần mềm cũ, đường truyền chậm. ",
    "Thiên tai trong quý vừa qua đã gây thiệt hại về hoa màu, nhà ở và một số công trình thủy lợi nhỏ. ",
    "Giá cả thị trường cơ bản ổn định, hàng hóa dồi dào, sức mua trong dân có dấu hiệu phục hồi dần. ",
    "Số doanh nghiệp thành lập mới cao hơn bình quân ba năm gần đây, chủ yếu trong lĩnh vực dịch vụ. ",
)

BACKGROUND = (
    "Trong thời gian qua, công tác cải cách hành chính trên địa bàn tỉnh đã đạt được nhiều kết quả quan trọng, góp "
    "phần nâng cao chất lượng phục vụ người dân và doanh nghiệp. Tuy nhiên, vẫn còn một số tồn tại, hạn chế. "
)


def write_office(folder: Path, more: str = "") -> Path:
    """dondoc.toml and agencies.csv in `folder`; `more` is added to the configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dondoc.toml").write_text(CONFIG.format(more=more), "utf-8")
    rows = [f"H00.{n},{name},,department,,,,vt{n}@so.example,,," for n, name in enumerate(AGENCIES)]
    head = "code,name,aliases,kind,parent,head,head_email,email,phone,valid_from,valid_to"
    (folder / "agencies.csv").write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return folder


def idesk(number: int, size: int = 2000, group: bool = False) -> bytes:
    """A body of the idesk preset, about `size` bytes, with names that the full mapping must go through.

    Its fields give one task with one lead and a deadline, its text only describes; with `group` the text assigns every
    agency again and again, which is no usual document.
    """
    body = {
        "maVanBan": f"ID-{number}", "soKyHieu": f"{number}/UBND-TH", "hinhThucVanBan": "Công văn",
        "trichYeu": "V/v báo cáo tình hình thực hiện nhiệm vụ", "coQuanBanHanh": "UBND tỉnh Mẫu",
        "ngayBanHanh": "16/11/2026", "nguoiKyChinh": "Nguyễn Văn Mẫu", "doKhan": "Thường", "doMat": "Thường",
        "hanXuLy": "25/11/2030", "chuTri": AGENCIES[number % 20], "noiDung": "",
    }  # fmt: skip
    room = size - len(orjson.dumps(body))
    said = GROUP if group else "".join(NEUTRAL[(number + n) % len(NEUTRAL)] for n in range(len(NEUTRAL)))
    body["noiDung"] = (said * (room // len(said.encode()) + 1)).encode()[: max(0, room)].decode(errors="ignore")
    return orjson.dumps(body)


def canonical(number: int) -> dict[str, Any]:
    """A canonical body with one task and no text."""
    task = {"content": f"Báo cáo kết quả thực hiện nhiệm vụ số {number}", "lead": [AGENCIES[number % 20]],
            "code": "QC45_a", "deadline": "2030-12-25", "report_required": True}  # fmt: skip
    document = {"source_id": f"D{number}", "number": str(number), "notation": "UBND-TH", "type": "công văn",
                "abstract": "V/v thực hiện nhiệm vụ", "issuer": "UBND tỉnh Mẫu", "issued_on": "2026-11-16",
                "urgency": "normal", "tasks": [task]}  # fmt: skip
    return {"event": "document.issued", "event_id": f"e{number}", "document": document}


def directive(number: int, size: int = 14_000) -> str:
    """A text of about `size` bytes with an operative part of several tasks."""
    items = "\n".join(
        f"{n}. Giao {AGENCIES[(number + n) % 20]} chủ trì, phối hợp với {AGENCIES[(number + n + 1) % 20]} rà soát, tổng "
        f"hợp kết quả thực hiện; báo cáo UBND tỉnh trước ngày {n + 1:02}/12/2030."
        for n in range(1, 9)
    )
    head = f"ỦY BAN NHÂN DÂN\nTỈNH MẪU\n\nSố: {number}/CT-UBND\n\nMẫu, ngày 16 tháng 11 năm 2026\n\nCHỈ THỊ\nVề việc mẫu\n\n"
    foot = "\n\nNơi nhận:\n- Như trên;\n- Phòng: TH, HCTC (QC45_a);\n- Lưu: VT.\n"
    room = size - len((head + items + foot).encode())
    filler = "\n".join([BACKGROUND] * max(0, room // len(BACKGROUND.encode())))
    return head + filler + "\n" + items + foot


def signed(path: str, body: bytes) -> bytes:
    """The bytes of a signed webhook request."""
    mac = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return request(path, body, [("content-type", "application/json"), ("x-signature", mac)])


def idesk_requests(count: int, first: int = 1, group: bool = False) -> Iterator[bytes]:
    """`count` different requests, built beforehand."""
    return iter([signed("/webhooks/idesk", idesk(first + n, group=group)) for n in range(count)])
