//! The words of the product in Japanese and English: one table, printed as the glossary. Mails and
//! refusals are checked against it.

/// A thing, its name in both languages, and what it is.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// Its name in Japanese texts.
    pub ja: &'static str,
    /// Its name in English texts. A refusal that says it says [`Term::ja`] in Japanese.
    pub en: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// Words for it that no Japanese text uses.
    pub not: &'static [&'static str],
}

const fn term(
    ja: &'static str,
    en: &'static str,
    meaning: &'static str,
    not: &'static [&'static str],
) -> Term {
    Term { ja, en, meaning, not }
}

/// Every term, by what it is about.
pub const GLOSSARY: &[(&str, &[Term])] = &[
    ("Accounts", ACCOUNTS),
    ("Companies", COMPANIES),
    ("Offices and terminal users", OFFICES),
    ("Cargo", CARGO),
    ("Assignments", ASSIGNMENTS),
];

const ACCOUNTS: &[Term] = &[
    term(
        "アカウント",
        "account",
        "Whoever has a password: a person, an office, a terminal user.",
        &[],
    ),
    term(
        "ユーザID",
        "login id",
        "What a person signs in with. Chosen once, never changed.",
        &["ログインID", "ユーザーID", "ユーザ名", "ユーザーネーム"],
    ),
    term(
        "ログイン",
        "session",
        "What signing in begins, on one device, until it is ended.",
        &["サインイン", "セッション"],
    ),
    term("アクセストークン", "access token", "Proves a session to the API for ten minutes.", &[]),
    term(
        "リフレッシュトークン",
        "refresh token",
        "Renews a session; good once.",
        &["更新トークン"],
    ),
    term(
        "ロック",
        "lock",
        "What wrong passwords in a row lead to. A person's stays, an office's passes.",
        &["凍結"],
    ),
    term(
        "パスワードの初期化",
        "recovery",
        "A new password by a mailed link, for a person or an office.",
        &["リセット", "パスワードの再設定"],
    ),
    term(
        "代理店",
        "agency",
        "A kind of account that operators make, as they do for 後払法人.",
        &[],
    ),
    term(
        "後払法人",
        "deferred-payment",
        "A kind of account that operators make, for companies that pay later.",
        &["後払い法人"],
    ),
    term(
        "問い合わせ",
        "inquiry",
        "A question to the operators, by anybody or by an account.",
        &["問合せ", "問合わせ"],
    ),
    term(
        "運営者",
        "operator",
        "Runs the service: makes accounts and companies, answers inquiries.",
        &["オペレータ", "管理運営者"],
    ),
];

const COMPANIES: &[Term] = &[
    term(
        "管理者",
        "administrator",
        "A member who manages the company's members, offices and terminal users.",
        &["アドミニストレータ"],
    ),
    term("メンバー", "member", "A person's account in a company.", &["構成員"]),
    term(
        "招待",
        "invitation",
        "A mailed link to an account in the company that invites.",
        &["招へい"],
    ),
    term(
        "業務区分",
        "business role",
        "What a company does, and so what it may register. Operators set it.",
        &["業態"],
    ),
    term("法人番号", "corporate number", "The 13 digits of a Japanese corporation.", &[]),
];

const OFFICES: &[Term] = &[
    term(
        "事業所",
        "office",
        "A place of a company, with terminal users and a portal of its own.",
        &["営業所", "事務所"],
    ),
    term("事業所コード", "office code", "What an office signs in with.", &["事業所番号"]),
    term(
        "管理責任者",
        "responsible manager",
        "Gets the office's mails and the link to its password.",
        &["責任管理者"],
    ),
    term(
        "利用者ID",
        "terminal user id",
        "User code and identification number together, eight characters.",
        &["端末ID", "利用者番号"],
    ),
    term("利用者コード", "user code", "The first five characters of a terminal user id.", &[]),
    term("識別番号", "identification number", "Its last three characters.", &["識別コード"]),
    term(
        "自社システム用ID",
        "own-system id",
        "The terminal user id of an office's own system: no own change, no peer, no reissue.",
        &[],
    ),
    term(
        "システム設定申込",
        "reissue application",
        "What an office files to get terminal users new passwords.",
        &["申請"],
    ),
    term(
        "申込受付番号",
        "receipt number",
        "The number of an application, such as 0000001C.",
        &["受付No"],
    ),
    term("登録希望日", "desired date", "The day for which an application asks.", &["希望登録日"]),
    term(
        "確認完了",
        "approval",
        "A reviewer's yes: temporary passwords appear in the office's portal.",
        &[],
    ),
    term(
        "確認依頼",
        "request for correction",
        "A reviewer's question: the office corrects or withdraws.",
        &["差し戻し", "差戻し"],
    ),
    term("取り下げ", "withdrawal", "The office takes an application back.", &["取下げ"]),
    term(
        "仮パスワード",
        "temporary password",
        "Shown once issued, in the portal or to a peer; good only for changing it.",
        &["一時パスワード", "初期パスワード"],
    ),
    term(
        "URY「C」",
        "own password change",
        "A terminal user's change of password, in service hours.",
        &[],
    ),
    term(
        "URY「I」",
        "peer initialisation",
        "A terminal user gives a colleague of the same user code a temporary password.",
        &[],
    ),
    term(
        "サービス時間",
        "service hours",
        "When URY is open: business days from 0:00 to 23:00, Japan time.",
        &["営業時間"],
    ),
    term("休業日", "closure", "A day that operators closed, beside the holidays.", &["定休日"]),
];

const CARGO: &[Term] = &[
    term(
        "貨物情報",
        "cargo record",
        "A consignment under an air waybill, kept by the company that registered it.",
        &["貨物レコード", "貨物データ"],
    ),
    term(
        "搬出依頼",
        "pickup request",
        "Asks a shed to hand cargo to a truck at a time.",
        &["引取依頼", "ピックアップ"],
    ),
    term(
        "AWB",
        "air waybill",
        "The airline's contract of carriage, the master (MAWB); its number has 11 digits.",
        &["航空運送状", "エアウェイビル"],
    ),
    term(
        "HAWB",
        "house waybill",
        "A consolidator's waybill under an air waybill.",
        &["ハウス運送状"],
    ),
    term("登録対象", "direction", "Import or export.", &[]),
    term("混載代理店", "consolidator", "Puts consignments together under one air waybill.", &[]),
    term("通関業者", "customs broker", "Clears cargo through customs.", &["通関会社"]),
    term("運送会社", "trucking company", "Carries cargo by road.", &["トラック会社"]),
    term("荷主", "shipper", "Whose cargo it is.", &["荷送人"]),
    term("上屋", "shed", "Where cargo is handed over at the airport.", &["倉庫"]),
    term("保税蔵置場", "bonded warehouse", "Where cargo waits for customs.", &["保税倉庫"]),
    term(
        "危険物貨物申告資格",
        "dangerous-goods qualification",
        "What an account needs to declare dangerous goods.",
        &["危険物資格"],
    ),
];

const ASSIGNMENTS: &[Term] = &[
    term(
        "アサイン",
        "assignment",
        "Lets another company see a record, and nothing else.",
        &["割り当て", "割当"],
    ),
    term(
        "アサイン受取",
        "acceptance",
        "Taking an assignment up for the company, with the mailed PIN.",
        &["受領"],
    ),
    term("PINコード", "PIN", "Eight characters that a mail brings, for one batch.", &["暗証番号"]),
    term("受取期限", "accept until", "The end of day 7; then the system cancels.", &["受領期限"]),
    term(
        "キャンセル",
        "cancel an assignment",
        "Ends one that was not accepted: its sender to the end of day 6, the system after day 7.",
        &[],
    ),
    term("閲覧", "sight", "What an accepted assignment gives, until its owner ends it.", &[]),
];
