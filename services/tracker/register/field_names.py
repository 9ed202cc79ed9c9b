"""What an official calls the fields of a document, for the sentences of the review queue."""

NAMES = {
    "number": "số",
    "notation": "ký hiệu",
    "reference": "số, ký hiệu",
    "type": "loại văn bản",
    "abstract": "trích yếu",
    "issuer": "cơ quan ban hành",
    "submitted_by": "cơ quan trình",
    "issued_on": "ngày ban hành",
    "received_at": "thời điểm nhận",
    "signer": "người ký",
    "signer_name": "người ký",
    "signer.name": "người ký",
    "signer_position": "chức vụ người ký",
    "signer.position": "chức vụ người ký",
    "urgency": "mức độ khẩn",
    "priority": "mức độ khẩn",
    "circulation": "phạm vi lưu hành",
    "recipients": "nơi nhận",
    "text": "toàn văn",
    "attachments": "tệp đính kèm",
    "lead": "cơ quan chủ trì",
    "coordinating": "cơ quan phối hợp",
    "deadline": "thời hạn thực hiện",
}


def called(field: str) -> str:
    """`issued_on` is `ngày ban hành`; a field without a name of its own goes by its identifier."""
    return NAMES.get(field, field)
