//! What holds for every letter in both languages.

use std::collections::BTreeSet;

use super::*;

const AT: Timestamp = Timestamp::constant(1_795_241_040, 0);
const SITE: &str = "https://cargo.example.jp/app/";
const EVIL: &str = "<script>\"x\"\r\nBcc: a@b.jp\u{202E}' & Co";

fn token() -> Token {
    Token::from_bytes("tgtest", &[7; 32])
}

/// One of every letter, each typed value being `typed`.
fn samples(typed: &str) -> Vec<Letter> {
    let (token, expires_at, at) = (token(), AT, AT);
    let text = || typed.to_owned();
    vec![
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
    ]
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
    assert_eq!((names.len(), subjects.len()), (12, 24));
    Ok(())
}

#[test]
fn a_token_stands_in_the_fragment_alone() -> Result<(), &'static str> {
    let token = token();
    let token = token.expose();
    for (letter, _, mail) in mails("taro_cargo")? {
        let links = match letter {
            Letter::RecoveryLink { .. } => 2,
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
