//! The letters in Japanese.

mod assignment;
mod reissue;

use super::{Block, Draft, Letter, minute};

const WHEN_OVER: &str = "有効期限が切れた場合は、お手数ですが最初の手続きからやり直してください。";
const NEVER_SHARE: &str =
    "リンクは1回限り有効です。第三者に知られないよう、このメールを転送しないでください。";
const RECOVER_NOW: &str = "第三者に利用されているおそれがあります。すぐにログイン画面の\
    「パスワードをお忘れの方」からパスワードの初期化を行い、お問い合わせください。";
const IGNORE: &str = "ほかの方が誤って入力した可能性があります。このメールを破棄してください。\
    リンクを開かない限り、何も登録・変更されません。";
const SECURITY: &str = "アカウントを守るため、重要な操作があったときにお送りしています。";

const LOGIN_ID: &str = "ユーザIDまたは事業所コード";
const INQUIRE: &str = "第三者がログインを試みた可能性がありますが、ログインはされていません。\
    誤りが続くたびに、ロックの時間は長くなります。このメールが繰り返し届く場合は、お問い合わせください。";

/// Whether somebody verified the company's name (ORG-01).
const fn company_name(verified: bool) -> Block<'static> {
    Block::Text(if verified {
        "この会社名は、運営者が確認しています。"
    } else {
        "ご注意：この会社名は会社の方が入力したもので、運営者は確認していません。\
         ご存じの会社からのメールかどうかをお確かめのうえ、お手続きください。"
    })
}

fn time(instant: jiff::Timestamp) -> String {
    format!("{} (日本時間)", minute(instant))
}

/// The letter in Japanese.
pub(super) fn draft(letter: &Letter) -> Draft<'_> {
    match letter {
        Letter::RegistrationLink { token, expires_at } => Draft {
            subject: "ユーザ登録のご案内",
            blocks: vec![
                Block::Text(
                    "ユーザ登録のお申し込みをいただき、ありがとうございます。\
                     次のリンクを開き、お客様情報を入力して、登録を完了してください。",
                ),
                Block::Link { label: "お客様情報を入力する", path: "register", token },
                Block::Facts(vec![("有効期限", time(*expires_at))]),
                Block::Text(WHEN_OVER),
                Block::Text(NEVER_SHARE),
            ],
            purpose: "このメールアドレスでユーザ登録のお申し込みがあったため、お送りしています。",
            stranger: IGNORE,
        },
        Letter::FirstPassword { login_id, company, company_verified, token, expires_at } => Draft {
            subject: "アカウント作成のお知らせ",
            blocks: vec![
                Block::Text(
                    "お客様（または貴事業所）のアカウントが作成されました。次のリンクを開き、パスワードを設定すると、\
                     ログインできるようになります。",
                ),
                Block::Facts(vec![
                    (LOGIN_ID, login_id.clone()),
                    ("会社名", company.clone()),
                    ("リンクの有効期限", time(*expires_at)),
                ]),
                company_name(*company_verified),
                Block::Link {
                    label: "パスワードを設定する", path: "first-password", token
                },
                Block::Text(
                    "有効期限が切れた場合は、ログイン画面の「パスワードをお忘れの方」から\
                     パスワードを設定するか、お問い合わせください。",
                ),
                Block::Text(NEVER_SHARE),
            ],
            purpose: "お客様または貴事業所のアカウントが作成されたため、お送りしています。",
            stranger: "リンクを開かずに、お問い合わせください。\
                パスワードが設定されるまで、アカウントは利用できません。",
        },
        Letter::RecoveryLink { login_id, token, expires_at } => Draft {
            subject: "パスワードの初期化のご案内",
            blocks: vec![
                Block::Text(
                    "パスワードの初期化のお申し込みを受け付けました。次のリンクを開き、\
                     新しいパスワードを設定してください。アカウントがロックされている場合は、\
                     設定が完了すると解除されます。",
                ),
                Block::Facts(vec![(LOGIN_ID, login_id.clone()), ("有効期限", time(*expires_at))]),
                Block::Link {
                    label: "新しいパスワードを設定する", path: "recover", token
                },
                Block::Text(WHEN_OVER),
                Block::Text(NEVER_SHARE),
                Block::Link {
                    label: "心当たりがないので取り消す", path: "recover/not-me", token
                },
            ],
            purpose: "パスワードの初期化のお申し込みがあったため、お送りしています。",
            stranger: "「心当たりがないので取り消す」のリンクから、お知らせください。\
                パスワード設定用のリンクは無効になり、現在のパスワードは変わりません。",
        },
        Letter::PasswordChanged { login_id, at, unlocked } => Draft {
            subject: "パスワード設定完了のお知らせ",
            blocks: vec![
                Block::Text(if *unlocked {
                    "新しいパスワードが設定され、アカウントのロックが解除されました。"
                } else {
                    "新しいパスワードが設定されました。"
                }),
                Block::Facts(vec![(LOGIN_ID, login_id.clone()), ("設定日時", time(*at))]),
                Block::Text(
                    "安全のため、設定を行った端末を除き、すべての端末でログインを終了しました。\
                     引き続きご利用になる端末では、新しいパスワードでログインしてください。",
                ),
            ],
            purpose: SECURITY,
            stranger: RECOVER_NOW,
        },
        Letter::AccountLocked { login_id, at } => Draft {
            subject: "アカウントロックのお知らせ",
            blocks: vec![
                Block::Text("パスワードの誤りが続いたため、アカウントをロックしました。"),
                Block::Facts(vec![("ユーザID", login_id.clone()), ("ロック日時", time(*at))]),
                Block::Text(
                    "ロックを解除するには、ログイン画面の「パスワードをお忘れの方」から\
                     パスワードの初期化を行ってください。完了すると、すぐにログインできます。\
                     初期化ができない場合は、お問い合わせください。",
                ),
            ],
            purpose: SECURITY,
            stranger: "第三者がログインを試みた可能性がありますが、ログインはされていません。\
                ロックを解除し、ほかのサービスと同じパスワードは使わないでください。",
        },
        Letter::EmailChangeLink { login_id, token, expires_at } => Draft {
            subject: "メールアドレス変更の確認",
            blocks: vec![
                Block::Text(
                    "このメールアドレスへの変更のお申し込みを受け付けました。\
                     次のリンクを開き、変更を完了してください。\
                     完了するまでは、これまでのメールアドレスが有効です。",
                ),
                Block::Facts(vec![("ユーザID", login_id.clone()), ("有効期限", time(*expires_at))]),
                Block::Link {
                    label: "メールアドレスの変更を完了する",
                    path: "email-change",
                    token,
                },
                Block::Text(WHEN_OVER),
                Block::Text(NEVER_SHARE),
            ],
            purpose: "このメールアドレスへの変更のお申し込みがあったため、お送りしています。",
            stranger: IGNORE,
        },
        Letter::EmailChangeRequested { login_id, new_address_masked } => Draft {
            subject: "メールアドレス変更の受付のお知らせ",
            blocks: vec![
                Block::Text(
                    "メールアドレスの変更のお申し込みを受け付けました。新しいメールアドレスに\
                     確認のメールをお送りしています。そのリンクを開くまでは、\
                     このメールアドレスが有効です。",
                ),
                Block::Facts(vec![
                    ("ユーザID", login_id.clone()),
                    ("新しいメールアドレス（一部を伏せています）", new_address_masked.clone()),
                ]),
            ],
            purpose: SECURITY,
            stranger: RECOVER_NOW,
        },
        Letter::EmailChanged { login_id, new_address_masked, at } => Draft {
            subject: "メールアドレス変更完了のお知らせ",
            blocks: vec![
                Block::Text(
                    "メールアドレスが変更されました。今後のメールは、\
                     新しいメールアドレスにお送りします。",
                ),
                Block::Facts(vec![
                    (LOGIN_ID, login_id.clone()),
                    ("新しいメールアドレス（一部を伏せています）", new_address_masked.clone()),
                    ("変更日時", time(*at)),
                ]),
            ],
            purpose: SECURITY,
            stranger: "第三者に利用されているおそれがあります。このメールアドレスでは\
                パスワードの初期化ができなくなっていますので、すぐにお問い合わせください。",
        },
        Letter::LoginIdReminder { items } => Draft {
            subject: "ユーザIDのお知らせ",
            blocks: [Block::Text(
                "お問い合わせのあったユーザIDをお知らせします。\
                 このメールアドレスが登録されているユーザIDは、次のとおりです。",
            )]
            .into_iter()
            .chain(items.iter().map(|item| {
                Block::Facts(vec![
                    ("ユーザID", item.login_id.clone()),
                    ("会社名", item.company.clone()),
                ])
            }))
            .collect(),
            purpose: "ユーザIDのお問い合わせがあったため、お送りしています。",
            stranger: "ユーザIDはこのメールアドレスにだけお知らせしています。\
                ほかの方には表示されていませんので、このメールを破棄してください。",
        },
        Letter::SessionReuse { login_id, at } => Draft {
            subject: "ログイン終了のお知らせ",
            blocks: vec![
                Block::Text(
                    "使用済みのログイン情報（リフレッシュトークン）が再び使われたため、\
                     安全のため、そのログインを終了しました。\
                     引き続きご利用になる場合は、もう一度ログインしてください。",
                ),
                Block::Facts(vec![
                    ("ユーザID、事業所コードまたは利用者ID", login_id.clone()),
                    ("終了日時", time(*at)),
                ]),
            ],
            purpose: SECURITY,
            stranger: RECOVER_NOW,
        },
        Letter::InquiryReceived { number, message } => Draft {
            subject: "お問い合わせ受付のお知らせ",
            blocks: received(
                vec![
                    Block::Text(
                        "お問い合わせを受け付けました。確認のうえ、\
                     このメールアドレスに回答をお送りします。",
                    ),
                    Block::Facts(vec![("受付番号", number.clone())]),
                ],
                message.as_deref(),
            ),
            purpose: "このメールアドレスでお問い合わせがあったため、お送りしています。",
            stranger: "ほかの方が誤って入力した可能性があります。\
                上記の内容に記載されたリンクや連絡先は開かずに、このメールを破棄してください。",
        },
        Letter::InquiryAnswered { number, answer } => Draft {
            subject: "お問い合わせへの回答",
            blocks: vec![
                Block::Text("お問い合わせについて、次のとおり回答いたします。"),
                Block::Facts(vec![("受付番号", number.clone())]),
                Block::Quote(answer),
                Block::Text(
                    "続けてご質問がある場合は、受付番号を添えて、\
                     新しいお問い合わせとしてお送りください。",
                ),
            ],
            purpose: "このメールアドレスでお問い合わせがあったため、お送りしています。",
            stranger: "ほかの方が誤って入力した可能性があります。このメールを破棄してください。",
        },
        Letter::Invitation {
            company,
            company_verified,
            inviter,
            administrator,
            token,
            expires_at,
        } => Draft {
            subject: "会社への招待のお知らせ",
            blocks: vec![
                Block::Text(
                    "次の会社から、会社のメンバーとして招待されています。リンクを開き、\
                     お客様情報とパスワードを入力すると、アカウントが作成されます。",
                ),
                Block::Facts(vec![
                    ("会社名", company.clone()),
                    ("招待した方", inviter.clone()),
                    (
                        "役割",
                        if *administrator {
                            "管理者（メンバー、事業所、利用者IDを管理します）"
                        } else {
                            "メンバー"
                        }
                        .to_owned(),
                    ),
                    ("有効期限", time(*expires_at)),
                ]),
                company_name(*company_verified),
                Block::Link { label: "招待の内容を確認する", path: "invitation", token },
                Block::Text(
                    "お断りになる場合は、同じリンクを開き、辞退を選択してください。\
                     手続きをされない場合、招待は有効期限が過ぎると無効になります。\
                     どちらの場合も、何も登録されません。",
                ),
                Block::Text("有効期限が切れた場合は、招待した方に再送をご依頼ください。"),
                Block::Text(NEVER_SHARE),
            ],
            purpose: "会社の管理者または運営者がこのメールアドレスを招待したため、お送りしています。",
            stranger: IGNORE,
        },
        Letter::ApplicationReceived { receipt_number, filed_on, answer_from } => {
            reissue::received(receipt_number, *filed_on, *answer_from)
        }
        Letter::ApplicationApproved { receipt_number, filed_on } => {
            reissue::approved(receipt_number, *filed_on)
        }
        Letter::CorrectionRequested { receipt_number, filed_on } => {
            reissue::correction(receipt_number, *filed_on)
        }
        Letter::ApplicationWithdrawn { receipt_number, filed_on } => {
            reissue::withdrawn(receipt_number, *filed_on)
        }
        Letter::PeerInitialised { user_id, by_user_id, at } => {
            reissue::peer_initialised(user_id, by_user_id, *at)
        }
        Letter::TemporaryLock { login_id, at, until } => {
            reissue::temporary_lock(login_id, *at, *until)
        }
        Letter::AssignmentPin { kind, company, company_verified, count, pin, accept_until } => {
            assignment::pin(*kind, (company, *company_verified), *count, pin, *accept_until)
        }
        Letter::AssignmentAccepted { kind, company, email_masked, count, at } => {
            assignment::accepted(*kind, company, email_masked, *count, *at)
        }
        Letter::AssignmentExpired { kind, email_masked, count, expired_at, again_from } => {
            assignment::expired(*kind, email_masked, *count, (*expired_at, *again_from))
        }
    }
}

/// An inquiry's mail with the message quoted, where there is one to quote.
fn received<'a>(mut blocks: Vec<Block<'a>>, message: Option<&'a str>) -> Vec<Block<'a>> {
    if let Some(message) = message {
        blocks.push(Block::Text("お問い合わせの内容は、次のとおりです。"));
        blocks.push(Block::Quote(message));
    }
    blocks
}
