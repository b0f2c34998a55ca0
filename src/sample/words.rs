//! The words of the sample data and how often they occur.
//!
//! Lists stand beside their weights; places in a list are what the generator works with.

/// Industries; from [`INDUSTRY_UNKNOWN`] on as careless people write them.
pub(super) const INDUSTRIES: [&str; 15] = [
    "製造",
    "IT",
    "小売",
    "金融",
    "建設",
    "医療",
    "サービス",
    "物流",
    "不明",
    "ＩＴ",
    "製造業",
    "it",
    "ＩＴ・通信",
    "Select",
    "小売 ",
];
pub(super) const INDUSTRY_UNKNOWN: u8 = 8;
pub(super) const INDUSTRY_SELECT: u8 = 13;
pub(super) const INDUSTRY_WEIGHTS: [u32; 9] = [24, 22, 11, 7, 9, 6, 14, 4, 3];

/// The careless spellings of an industry.
pub(super) fn misspelt(industry: u8) -> &'static [u8] {
    match industry {
        0 => &[10],
        1 => &[9, 11, 12],
        2 => &[14],
        _ => &[INDUSTRY_UNKNOWN],
    }
}

pub(super) const LEVELS: [&str; 5] = ["一般", "主任", "課長", "部長", "役員"];
/// The last weight is that of a missing level.
pub(super) const LEVEL_WEIGHTS: [u32; 6] = [38, 17, 20, 12, 6, 7];
pub(super) const LEVEL_QUALITY: [u32; 6] = [850, 950, 1150, 1250, 1200, 750];

pub(super) const CHANNELS: [&str; 7] =
    ["広告", "SEO", "ウェビナー", "展示会", "紹介", "メール", "不明"];
pub(super) const AD: u8 = 0;
pub(super) const SEO: u8 = 1;
pub(super) const WEBINAR: u8 = 2;
pub(super) const MAIL: u8 = 5;
pub(super) const UNKNOWN: u8 = 6;
pub(super) const CHANNEL_WEIGHTS: [u32; 7] = [300, 260, 130, 90, 60, 130, 30];
/// On the days of an exhibition.
pub(super) const EXHIBITION_WEIGHTS: [u32; 7] = [300, 260, 130, 1100, 60, 130, 30];
/// Permille of the usual inclination to ask for something.
pub(super) const CHANNEL_QUALITY: [u32; 7] = [800, 1100, 1000, 700, 1900, 850, 700];
/// Permille of first deals that are won.
pub(super) const CHANNEL_WIN: [u32; 7] = [230, 280, 295, 215, 345, 255, 220];
/// Yen per lead; nothing is spent on the unknown.
pub(super) const CHANNEL_COST: [i64; 6] = [12_000, 5_500, 7_000, 16_000, 2_000, 1_500];
/// Permille of first entries that left no touch (imported lists, business cards).
pub(super) const CHANNEL_SILENT: [u32; 7] = [20, 10, 0, 450, 80, 10, 500];

pub(super) const TOUCH_KINDS: [&str; 7] =
    ["資料請求", "お問い合わせ", "無料相談予約", "ウェビナー", "広告", "メルマガ", "トライアル"];
pub(super) const SEMINAR_TOUCH: u8 = 3;
pub(super) const MAIL_TOUCH: u8 = 5;
/// Which touch converts, by channel: document, inquiry, consultation.
pub(super) const CONVERSION_WEIGHTS: [[u32; 3]; 7] = [
    [70, 18, 12],
    [58, 30, 12],
    [55, 15, 30],
    [60, 25, 15],
    [15, 50, 35],
    [62, 18, 20],
    [50, 40, 10],
];
/// With which touch a lead begins that does not convert at once, by channel.
pub(super) const OPENING_WEIGHTS: [[u32; 7]; 7] = [
    [0, 0, 0, 0, 85, 5, 10],
    [0, 0, 0, 0, 0, 65, 35],
    [0, 0, 0, 100, 0, 0, 0],
    [0, 0, 0, 15, 0, 85, 0],
    [0, 0, 0, 30, 0, 30, 40],
    [0, 0, 0, 20, 0, 75, 5],
    [0, 0, 0, 0, 20, 60, 20],
];

pub(super) const ACTIVITY_KINDS: [&str; 4] = ["電話", "メール", "訪問", "オンライン商談"];
pub(super) const CALL: u8 = 0;
pub(super) const MESSAGE: u8 = 1;
pub(super) const VISIT: u8 = 2;
pub(super) const MEETING: u8 = 3;
pub(super) const OUTCOMES: [&str; 8] =
    ["接続", "不在", "返信あり", "返信なし", "ヒアリング", "提案", "商談化", "見送り"];
pub(super) const REACHED: u8 = 0;
pub(super) const ABSENT: u8 = 1;
pub(super) const REPLIED: u8 = 2;
pub(super) const NO_REPLY: u8 = 3;
pub(super) const HEARING: u8 = 4;
pub(super) const PROPOSAL: u8 = 5;
pub(super) const OPPORTUNITY: u8 = 6;
pub(super) const PASSED: u8 = 7;
pub(super) const REPS: [&str; 16] = [
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "松本",
    "井上",
    "木村",
];

pub(super) const DEAL_KINDS: [&str; 3] = ["新規", "更新", "拡張"];
pub(super) const STATUSES: [&str; 3] = ["open", "won", "lost"];
pub(super) const OPEN: u8 = 0;
pub(super) const WON: u8 = 1;
pub(super) const LOST: u8 = 2;
pub(super) const PRODUCTS: [&str; 3] = ["スターター", "スタンダード", "エンタープライズ"];
/// By size of the company.
pub(super) const PRODUCT_WEIGHTS: [[u32; 3]; 4] =
    [[70, 27, 3], [40, 50, 10], [15, 55, 30], [5, 40, 55]];
pub(super) const PRODUCT_YEN: [i64; 3] = [600_000, 1_800_000, 6_000_000];
pub(super) const PRODUCT_CYCLE: [(i64, i64); 3] = [(20, 75), (28, 100), (45, 120)];
pub(super) const LOST_REASONS: [&str; 5] = ["価格", "競合", "時期尚早", "予算なし", "連絡なし"];
pub(super) const LOST_WEIGHTS: [u32; 5] = [26, 24, 20, 18, 12];

pub(super) const PATHS: [&str; 24] = [
    "/",
    "/pricing",
    "/pricing/enterprise",
    "/contact",
    "/download",
    "/trial",
    "/case/manufacturing",
    "/case/it",
    "/case/retail",
    "/case/logistics",
    "/case/finance",
    "/blog/inside-sales",
    "/blog/lead-scoring",
    "/blog/mql-sql",
    "/blog/nurturing",
    "/blog/roi",
    "/blog/webinar-report",
    "/docs/start",
    "/docs/import",
    "/docs/api",
    "/docs/security",
    "/features",
    "/webinar",
    "/company",
];
/// Of visitors who look around.
pub(super) const COLD_PATHS: [u32; 24] =
    [160, 35, 4, 6, 20, 6, 30, 30, 18, 14, 12, 90, 90, 85, 70, 60, 50, 14, 8, 8, 6, 80, 60, 44];
/// Of visitors who want something.
pub(super) const WARM_PATHS: [u32; 24] = [
    110, 150, 45, 60, 70, 25, 60, 60, 30, 25, 25, 30, 35, 30, 20, 35, 15, 30, 18, 22, 25, 80, 25,
    25,
];

pub(super) const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];
pub(super) const PREFECTURE_WEIGHTS: [u32; 47] = [
    30, 5, 5, 14, 4, 5, 8, 14, 10, 11, 34, 28, 330, 60, 12, 8, 9, 6, 5, 13, 11, 24, 72, 10, 8, 20,
    95, 34, 5, 4, 3, 3, 11, 18, 6, 3, 6, 7, 3, 36, 3, 5, 8, 5, 4, 6, 6,
];

pub(super) const NAME_STEMS: [&str; 40] = [
    "青葉",
    "朝日野",
    "旭ヶ丘",
    "東海林",
    "北斗",
    "桜井",
    "若葉",
    "双葉",
    "三友",
    "光陽",
    "大和田",
    "富士見",
    "みなと",
    "あかつき",
    "ひかり",
    "つばさ",
    "さくら",
    "みらい",
    "ミナモ",
    "アルカ",
    "トキワ",
    "ネクスタ",
    "ソラリオ",
    "カナデ",
    "ユニア",
    "リンクス",
    "エイト",
    "オリオ",
    "グラント",
    "日之出",
    "常盤",
    "千歳",
    "松風",
    "山手",
    "川辺",
    "緑丘",
    "白鳥",
    "大空",
    "中央",
    "新都",
];
/// Endings of names by industry.
pub(super) const NAME_ENDINGS: [[&str; 4]; 9] = [
    ["製作所", "工業", "精機", "化学"],
    ["システムズ", "ソフト", "テクノロジー", "データ"],
    ["ストア", "商店", "マート", "商事"],
    ["ファイナンス", "リース", "信用金庫", "保険サービス"],
    ["建設", "工務店", "設備", "住宅"],
    ["メディカル", "医療機器", "クリニック", "ヘルスケア"],
    ["サービス", "コンサルティング", "人材", "企画"],
    ["物流", "運輸", "倉庫", "ロジスティクス"],
    ["", "商会", "ホールディングス", "産業"],
];
