"""English terms of administration with their Vietnamese, for questions in English (pure).

Entries are "english: tiếng Việt", in lower case; "a b" is also tried as "a-b". Where several forms of
a word mean the same, one stands for all (`stem`).
"""

from __future__ import annotations

_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))
_SHORTEST = 4


def stem(phrase: str) -> str:
    """Return a phrase with the endings of its words taken off ("planted trees" -> "plant tree")."""
    return " ".join(_stem(word) for word in phrase.split())


def _stem(word: str) -> str:
    if word.endswith("ss"):
        return word
    for ending, rest in _ENDINGS:
        short = word[: -len(ending)] + rest
        if word.endswith(ending) and len(short) >= _SHORTEST:
            return short
    return word


_TERMS = """
accountable: chịu trách nhiệm; achievement: thành tích; action program: chương trình hành động;
action programme: chương trình hành động; activities: hoạt động; administrative procedure: thủ tục
hành chính; administrative procedures: thủ tục hành chính; administrative reform: cải cách hành
chính; admission: kết nạp; admitted: kết nạp; advertising: quảng cáo; aged: tuổi; agencies: cơ
quan; agreement: thỏa thuận; alley: ngõ; annual: hằng năm; anti-corruption: phòng chống tham
nhũng; appendix: phụ lục; applications: hồ sơ; archival: lưu trữ; archive: lưu trữ; army: quân
đội; assigned: giao; association: hội; attend: tham dự; award: khen thưởng; ballot: phiếu bầu;
bank: ngân hàng; billion: tỷ; birth: khai sinh; bloc: khối; blood pressure: huyết áp; board: ban;
books: sách; bridge: cầu; budget: ngân sách; budget revenue: thu ngân sách; building: xây dựng;
buildings: công trình; business: doanh nghiệp; business households: hộ kinh doanh; cadres: cán bộ;
camera: camera; campaign: cuộc vận động; candidates: người ứng cử; case: vụ việc; cases: trường
hợp; cash: tiền mặt; ceremony: lễ; chair: chủ trì; chairman: chủ tịch; chairperson: chủ tịch;
charge: chủ trì; chief: trưởng; child: trẻ em; children: trẻ em; citizen reception: tiếp công dân;
citizens: công dân; city: thành phố; civil servants: công chức; clean: sạch; clinic: trạm y tế;
collect: thu gom; collection: thu gom; coming: tới; commendation: khen thưởng; committee: ủy ban;
communist party: đảng; community: cộng đồng; complaint: khiếu nại; complete: hoàn thành;
completed: hoàn thành; conclusion: kết luận; conference: hội nghị; construction: xây dựng;
construction permits: giấy phép xây dựng; consult: tham vấn; consultation: tư vấn; contact: liên
hệ; contest: hội thi; cooperation: hợp tác; cooperatives: hợp tác xã; coordinate: phối hợp;
corruption: tham nhũng; cost: kinh phí; council: hội đồng; courses: lớp; crime: tội phạm;
criminal: tội phạm; cultural: văn hóa; cultural families: gia đình văn hóa; culture: văn hóa;
culture and society: văn hóa - xã hội; database: cơ sở dữ liệu; date: ngày; dated: ngày; deadline:
thời hạn hoàn thành; decision: quyết định; defence: quốc phòng; defence council: hội đồng quốc
phòng; defense: quốc phòng; deliver: giao; denunciations: tố cáo; department: phòng; deputy: phó;
detailed: chi tiết; development: phát triển; dialogue: đối thoại; dialogues: đối thoại; digital:
số; digital transformation: chuyển đổi số; digitised: số hóa; digitize: số hóa; digitized: số hóa;
directive: chỉ thị; disabilities: khuyết tật; disabled: khuyết tật; disaster: thiên tai;
disbursed: giải ngân; disbursement: giải ngân; disease: dịch bệnh; diseases: bệnh; disputes: tranh
chấp; district: quận huyện; documents: văn bản; donate: hiến tặng; drainage: thoát nước; drill:
diễn tập; drugs: ma túy; duties: nhiệm vụ; dwelling: nhà ở; early: sớm; economic: kinh tế;
economic growth: tăng trưởng kinh tế; economy: kinh tế; education: giáo dục; education and
training: giáo dục và đào tạo; elderly: người cao tuổi; elderly people: người cao tuổi; election:
bầu cử; election board: ban bầu cử; election committee: ủy ban bầu cử; electronic: điện tử;
employees: người lao động; employment: việc làm; emulation: thi đua; emulation agreement: giao ước
thi đua; emulation bloc: khối thi đua; emulation movement: phong trào thi đua; encroachment: lấn
chiếm; enterprise: doanh nghiệp; enterprises: doanh nghiệp; environment: môi trường;
environmental: môi trường; environmental protection: bảo vệ môi trường; environmental sanitation:
vệ sinh môi trường; equipment: trang thiết bị; evaluation: đánh giá; events: sự kiện; every: hằng;
examination: khám; examined: khám; expenditure: chi; expenses: kinh phí; extinguishers: bình chữa
cháy; families: gia đình; farmers: nông dân; farmers' union: hội nông dân; father front: mặt trận;
fatherland front: mặt trận tổ quốc; fee: phí; feedback: phản ánh kiến nghị; fees: phí; female: nữ;
festival: lễ hội; fight: đấu tranh; files: hồ sơ; finance: tài chính; financial: tài chính; fined:
xử phạt; fines: xử phạt; fire: cháy; fire prevention: phòng cháy chữa cháy; fires: vụ cháy; first:
nhất; first half: 6 tháng đầu năm; flood: ngập lụt; food: thực phẩm; food safety: an toàn thực
phẩm; foreign: nước ngoài; forest: rừng; form: hình thức; fourth: tư; free: miễn phí; fund: quỹ;
funding: kinh phí; funds: kinh phí; garbage: rác thải; gender equality: bình đẳng giới; goal: mục
tiêu; government: chính quyền; granted: cấp; green: xanh; greenery: cây xanh; growth: tăng trưởng;
growth rate: tăng trưởng; guidance: hướng dẫn; guide: hướng dẫn; hall: nhà văn hóa; handle: xử lý;
handled: xử lý; head: trưởng; health: y tế; health care: chăm sóc sức khỏe; health check: khám sức
khỏe; health examinations: khám sức khỏe; health insurance: bảo hiểm y tế; health records: hồ sơ
sức khỏe; health station: trạm y tế; held: tổ chức; heritage: di sản; high school: trung học phổ
thông; hold: tổ chức; hours: giờ; house: nhà; household: hộ; houses: nhà; housing: nhà ở; human:
con người; hygiene: vệ sinh; illegal: trái phép; implementation: thực hiện; improve: nâng cao cải
thiện; income: thu nhập; increase: tăng; industry: công nghiệp; information: thông tin;
information technology: công nghệ thông tin; infrastructure: hạ tầng; inspect: kiểm tra;
inspection: kiểm tra; inspection committee: ủy ban kiểm tra; installed: lắp đặt; integration: hội
nhập; internal affairs: nội chính; international: quốc tế; international integration: hội nhập
quốc tế; invalids: thương binh; investment: đầu tư; investment capital: vốn đầu tư; issued: ban
hành; job: việc làm; jobs: việc làm; joint: phối hợp; key: trọng tâm; kindergarten: mầm non;
labor: lao động; labour: lao động; lamps: đèn; land: đất đai; late: trễ hạn; law: luật; lawful:
pháp luật; lead: chủ trì; leader: lãnh đạo; leadership: lãnh đạo; legal: pháp luật; legal
dissemination: phổ biến pháp luật; library: thư viện; licence: giấy phép; license: giấy phép;
licenses: giấy phép; lighting: chiếu sáng; lights: đèn chiếu sáng; list: danh sách; loans: vay
vốn; local government: chính quyền địa phương; lottery: xổ số; main: chính; maintain: duy trì;
market: chợ; martyrs: liệt sĩ; mass: quần chúng; mass mobilization: dân vận; measures: biện pháp;
media: truyền thông; mediation: hòa giải; medical: y tế; medicine: thuốc; meeting: họp; meetings:
cuộc họp; members: thành viên; merit: có công; military: quân sự; military recruitment: tuyển
quân; military service: nghĩa vụ quân sự; million: triệu; minister: bộ trưởng; ministry: bộ;
mobilize: vận động; model: mô hình; money: tiền; monitoring: giám sát theo dõi; month: tháng;
monthly: hằng tháng; motorbike: xe máy; motto: phương châm; movement: phong trào; national
assembly: quốc hội; national defense: quốc phòng; natural disasters: thiên tai; near-poor: cận
nghèo; neighborhood: tổ dân phố; neighbourhood: tổ dân phố; new: mới; news: tin bài; noise: tiếng
ồn; notice: thông báo; number: số; objective: mục tiêu; objectives: mục tiêu; office: văn phòng;
officials: cán bộ; old: cũ; on time: đúng hạn; online: trực tuyến; online public services: dịch vụ
công trực tuyến; opinions: ý kiến; order: trật tự; organization: tổ chức; organization board: ban
tổ chức; organize: tổ chức; origin: nguồn gốc; outcome: kết quả; outcomes: kết quả; output: sản
phẩm; overdue: quá hạn; parking: đỗ xe; parks: công viên; participation: tham gia; party: đảng;
party building: xây dựng đảng; party cell: chi bộ; party committee: đảng ủy; party committees: cấp
ủy; party members: đảng viên; party organization: tổ chức đảng; passed: thông qua; pay: chi trả;
payment: thanh toán; people: nhân dân; people's committee: ủy ban nhân dân; people's council: hội
đồng nhân dân; peoples council: hội đồng nhân dân; percent: phần trăm; percentage: tỷ lệ; period:
giai đoạn; permit: giấy phép; person: người; petitions: kiến nghị đơn thư; phone number: số điện
thoại; plan: kế hoạch; plant: trồng; points: điểm; police: công an; policies: chính sách;
politburo: bộ chính trị; polling: bỏ phiếu; pollution: ô nhiễm; poor: nghèo; poor households: hộ
nghèo; population: dân số; portal: cổng thông tin; post: chức vụ; poverty: nghèo; power: điện;
preferential: ưu đãi; pregnant: mang thai; prepare: chuẩn bị; preschool: mầm non; prevention:
phòng chống; preventive: dự phòng; price: giá; primary school: tiểu học; principle: nguyên tắc;
procedure: thủ tục; procedures: thủ tục; processed: xử lý; production: sản xuất; products: sản
phẩm; program: chương trình; programme: chương trình; progress: tiến độ; promote: đẩy mạnh;
propaganda: tuyên giáo tuyên truyền; prosecution: truy tố; province: tỉnh; provincial: tỉnh;
public: công; public health care: chăm sóc sức khỏe người dân; public investment: đầu tư công;
public order: trật tự công cộng; public servants: viên chức; public service: dịch vụ công; public
services: dịch vụ công; punish: xử phạt; purpose: mục đích; quality: chất lượng; quarter: quý;
quota: chỉ tiêu; rate: tỷ lệ; ratio: tỷ lệ; reached: đạt; receive: tiếp nhận; received: tiếp nhận;
reception: tiếp; recipients: nơi nhận; reconciliation: hòa giải; records: hồ sơ; recruit: tuyển;
recruits: tân binh; recycling: tái chế; reduce: giảm; reform: cải cách; registered: đăng ký;
registration: đăng ký; regulation: quy định; religion: tôn giáo; religious: tôn giáo; repair: sửa
chữa; report: báo cáo; requirement: yêu cầu; rescue: cứu nạn cứu hộ; residence: cư trú;
residential: dân cư; residents: người dân; resolution: nghị quyết; resolve: giải quyết; resolved:
giải quyết; responsibilities: trách nhiệm; responsible: chịu trách nhiệm; result: kết quả;
revenue: thu ngân sách; review: rà soát kiểm điểm; reward: khen thưởng; road: đường; rural: nông
thôn; safety: an toàn; sanitation: vệ sinh; satisfaction: hài lòng; schedule: tiến độ; school:
trường; school year: năm học; second half: 6 tháng cuối năm; secondary school: trung học cơ sở;
secretariat: ban bí thư; secretary: bí thư; sector: ngành; security: an ninh; seminar: hội thảo;
send: gửi; senior: cao tuổi; sent: gửi; services: dịch vụ; share: tỷ lệ; shortcomings: hạn chế;
sidewalk: vỉa hè; signed: ký; signer: người ký; site clearance: giải phóng mặt bằng; small: nhỏ;
social: xã hội; social insurance: bảo hiểm xã hội; social policy: chính sách xã hội; social
security: an sinh xã hội; socio-economic: kinh tế - xã hội; software: phần mềm; solutions: giải
pháp; sorted: phân loại; source: nguồn; speakers: loa; sports: thể dục thể thao; staff: cán bộ;
standing board: ban thường vụ; standing committee: ban thường vụ; state: nhà nước; state budget:
ngân sách nhà nước; statistics: thống kê; storm: bão; street: tuyến phố; strengthen: tăng cường;
students: học sinh; submit: trình gửi; summary: tổng kết; summary report: báo cáo tổng kết;
supervise: giám sát; supervision: giám sát; support: hỗ trợ; survey: khảo sát; system: hệ thống;
talks: tọa đàm; target: chỉ tiêu; task: nhiệm vụ; tax: thuế; taxes: thuế; teachers: giáo viên;
telephone: điện thoại; term: nhiệm kỳ; thefts: trộm cắp; theme: chủ đề; third: ba; threshold:
ngưỡng; time to come: thời gian tới; timeline: tiến độ; topic: chủ đề; tourism: du lịch; trade:
thương mại; trade union: công đoàn; traditional: truyền thống; traffic: giao thông; traffic
safety: an toàn giao thông; train: tập huấn; training courses: lớp bồi dưỡng; transparency: công
khai minh bạch; trash: rác; treated: xử lý; tree: cây; trees: cây xanh; unemployment: thất nghiệp;
unit: đơn vị; urban: đô thị; urban order: trật tự đô thị; vaccinated: tiêm chủng; vaccination:
tiêm chủng; value: giá trị; vehicles: phương tiện; veterans: cựu chiến binh; veterans'
association: hội cựu chiến binh; village: thôn; violations: vi phạm; vocational training: đào tạo
nghề; volunteer: tình nguyện; volunteers: tình nguyện viên; voter: cử tri; voter cards: thẻ cử
tri; ward: phường; waste: rác thải; wastewater: nước thải; water: nước; weaknesses: yếu kém hạn
chế; week: tuần; weekly: hằng tuần; welfare: phúc lợi; women: phụ nữ; women's union: hội liên hiệp
phụ nữ; work: công tác; workers: người lao động; working group: tổ công tác; workshop: hội thảo;
year: năm; yearly: hằng năm; young: thanh niên; youth: thanh niên; youth union: đoàn thanh niên
"""
ENGLISH: dict[str, str] = {
    term: meaning
    for entry in " ".join(_TERMS.split()).split("; ")
    for term, meaning in (entry.split(": ", 1),)
}
"""English terms as they are written, with accented Vietnamese."""
_STEMS = {stem(term): meaning for term, meaning in reversed(ENGLISH.items())}


def meaning(phrase: str) -> str | None:
    """Return the Vietnamese of an English term in lower case, whatever its endings."""
    return ENGLISH.get(phrase) or _STEMS.get(stem(phrase))
