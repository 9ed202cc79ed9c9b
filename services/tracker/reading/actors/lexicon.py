"""Words of the names of agencies, and the verbs that end a name: data of the actors stage.

Sources: Nghị định 24/2014, 37/2014, 14/2008 and 45/2025 (names of the sở and phòng), 123/2016 (ministries), the
Constitution and the laws on organisations (vertical and mass organisations), drafting habits.
"""


def _entries(block: str) -> tuple[str, ...]:
    """Entries of a block, divided by bars."""
    return tuple(" ".join(entry.split()) for entry in block.split("|"))


#: First words of names, in lower case, tone marks in the newer place.
HEADS = _entries("""
đảng đoàn | ban cán sự đảng | ban dân vận | ban nội chính | hạt quản lý | toàn ngành | toàn thể | mỗi đơn vị | mỗi cơ quan |
ban chỉ đạo | ban điều hành | ban quản lý | ban tổ chức | ban chỉ huy | ban chấp hành | ban thường vụ | ban tuyên giáo |
ủy ban nhân dân | ubnd | ủy ban mặt trận tổ quốc | ủy ban mttq | ub mttq | ubmttq | ubmttqvn | ủy ban | ub | hội
đồng nhân dân | hđnd | hội đồng | văn phòng | vp | vpubnd | sở | bộ | ban | công an | bộ chỉ huy | bộ tư lệnh | bộ
đội biên phòng | bch | thanh tra | tổng cục | chi cục | cục | vụ | viện kiểm sát | viện | trường | trung tâm | tt |
đài phát thanh | đài truyền hình | đài | báo | hội | hiệp hội | liên minh | liên đoàn | liên hiệp | đoàn thanh niên
| đoàn đbqh | đoàn kiểm tra | đoàn công tác | đoàn | tỉnh đoàn | thành đoàn | huyện đoàn | tỉnh ủy | thành ủy |
huyện ủy | đảng ủy | quận ủy | thị ủy | mặt trận tổ quốc | mặt trận | mttq | ngân hàng | kho bạc | bảo hiểm | bhxh |
bệnh viện | bvđk | ttyt | ttytdp | ttdn | trạm y tế | tyt | bv | công ty | tổng công ty | tập đoàn | doanh nghiệp |
chủ các | chủ đầu tư | chủ doanh nghiệp | chủ dự án | chủ phương tiện | chủ cơ sở | chủ rừng | chủ bến | chủ hồ |
nhà trường | tòa án | công đoàn | thủ trưởng | giám đốc | tổng giám đốc | phó giám đốc | chủ tịch | phó chủ tịch |
bộ trưởng | thứ trưởng | các thứ trưởng | thủ tướng | phó thủ tướng | thống đốc | chánh văn phòng | chánh thanh tra
| trưởng phòng | trưởng ban | trưởng công an | trưởng đài | trạm trưởng | đội trưởng | trưởng thôn | hiệu trưởng | người đứng đầu | lãnh đạo | phòng | tổ công tác | tổ giúp
việc | tổ thư ký | tổ soạn thảo | tổ biên tập | tổ trưởng | tổ chuyên viên | khoa | chi nhánh | đơn vị | cơ quan |
địa phương | chính quyền | cá nhân | thành viên | quận | huyện | thị xã | thành phố | xã | phường | thị trấn | tỉnh
| ngành | cấp ủy | các cấp | bcđ | bql | quỹ | hạt kiểm lâm | điện lực | viễn thông | bưu điện | vnpt | viettel |
mobifone | fpt | evn | cảng vụ | thông tấn xã | thường vụ | tiểu ban | đội quản lý | hợp tác xã | liên sở | nhà xuất
bản | nhà máy | câu lạc bộ | thường trực | đồng chí | ông | bà | viện trưởng | cục trưởng | vụ trưởng | chỉ huy
trưởng | bí thư | người sử dụng lao động | đại diện | tổ chức chính trị | tổ chức hội | tổ chức đoàn thể | các tổ
chức | các hội | tổ chức đảng | các đoàn thể | đoàn thể | mặt trận và | các trường | các lực lượng | lực lượng | các
nhà | nhà thầu | nhà đầu tư | các chủ | cán bộ | cơ sở y tế | cơ sở giáo dục | cơ sở sản xuất | các cơ sở | thương
vụ | hộ kinh doanh | các doanh nghiệp | các bên | toàn ngành | hải quan | quân khu | quân sự | biên phòng | kiểm lâm
| quản lý thị trường | cấp xã | cấp huyện | khu công nghiệp | ban ngành | tổng đài | trung ương | vietnam airlines |
ptnt | thư viện | bảo tàng | nhà hát | trại | trạm | bến xe | sân bay | cảng | học viện | đại học | cao đẳng | phân
viện | thuế tỉnh | thuế thành phố | thuế cơ sở | thống kê tỉnh | thống kê thành phố | thi hành án dân sự | tổng hội | tổng liên đoàn
""")

#: Words that begin like a name and are none.
NOT_HEADS = _entries("""
ban hành | bộ phận | bộ luật | bộ tiêu chí | bộ câu hỏi | bộ máy | bộ chỉ số | bộ đề | bộ thủ tục | sở hữu | sở
thích | hội nghị | hội thảo | hội thi | hội diễn | hội nhập | hội trường | hội viên | hội chợ | hội họp | hội tụ |
đoàn kết | đoàn viên | trường hợp | chủ trương | báo cáo | báo động | đại hội | viện dẫn | viện trợ | cục bộ | vụ
việc | vụ mùa | vụ án | vụ nuôi | vụ đông | vụ hè | khoa học | xã hội | ngành nghề | cơ sở vật chất | cơ sở dữ liệu
| cơ sở hạ tầng | cơ sở pháp lý | cơ sở đó | đơn giản | đơn thư | đơn giá | bảo hiểm cho | tỉnh lộ | tỉnh táo |
phòng chống | phòng, chống | phòng ngừa | phòng cháy | phòng dịch | phòng bệnh | phòng hộ | phòng học | phòng họp |
phòng thủ | phòng tránh | thanh tra, kiểm tra | thanh tra việc | bộ mặt | ban đầu | bà con | bà mẹ | ông bà | ông
cha | các cấp độ | vụ lúa | đài thọ | trường lớp | trường chuẩn | trường quay | trại giam | trạm biến | khoa mục |
cảng biển | viện phí | ban bố | ban cấp | báo chí | bộ hồ sơ | bộ tài liệu | bộ công cụ | bộ thuế | bộ ngành nghề |
chủ các loại | tổ chức thực hiện | tổ chức triển khai | tổ chức hội nghị | tổ chức hội thảo | tổ chức hội thi |
thường trực cấp cứu | quản lý thị trường trong | lực lượng lao động | ngành học | công an toàn | công an ninh | cán
bộ hóa | cấp xã hội | trung tâm của | tỉnh hình
""")

#: Words that may stand before the first word of a name.
OPENERS = _entries("các | những | toàn bộ | tất cả các | tất cả | mọi | từng | một số | hai | riêng | toàn thể")

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

#: Verbs and turns that begin what somebody is to do (without marks): a name ends before them.
VERBS = _entries("""
thua uy quyen | thua lenh | thay mat |
dieu dong | sap xep | tich thu | tieu huy | tham hoi | cham lo | tinh toan | nhac nho | phe binh | tu van | thu gom |
nao vet | sua chua | khoi cong | thong xe | bo nhiem | luan chuyen | truy cuu | nam bat | nam chac | nam tinh hinh | tiep thu | kiem diem | lay mau |
lanh dao, chi dao | lanh dao thuc hien | tap hop | chinh ly | cong bo | len lich |
chu tri | phoi hop | phoi ket hop | co trach nhiem | chiu trach nhiem | can cu | to chuc | thuc hien | trien khai |
xay dung | ra soat | huong dan | kiem tra | thanh tra | tham muu | bao cao | de xuat | tong hop | theo doi | don doc
| quan ly | bo tri | chi dao | tang cuong | day manh | tiep tuc | chu dong | khan truong | phan cong | hoan thanh |
hoan chinh | hoan thien | hoan tat | cung cap | dam bao | bao dam | tap trung | nghien cuu | cap nhat | thong bao |
thong ke | danh gia | xu ly | giai quyet | tham dinh | phe duyet | ban hanh | so ket | tong ket | phat dong | phat
hien | tuyen truyen | pho bien | quan triet | van dong | ho tro | tao dieu kien | huy dong | chuan bi | khao sat |
dieu tra | de nghi | yeu cau | quyet dinh | xem xet | cap phat | phan bo | can doi | nang cao | kien toan | thanh
lap | cung co | duy tri | su dung | khai thac | kiem soat | giam sat | phong ngua | ngan chan | truc tiep | thuong
xuyen | dinh ky | hang nam | hang thang | hang quy | hang tuan | khong duoc | tham gia | dang ky | xac dinh | nghiem
tuc | kip thoi | tich cuc | co ke hoach | co bien phap | la dau moi | la co quan | tien hanh | cai cach | dieu chinh
| bo sung | sua doi | khac phuc | chan chinh | quy dinh | day nhanh | mo rong | lam viec | phan anh | kien nghi | ap
dung | van dung | tranh thu | nhanh chong | phat huy | thuc day | chap hanh | ke khai | cong khai | cong bo | soan
thao | du thao | rut kinh nghiem | truy quet | bam sat | theo chuc nang | theo nhiem vu | trong pham vi | tren co so
| sau khi | truoc mat | hinh thanh | quan tam | phan dau | the hien | thu thap | tiep nhan | dang tai | dua tin |
phan loai | doi moi | ung dung | trang bi | dau tu | nang cap | keu goi | khuyen khich | tap huan | boi duong | dao
tao | lua chon | chi tra | thu hoi | bao ve | di doi | giai toa | cam moc | quy hoach | cuong che | xu phat | tuan
tra | ung pho | san sang | co van ban | co y kien | cho y kien | gop y | lay y kien | ky ket | nghiem thu | thanh
toan | quyet toan | phoi, ket hop | len ke hoach | ket hop | chia se | tich hop | van hanh | thi hanh | lien he |
tam dung | cham dut | dinh chi | tra loi | giai trinh | lam ro | lam tot | dong vien | khen thuong | binh xet | hieu
chinh | to giac | trao doi | xac minh | xac nhan | cong nhan | luan phien | chuyen giao | ban giao | luu tru | so
hoa | thu nghiem | rut ngan | han che | don gian hoa | cat giam | chuyen doi | to chuc thuc hien | kiem dem | thong
nhat | hanh dong | hoat dong | quyet liet | chap thuan | can nhac | de ra | uu tien | long ghep | thuc thi | chuyen
tai | phan hoi | khai bao | to cao | len phuong an | luu y | tu kiem tra | tu danh gia | tu ra soat | thong qua |
ghi nhan | phat hanh | phat song | tuan thu | phan cap | phan tich | khuyen cao | canh bao | chu trong | quan xuyen
| dau tranh | triet pha | tran ap | tuyen dung | tuyen chon | ket noi | dau noi | uu dai | cong khai hoa | dam nhan
| hiep thuong | cho vay | giai ngan | tham du | chuyen doi so | nhan rong | khoi phuc | cham soc | di chuyen | lap
dat | thiet lap | thiet ke | thi cong | ket xuat | nghiem cam | quan tri | chinh trang | trang tri | truy thu | kiem ke | thanh ly | tong kiem tra | tong ra soat | duy tu
""")

#: Further verbs that a duty begins with; inside a name or a sentence they prove nothing.
OPENING_VERBS = _entries("""
khong | tuyet doi khong | niem yet | phat don | trong coi | canh gac | nam chac | nam bat | nam tinh hinh | truyen thong | ghi chu | bieu duong | quyet tam | giu vung | giu gin | phat trien |
tiet kiem | thuc hanh | xoa bo | loai bo | khoanh vung | truy vet | dieu phoi | dieu hanh | dieu dong | dieu tiet | lanh
dao | theo sat | hoc tap | tinh toan | xac lap | phuc vu | phuc hoi | cuu tro | cuu ho | gia co | tu bo | nao vet | khoi
thong | bao duong | bao tri | sua chua | cai tao | chinh trang | thu gom | van chuyen | lay mau | cach ly | khu khuan |
tieu doc | tieu huy | giam dinh | giai dap | giai thich | tu van | doi thoai | tiep xuc | tiep cong dan | ra quan | cam
ket | phan khai | phan dinh | phan luong | hach toan | mua sam | dau thau | cho phep | tham tra | phan bien | dinh gia |
dinh huong | xuc tien | quang ba | gioi thieu | tieu thu | du bao | nhac nho | phe binh | kiem diem | truy cuu | tuyen
duong | ton vinh | tham hoi | tang qua | tro giup | cham lo | dieu tri | sang loc | giao duc | ren luyen | gop phan |
dong gop | doi chieu | so sanh | nhap lieu | chuan hoa | dong bo | lien thong | bao mat | sao luu | giam thieu | tinh
gian | sap xep | bo nhiem | luan chuyen | nhan xet | binh chon | huong ung | ke thua | ton trong | de cao | coi trong |
chu y | gan ket | gan voi | loi keo | thu hut | moi goi | tan dung | trien lam | trung bay | bieu dien | phat thanh | xuat
ban | in an | phan phoi | cung ung | du tru | du phong | bao quan | kiem ke | thanh ly | cho thue | kien quyet | tong ra
soat | tong kiem tra | tung buoc | sau sat | no luc | co gang | tao lap | tao chuyen | khoi cong | khanh thanh | chuyen
tuyen | thu thap | hop tac | lien ket | hien dai hoa | xa hoi hoa | cu the hoa | the che hoa | da dang hoa | toi uu |
chat loc | san xuat | gieo trong | tai co cau | co cau lai | hinh thanh | khang dinh | phan anh | phuc tra | xac dinh |
xay moi | lam moi | mo dot | mo lop | mo cao diem | day lui | bao toan | ton tao | phuc dung | suu tam | bien soan | bien tap | cam phao |
cam bien | treo co | trong dam | trong cay | trong rung | don ve sinh
""")

#: Verbs of one syllable, which need their marks to be told from other words.
SHORT_VERBS = _entries("""
có | từ | đến | đi | thu | trực | lập | khi | nếu | họp | dừng | cử | ra | ứng | lấy | phát | làm | cần |
ngoài | giảm | nộp | chuyển | nhập | chọn | phải | trình | gửi | đưa | giúp | sớm | in | cấp | chịu | giữ | tạo |
bàn | mua | bán | vay | mời | tiếp | đăng | giao | gắn | trồng | mở | nêu | rút | tăng | sửa | ký | lên | nhắc
| xét
""")

#: Verbs that are also parts of names and of common nouns (`các tổ chức`, `cơ quan quản lý`, `đoàn kiểm tra`).
SOFT = frozenset(
    _entries("""
ap dung | ban | bao ve | boi duong | cap | cham soc | chiu | chon | chuyen | chuyen doi |
chuyen doi so | chuyen giao | co | cu | cung cap | dang | dao tao | dau tu | den | di | dieu tra | du | dung |
duoc | giam | giam sat | giao | giu | hanh dong | ho tro | hoat dong | hop | in | khai thac | khi |
kiem soat | kiem tra | lam | lap | lay | moi | mua | neu | nghien cuu | ngoai | nhap | nop | phan cap | phan
tich | phat | phat dong | phat hanh | quan ly | quan tri | quy hoach | quyet toan | ra | su dung | tao | tham du |
thanh toan | thanh tra | thi cong | thiet ke | thong ke | thu | thuc day | thuc hien | tiep |
tiep nhan | to chuc | trong | truc | tu | tuyen truyen | ung | ung dung | vay | xay dung
""")
)

#: Words (with marks) after which such a verb is part of a noun.
HEAD_NOUNS = frozenset(
    _entries("""
các | những | mọi | tổ | ban | đoàn | đội | phòng | bộ | công | việc | hội | đồng | tâm | kế | về | hoạt | nhiệm | của |
khu | trách | chương | thẩm | cấp | trực | thuộc | thường | trình | lý | năng | hiện | quyền | phận | tác | cục | viện | ủy |
sở | bằng | thông | được | phí | đề | chế | mức | tiến | báo | đại | quá
""")
)

#: Common nouns (with marks) for agencies, and the verbs that only say which of them are meant.
AGENCY_NOUNS = frozenset(_entries("cơ quan | đơn vị | doanh nghiệp | cá nhân | địa phương"))
AGENCY_VERBS = frozenset(
    _entries("quan ly | su dung | khai thac | cung cap | nghien cuu | dao tao | co | thanh tra | bao ve | ung dung")
)

#: Boards and teams whose names go on with what they are for, up to a word of their place.
BOARDS = _entries(
    "ban chi dao | bcd | ban dieu hanh | ban to chuc | ban quan ly | doan kiem tra | to cong tac | to giup viec"
)

#: Words of two syllables (with marks) whose second one only looks like a verb.
COMPOUNDS = frozenset(
    _entries("""
địa bàn | đào tạo | sáng tạo | cải tạo | chế tạo | nhân tạo | công lập | độc lập | dân lập | trung lập | hiện có | sẵn có |
doanh thu | nguồn thu | xuất phát | trung cấp | sơ cấp | phân cấp | cung cấp | mỗi cấp | từng cấp | phụ cấp | cao cấp |
việc làm | thu nhập | hội nhập | xâm nhập | xuất nhập | du nhập | sáp nhập | cởi mở | tế mở | bàn giao | ngoại giao | tiếp giao |
trực tiếp | gián tiếp | liên tiếp | gia tăng | suy giảm | vận chuyển | di chuyển | diễn ra | xảy ra | gây ra | nhật ký |
chữ ký | lựa chọn | nuôi trồng | cây trồng | liên quan đến | đi lại | thu mua | bầu cử | ứng cử | căn cứ | đề cử | tiền gửi |
cung ứng | thích ứng | phản ứng | tương ứng | bản in
""")
)

#: Words of two syllables (with marks) whose first one only looks like a verb: they go on with a name.
GOES_ON = frozenset(
    _entries("""
trực thuộc | trực tuyến | cấp tỉnh | cấp huyện | cấp xã | cấp ủy | cấp cơ | cấp trên | cấp dưới | cấp trung | cấp phòng |
giao thông | giao dịch | thu nhập | thu ngân | có liên | có tên | nêu trên | học sinh | mua sắm | từ thiện | phát thanh | giảm nghèo
""")
)

#: `trình` after these words is part of a noun (chương trình, tờ trình).
BEFORE_TRINH = frozenset(_entries("chương | quy | công | lộ | giáo | tờ | quá | tiến | hành | thuyết"))
