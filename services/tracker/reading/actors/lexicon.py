"""Words of the names of agencies, and the verbs that end a name: data of the actors stage.

Sources: Nghị định 24/2014, 37/2014, 14/2008 and 45/2025 (names of the sở and phòng), 123/2016 (ministries), the
Constitution and the laws on organisations (vertical and mass organisations), drafting habits.
"""



def _entries(block: str) -> tuple[str, ...]:
    """Entries of a block, divided by bars."""
    return tuple(" ".join(entry.split()) for entry in block.split("|"))


#: First words of names (without marks), longest first when matched.
HEADS = _entries("""
uy ban nhan dan | ubnd | ub | uy ban mat tran to quoc | uy ban mttq | ub mttq | ubmttq | ubmttqvn | uy ban | hoi
dong nhan dan | hdnd | hoi dong | van phong | vp ubnd | vpubnd | so | bo | ban | cong an | bo chi huy | bo doi bien
phong | bch | quan su | thanh tra | tong cuc | chi cuc | cuc | vu | vien kiem sat | vien | truong dai hoc | truong
cao dang | truong chinh tri | truong | trung tam | tttt | dai phat thanh | dai pt-th | dai pttt | dai | bao | hoi |
hiep hoi | lien minh | lien doan | lien hiep | doan thanh nien | doan dbqh | doan | tinh doan | thanh doan | huyen
doan | tinh uy | thanh uy | huyen uy | dang uy | mat tran | mttq | ngan hang | kho bac | bao hiem | bhxh | benh vien
| bvdk | ttyt | tram y te | tyt | bv | cong ty | tong cong ty | tap doan | doanh nghiep | chu cac | chu dau tu | chu
| nha truong | toa an | cong doan | thu truong | giam doc | chu tich | pho chu tich | bo truong | thu tuong | pho
thu tuong | chanh van phong | chanh thanh tra | truong phong | truong ban | truong thon | hieu truong | nguoi dung
dau | lanh dao | phong | to | to cong tac | to chuc | to truong | khoa | chi nhanh | don vi | co quan | dia phuong |
chinh quyen | ca nhan | thanh vien | cac thanh vien | quan | huyen | thi xa | thanh pho | xa | phuong | thi tran |
tinh | nganh | cap uy | cac cap | bcd | bql | ban quan ly | ban chi dao | quy | hat kiem lam | dien luc | vien thong
| buu dien | vnpt | viettel | mobifone | cang vu | thong tan xa | vietnam | thuong vu | tieu ban | doi | hop tac xa
| lien so | cho | khu | xi nghiep | nha xuat ban | nha may | cau lac bo | tong doi | thuong truc | dong chi | dong
chi bo truong | ong | ba | tong giam doc | vien truong | cuc truong | vu truong | chi huy truong | bi thu | nguoi su
dung lao dong | pgd | phong gddt | cdc | ho kinh doanh | trg | thpt | so gd | so y te | hop tac | dn | nghien cuu
vien | tap the | he thong | co so | mang luoi | chi bo | dang bo | dai dien | co quan bao chi | bao chi | nha thau |
lien danh | can bo | cong chuc
""")

#: Words that may stand before the first word of a name.
OPENERS = _entries("""
cac | nhung | toan bo | tat ca | moi | tung | cac don vi | doi voi | rieng | hai | 02 | 03 | quy
""")

#: Names of fields of government; a name never ends inside one.
SECTORS = _entries("""
ke hoach va dau tu | ke hoach & dau tu | tai chinh | noi vu | tu phap | cong thuong | xay dung | nong nghiep va phat
trien nong thon | nong nghiep va moi truong | nong nghiep & ptnt | nong nghiep va ptnt | tai nguyen va moi truong |
giao thong van tai | thong tin va truyen thong | thong tin truyen thong | khoa hoc va cong nghe | khoa hoc cong nghe
| lao dong - thuong binh va xa hoi | lao dong, thuong binh va xa hoi | lao dong-thuong binh va xa hoi | lao dong
tb&xh | lao dong thuong binh va xa hoi | van hoa, the thao va du lich | van hoa va the thao | van hoa the thao va du
lich | van hoa - the thao va du lich | van hoa thong tin | du lich | giao duc va dao tao | giao duc - dao tao | giao
duc dao tao | y te | ngoai vu | ngoai giao | quy hoach - kien truc | quy hoach kien truc | dan toc | dan toc va ton
giao | quoc phong | cong an | phat thanh va truyen hinh | phat thanh - truyen hinh | phat thanh truyen hinh | thuy
san | thuong mai | cong nghiep | buu chinh, vien thong | ke hoach | phap che | nang luong | cong nghiep nhe | cong
nghiep nang | thi truong trong nuoc | xuat nhap khau | hoa chat | khoa hoc, cong nghe | dau tu | quan ly thi truong
| hai quan | thue | thong ke | kiem lam
""")

#: Verbs and turns that begin what somebody is to do: a name ends before them.
VERBS = _entries("""
chu tri | phoi hop | phoi ket hop | co trach nhiem | chiu trach nhiem | can cu | to chuc | thuc hien | trien khai |
xay dung | ra soat | huong dan | kiem tra | thanh tra | tham muu | bao cao | trinh | de xuat | tong hop | theo doi |
don doc | quan ly | bo tri | chi dao | tang cuong | day manh | tiep tuc | chu dong | khan truong | phan cong | lap |
hoan thanh | hoan chinh | hoan thien | hoan tat | cung cap | dam bao | bao dam | tap trung | nghien cuu | cap nhat |
gui | thong bao | thong ke | danh gia | xu ly | giai quyet | tham dinh | phe duyet | ban hanh | so ket | tong ket |
phat dong | phat hien | tuyen truyen | pho bien | quan triet | van dong | ho tro | tao dieu kien | huy dong | chuan
bi | khao sat | dieu tra | de nghi | yeu cau | quyet dinh | xem xet | cap phat | phan bo | can doi | nang cao | kien
toan | thanh lap | cung co | duy tri | su dung | khai thac | kiem soat | giam sat | phong ngua | ngan chan | truc
tiep | thuong xuyen | dinh ky | hang nam | hang thang | hang quy | hang tuan | phai | can | khong duoc | lam | dua |
tham gia | dang ky | xac dinh | nghiem tuc | kip thoi | tich cuc | co ke hoach | co bien phap | la dau moi | la co
quan | tien hanh | cai cach | dieu chinh | bo sung | sua doi | khac phuc | chan chinh | quy dinh | day nhanh | mo
rong | lam viec | phan anh | kien nghi | ap dung | van dung | tranh thu | nhanh chong | phat huy | thuc day | giup |
chap hanh | hop | cu | ke khai | cong khai | cong bo | soan thao | du thao | rut kinh nghiem | truy quet | bam sat |
theo chuc nang | theo nhiem vu | trong pham vi | tren co so | khi | neu | sau khi | truoc mat | ngoai | hinh thanh |
quan tam | phan dau | tu | som | the hien | thu thap | tiep nhan | dang tai | dua tin | phan loai | doi moi | ung
dung | trang bi | dau tu | nang cap | keu goi | khuyen khich | tap huan | boi duong | dao tao | lua chon | chon |
chi tra | thu hoi | nop | bao ve | di doi | giai toa | cam moc | quy hoach | cuong che | xu phat | tuan tra | truc |
ung pho | san sang | co van ban | co y kien | cho y kien | gop y | lay y kien | ky ket | nghiem thu | thanh toan |
quyet toan | phoi, ket hop | len ke hoach | ket hop | chia se | tich hop | van hanh | thi hanh | lien he | co | duoc
| dung | tam dung | cham dut | dinh chi | thu | lay | ung | phat | tra loi | giai trinh | lam ro | lam tot | ra |
dong vien | khen thuong | binh xet | hieu chinh | to giac | trao doi | xac minh | xac nhan | cong nhan | nhap | luan
phien | chuyen giao | ban giao | luu tru | so hoa | thu nghiem | rut ngan | giam | han che | don gian hoa | cat giam
| chuyen doi | chuyen | to chuc thuc hien | di | den | kiem dem | thong nhat
""")

#: Verbs that are also parts of names and of common nouns (`các tổ chức`, `cơ quan quản lý`, `đoàn kiểm tra`).
SOFT = frozenset(_entries("""
ap dung | bao cao | bao ve | boi duong | can | chi dao | chon | chuyen | chuyen doi | chuyen giao | co | cu | cung
cap | dao tao | dau tu | den | di | dieu tra | dua | dung | duoc | giam | giam sat | giup | gui | ho tro | hop |
khai thac | khi | kiem soat | kiem tra | lam | lap | lay | neu | nghien cuu | ngoai | nhap | nop | phai | phat |
phat dong | quan ly | quy hoach | quyet toan | ra | su dung | thanh toan | thanh tra | theo doi | thong bao | thong
ke | thu | thuc day | thuc hien | tiep nhan | to chuc | trinh | truc | tu | tuyen truyen | ung | ung dung | xay dung
"""))

#: Words after which such a verb is part of a noun.
HEAD_NOUNS = frozenset(_entries("""
ban | bo | cac | can | cap | chuong | cong | cong tac | cua | cuc | dang | doan | doi | don | dong | duoc | hoat |
hoi | ke | khu | lien | moi | nghiep | nhiem | nhung | phong | quan | so | tam | tham | thuoc | to | trach | truc |
trung | uy | ve | vi | viec | vien | vu
"""))
