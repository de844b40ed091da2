//! What holds for every letter in both languages.

use std::collections::BTreeSet;

use super::*;

const AT: Timestamp = Timestamp::constant(1_795_241_040, 0);
const DAY: Date = Date::constant(2026, 11, 21);
const NEXT_DAY: Date = Date::constant(2026, 11, 24);
const SITE: &str = "https://cargo.example.jp/app/";
const EVIL: &str = "<script>\"x\"\r\nBcc: a@b.jp\u{202E}' & Co";

fn token() -> Token {
    Token::from_bytes("tgtest", &[7; 32])
}

fn invitation(typed: &str, company_verified: bool) -> Letter {
    Letter::Invitation {
        company: typed.to_owned(),
        company_verified,
        inviter: typed.to_owned(),
        administrator: true,
        token: token(),
        expires_at: AT,
    }
}

fn assigned(kind: RecordKind, typed: &str, company_verified: bool) -> Option<Letter> {
    Some(Letter::AssignmentPin {
        kind,
        company: typed.to_owned(),
        company_verified,
        count: 3,
        pin: Pin::read("3467-9ACD").ok()?,
        accept_until: AT,
    })
}

/// One of every letter, each typed value being `typed`.
fn samples(typed: &str) -> Vec<Letter> {
    let (token, expires_at, at) = (token(), AT, AT);
    let text = || typed.to_owned();
    let kinds = RecordKind::ALL.iter();
    let assigned = kinds.filter_map(|kind| assigned(*kind, typed, false));
    let mut letters = vec![
        Letter::RegistrationLink { token: token.clone(), expires_at },
        Letter::FirstPassword {
            login_id: text(),
            company: text(),
            company_verified: false,
            token: token.clone(),
            expires_at,
        },
        Letter::RecoveryLink { login_id: text(), token: token.clone(), expires_at },
        Letter::PasswordChanged { login_id: text(), at, unlocked: true },
        Letter::PasswordChanged { login_id: text(), at, unlocked: false },
        Letter::AccountLocked { login_id: text(), at },
        Letter::EmailChangeLink { login_id: text(), token, expires_at },
        Letter::EmailChangeRequested { login_id: text(), new_address_masked: text() },
        Letter::EmailChanged { login_id: text(), new_address_masked: text(), at },
        Letter::LoginIdReminder {
            items: vec![LoginIdItem { login_id: text(), company: text() }; 2],
        },
        Letter::SessionReuse { login_id: text(), at },
        Letter::InquiryReceived { number: text(), message: Some(text()) },
        Letter::InquiryAnswered { number: text(), answer: text() },
        invitation(typed, false),
        Letter::ApplicationReceived {
            receipt_number: text(),
            filed_on: DAY,
            answer_from: NEXT_DAY,
        },
        Letter::ApplicationApproved { receipt_number: text(), filed_on: DAY },
        Letter::CorrectionRequested { receipt_number: text(), filed_on: DAY },
        Letter::ApplicationWithdrawn { receipt_number: text(), filed_on: DAY },
        Letter::PeerInitialised { user_id: text(), by_user_id: text(), at },
        Letter::TemporaryLock { login_id: text(), at, until: AT },
        Letter::AssignmentAccepted {
            kind: RecordKind::Cargo,
            company: text(),
            email_masked: text(),
            count: 3,
            at,
        },
        Letter::AssignmentExpired {
            kind: RecordKind::Pickup,
            email_masked: text(),
            count: 3,
            expired_at: at,
            again_from: at,
        },
    ];
    letters.extend(assigned);
    letters
}

/// Every letter in both languages.
fn mails(typed: &str) -> Result<Vec<(Letter, Language, Content)>, &'static str> {
    let to = EmailAddress::parse("taro@example.jp").ok_or("an address")?;
    let write = |letter: Letter, language| {
        let content = letter.render(&to, language, SITE);
        (letter, language, content)
    };
    let samples = samples(typed).into_iter();
    Ok(samples
        .flat_map(|letter| [(letter.clone(), Language::Ja), (letter, Language::En)])
        .map(|(letter, language)| write(letter, language))
        .collect())
}

#[test]
fn every_letter_has_subject_text_and_html() -> Result<(), &'static str> {
    for (letter, language, mail) in mails("taro_cargo")? {
        let name = letter.name();
        let subject = mail.subject.strip_prefix("[Tegata] ").ok_or("a prefix")?;
        assert!(!subject.is_empty() && !mail.subject.contains(char::is_control), "{name}");
        assert_eq!(subject.is_ascii(), language == Language::En, "{name}");
        assert!(mail.html.contains(language.pick("送信専用", "cannot receive mail")), "{name}");
        assert!(mail.text.contains(language.pick("お心当たり", "If this was not you")), "{name}");
        assert_eq!(mail.text.is_ascii(), language == Language::En, "{name}");
        assert!(mail.html.contains(language.pick("<html lang=\"ja\">", "<html lang=\"en\">")));
        assert!(!mail.html.contains("<img") && !mail.html.contains("<style"), "{name}");
        assert!(!mail.text.contains("  ") && !mail.text.contains('\r'), "{name}");
    }
    Ok(())
}

#[test]
fn names_and_subjects_are_distinct() -> Result<(), &'static str> {
    let mails = mails("taro_cargo")?;
    let names: BTreeSet<_> = mails.iter().map(|(letter, ..)| letter.name()).collect();
    let subjects: BTreeSet<_> = mails.iter().map(|(.., mail)| &mail.subject).collect();
    assert_eq!((names.len(), subjects.len()), (22, 46));
    Ok(())
}

#[test]
fn a_token_stands_in_the_fragment_alone() -> Result<(), &'static str> {
    let token = token();
    let token = token.expose();
    for (letter, _, mail) in mails("taro_cargo")? {
        let links = match letter {
            Letter::RecoveryLink { .. } => 2,
            Letter::AssignmentPin { .. } => 0,
            _ => usize::from(letter.expires_at().is_some()),
        };
        assert_eq!(mail.links.len(), links, "{}", letter.name());
        let fragment = format!("#token={token}");
        assert_eq!(mail.text.matches(token).count(), links);
        assert_eq!(mail.text.matches(&fragment).count(), links);
        assert_eq!(mail.html.matches(token).count(), mail.html.matches(&fragment).count());
        for link in &mail.links {
            assert_eq!(link.token, token);
            assert!(
                link.url.starts_with("https://cargo.example.jp/app/") && !link.url.contains('?')
            );
            assert!(
                link.url.ends_with(&fragment) && mail.text.contains(&format!("{}\n", link.url))
            );
            assert!(mail.html.contains(&format!("href=\"{}\"", link.url)));
        }
    }
    Ok(())
}

#[test]
fn the_recovery_letter_lets_its_reader_disown_it() -> Result<(), &'static str> {
    for (_, _, mail) in mails("taro_cargo")?.iter().filter(|(l, ..)| l.name() == "recovery_link") {
        let paths: Vec<_> =
            mail.links.iter().filter_map(|link| link.url.split('#').next()).collect();
        let site = "https://cargo.example.jp/app";
        assert_eq!(paths, [format!("{site}/recover"), format!("{site}/recover/not-me")]);
    }
    Ok(())
}

#[test]
fn what_users_typed_does_no_harm() -> Result<(), &'static str> {
    let plain = mails("taro_cargo")?;
    for ((letter, _, mail), (.., plain)) in mails(EVIL)?.into_iter().zip(plain) {
        let name = letter.name();
        assert_eq!(mail.subject, plain.subject, "{name}");
        assert!(!mail.html.contains("<script") && !mail.html.contains('\u{202E}'), "{name}");
        assert!(!mail.text.contains(['\r', '\u{202E}']), "{name}");
        assert!(mail.text.lines().all(|line| !line.starts_with("Bcc")), "{name}");
        let tags = |html: &str| html.matches('<').count();
        let breaks = usize::from(name.starts_with("inquiry"));
        assert_eq!(tags(&mail.html), tags(&plain.html) + breaks, "{name}");
    }
    Ok(())
}

#[test]
fn the_lines_of_a_message_are_kept_and_marked() -> Result<(), &'static str> {
    for (letter, _, mail) in mails("one\r\n\r\ntwo & <three>")? {
        if letter.name().starts_with("inquiry") {
            assert!(mail.text.contains("\n> one\n>\n> two & <three>\n"), "{}", mail.text);
            assert!(mail.html.contains("one<br>\n<br>\ntwo &amp; &lt;three&gt;</blockquote>"));
        }
    }
    Ok(())
}

#[test]
fn instants_are_shown_in_japan_time() -> Result<(), &'static str> {
    for (letter, language, mail) in mails("taro_cargo")? {
        if letter.expires_at().is_some() {
            let time =
                language.pick("2026-11-21 15:04 (日本時間)", "2026-11-21 15:04 (Japan time)");
            assert!(mail.text.contains(time) && mail.html.contains(time), "{}", mail.text);
        }
    }
    Ok(())
}

/// The letters that go to both contacts of an application.
const REISSUE: [&str; 4] = [
    "application_received",
    "application_approved",
    "correction_requested",
    "application_withdrawn",
];

#[test]
fn ris_rev_01_mails_of_an_application_bring_date_number_and_portal() -> Result<(), &'static str> {
    for (letter, language, mail) in mails("0000012C")? {
        if REISSUE.contains(&letter.name()) {
            let date = language.pick("：2026年11月21日\n", ": 2026-11-21\n");
            let number = language.pick("申込受付番号：0000012C\n", "Receipt number: 0000012C\n");
            assert!(mail.text.contains(date) && mail.text.contains(number), "{}", mail.text);
            let site = "https://cargo.example.jp/app";
            assert!(mail.text.contains(&format!("{}\n{site}\n", language.pick("：", ":"))));
            assert!(mail.html.contains(&format!("<a href=\"{site}\" style")), "{}", mail.html);
            assert!(mail.links.is_empty(), "{}", letter.name());
        }
    }
    Ok(())
}

#[test]
fn ris_app_07_the_receipt_tells_when_the_answer_may_come() -> Result<(), &'static str> {
    for (_, language, mail) in
        mails("0000012C")?.iter().filter(|(l, ..)| l.name() == "application_received")
    {
        let answer =
            language.pick("翌営業日（2026年11月24日）以降", "next business day (2026-11-24)");
        assert!(mail.text.contains(answer), "{}", mail.text);
    }
    Ok(())
}

#[test]
fn ris_tmp_01_what_tells_of_a_temporary_password_brings_none() -> Result<(), &'static str> {
    for (letter, language, mail) in mails("1ANACA0A")? {
        if matches!(letter.name(), "application_approved" | "peer_initialised") {
            let never = language.pick("メールや電話でお知らせしたり", "never sent by mail");
            assert!(mail.text.contains(never) && mail.links.is_empty(), "{}", mail.text);
        }
    }
    Ok(())
}

#[test]
fn org_01_a_name_that_nobody_verified_is_marked() -> Result<(), &'static str> {
    let to = EmailAddress::parse("taro@example.jp").ok_or("an address")?;
    for (language, mark) in
        [(Language::Ja, "運営者は確認していません"), (Language::En, "no operator verified it")]
    {
        let marked = |verified| {
            let mail = invitation("Tegata K.K.", verified).render(&to, language, SITE);
            let text = mail.text.replace('\n', language.pick("", " "));
            (text.contains(mark), mail.html.contains(mark))
        };
        assert_eq!((marked(false), marked(true)), ((true, true), (false, false)));
    }
    Ok(())
}

#[test]
fn asg_snd_02_the_mail_brings_pin_kind_and_place() -> Result<(), &'static str> {
    let to = EmailAddress::parse("taro@example.jp").ok_or("an address")?;
    for (kind, language, said, path) in [
        (RecordKind::Cargo, Language::Ja, "貨物情報", "cargo-records"),
        (RecordKind::Cargo, Language::En, "cargo records", "cargo-records"),
        (RecordKind::Pickup, Language::Ja, "搬出依頼情報", "pickup-requests"),
        (RecordKind::Pickup, Language::En, "pickup requests", "pickup-requests"),
    ] {
        let letter = assigned(kind, "Tegata K.K.", true).ok_or("a PIN")?;
        let mail = letter.render(&to, language, SITE);
        let fact = format!("{}{said}\n", language.pick("アサインの種類：", "Kind: "));
        let pin = language.pick("PINコード：3467-9ACD\n", "PIN: 3467-9ACD\n");
        let link = format!("https://cargo.example.jp/app/{path}\n");
        for part in [&fact, pin, &link, "2026-11-21 15:04"] {
            assert!(mail.text.contains(part), "{part}: {}", mail.text);
        }
        assert!(mail.html.contains("3467-9ACD") && !mail.subject.contains("3467"));
    }
    Ok(())
}

#[test]
fn acc_lck_04_a_temporary_lock_says_when_it_passes() -> Result<(), &'static str> {
    for (_, language, mail) in
        mails("1ANACA0A")?.iter().filter(|(l, ..)| l.name() == "temporary_lock")
    {
        let until = language.pick("解除日時：2026-11-21 15:04", "Open again at: 2026-11-21 15:04");
        assert!(mail.text.contains(until), "{}", mail.text);
    }
    Ok(())
}
