"""Why a file gives no text, and what the person who has it should do."""

from enum import StrEnum

from shared.language import Words


class Why(StrEnum):
    """The reason as a slug; `words` say it to people, the remedy named."""

    OLD_WORD = "file-old-word"
    OTHER_KIND = "file-kind-unknown"
    ENCRYPTED = "file-encrypted"
    SCANNED = "file-scanned"
    GARBLED = "file-garbled"
    BROKEN = "file-broken"
    TOO_LARGE = "file-too-large"
    TOO_LONG = "file-too-long"
    TOO_HEAVY = "file-too-heavy"
    EMPTY = "file-empty"

    @property
    def words(self) -> Words:
        return _WORDS[self]


class Unreadable(Exception):
    """A file that gives no text."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


_WORDS = {
    Why.OLD_WORD: Words(
        "Tệp Word đời cũ (.doc) không đọc được; hãy mở bằng Word và lưu lại thành .docx hoặc PDF.",
        "an old Word file (.doc) cannot be read; open it in Word and save it as .docx or PDF.",
    ),
    Why.OTHER_KIND: Words(
        "Không đọc được loại tệp này; hãy gửi văn bản dạng .docx, PDF có lớp chữ hoặc văn bản thuần (.txt, UTF-8).",
        "this kind of file cannot be read; send .docx, a PDF with a text layer, or plain text (.txt, UTF-8).",
    ),
    Why.ENCRYPTED: Words(
        "Tệp có mật khẩu; hãy bỏ mật khẩu rồi gửi lại.",
        "the file is protected by a password; remove the password and send it again.",
    ),
    Why.SCANNED: Words(
        "Tệp PDF chỉ có ảnh quét, không có lớp chữ; hãy nhận dạng chữ (OCR) hoặc gửi bản ký số có lớp chữ.",
        "the PDF holds scanned pictures without a text layer; run text recognition (OCR) or send the signed original.",
    ),
    Why.GARBLED: Words(
        "Chữ trong tệp không theo mã Unicode (phông chữ cũ như .VnTime); hãy chuyển mã sang Unicode rồi gửi lại.",
        "the words of the file are not in Unicode (an old font such as .VnTime); convert them and send it again.",
    ),
    Why.BROKEN: Words(
        "Tệp bị hỏng hoặc không đúng định dạng; hãy mở thử, lưu lại rồi gửi lại.",
        "the file is damaged or not what it claims to be; open it, save it again and send it anew.",
    ),
    Why.TOO_LARGE: Words(
        "Tệp quá lớn (kể cả khi giải nén hoặc có quá nhiều trang); hãy tách phần văn bản chính rồi gửi lại.",
        "the file is too large (or has too many pages, or unpacks to too much); send the main document by itself.",
    ),
    Why.TOO_LONG: Words(
        "Chưa đọc xong tệp trong thời gian cho phép; hãy lưu lại tệp dưới dạng đơn giản hơn hoặc nhập nhiệm vụ.",
        "the file took longer to read than it may; save it in a simpler form or enter its tasks by hand.",
    ),
    Why.TOO_HEAVY: Words(
        "Đọc tệp cần nhiều bộ nhớ hơn mức cho phép; hãy lưu lại tệp dưới dạng đơn giản hơn hoặc nhập nhiệm vụ.",
        "the file needs more memory than it may have; save it in a simpler form or enter its tasks by hand.",
    ),
    Why.EMPTY: Words(
        "Tệp không có chữ nào; hãy kiểm tra đã gửi đúng tệp.",
        "the file has no words in it; check that it is the right one.",
    ),
}
