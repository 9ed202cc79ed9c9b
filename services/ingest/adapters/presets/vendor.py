"""iOffice, Idesk, eOffice, ICTlongan: the field names that real systems and registers use, in any case.

Source: EDXML.md, last table (iOffice mobile, web and integration; Bkav eGov; provincial registers). Idesk, ICTlongan
and eOffice publish no payload; they are read over the same names, and a source's own mapping lines win.
"""

from services.ingest.adapters.presets.preset import Preset

READS: dict[str, tuple[str, ...]] = {
    "event": ("event",),
    "event_id": ("event_id", "messageId"),
    "reason": ("reason", "lyDo"),
    "source_id": ("id", "maVanBan", "id_vb", "VanBanId"),
    "reference": ("soKyHieu", "soKiHieu", "maCongVanSo", "DocCode"),
    "number": ("CodeNumber",),
    "notation": ("CodeNotation",),
    "type": ("hinhThucVanBan", "ten_phanloaivanban", "TypeName", "documentType", "loaiVBId"),
    "abstract": ("trichYeu", "summary", "Compendium", "Subject"),
    "issuer": ("coQuanBanHanh", "donViBanHanh", "tac_gia", "Organization", "OrganizationCode"),
    "issued_on": ("ngayBanHanh", "ngayVanBan", "ngay_vb", "DatePublished", "PromulgationDate"),
    "received_at": ("ngayNhan", "ngayDenDi", "ngay_den"),
    "urgency": ("doKhan", "doUuTien", "priority_name"),
    "priority": ("Priority", "UrgentId"),
    "deadline": ("hanXuLy", "hanGiaiQuyet", "han_xl", "DueDate", "DateAppointed"),
    "signer": ("nguoiKiChinh", "nguoi_ky_chinh", "nguoi_ky", "SignerName", "maNguoiKy"),
    "signer.position": ("chucVuNguoiKy", "chuc_vu"),
    "lead": ("chuTri", "primaryProcess"),
    "coordinating": ("phoiHop", "coevalProcess"),
    "recipients": ("noiNhan", "Receivers"),
    "text": ("noiDung", "toanVan"),
}
IGNORES = frozenset({"soDenDi", "so_den", "doMat", "confidential"})


def preset(*open_values: str) -> Preset:
    """The preset of a system of this family; `open_values` are its codes for "not secret"."""
    return Preset(reads=READS, ignores=IGNORES, open_values=open_values)
