//! The frame of every letter: makes the plain text and the HTML of the same blocks, and ends both
//! with one footer.
//!
//! The HTML has inline styles only, loads nothing, and names no colour, so that it follows the
//! reader's light or dark mode.

use super::{Block, Draft};
use crate::kernel::{EmailAddress, Language, text};
use crate::mail::{Content, MailLink};

/// Columns of the plain text: 36 full-width characters, as Japanese business mails wrap.
const COLUMNS: usize = 72;
/// What must not begin a line of Japanese.
const NOT_FIRST: &str = "、。，．・：；！？）」』】〉》ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々";
/// What must not end one.
const NOT_LAST: &str = "（「『【〈《";

const BODY: &str = "margin:0 auto;padding:24px 16px;max-width:600px;line-height:1.7;\
    font-family:sans-serif;font-size:16px";
const BUTTON: &str = "display:inline-block;padding:10px 24px;border:2px solid;border-radius:6px;\
    font-weight:bold;text-decoration:none";
const SMALL: &str = "font-size:13px";
const ADDRESS: &str = "font-size:13px;word-break:break-all";
const VALUE: &str = "margin:0 0 8px;font-weight:bold";
const QUOTE: &str = "margin:16px 0;padding-left:12px;border-left:3px solid";

/// What frames every letter of a language.
struct Frame {
    colon: &'static str,
    stranger: &'static str,
    about: &'static str,
    send_only: &'static str,
}

const fn frame(language: Language) -> Frame {
    match language {
        Language::Ja => Frame {
            colon: "：",
            stranger: "お心当たりがない場合",
            about: "このメールについて",
            send_only: "このメールは送信専用のアドレスから自動で送信しています。ご返信いただいても\
                お答えできませんので、お問い合わせは下記のサイトからお願いいたします。",
        },
        Language::En => Frame {
            colon: ": ",
            stranger: "If this was not you",
            about: "About this mail",
            send_only: "It was sent automatically from an address that cannot receive mail. Please \
                do not reply; send inquiries through the site below.",
        },
    }
}

/// The mail that a draft becomes.
pub(super) fn render(
    draft: &Draft<'_>,
    to: &EmailAddress,
    language: Language,
    front_end: &str,
) -> Content {
    let frame = frame(language);
    let site = front_end.trim_end_matches('/');
    let subject = format!("[Tegata] {}", draft.subject);
    let mut text = String::new();
    let mut html = String::new();
    let mut links = Vec::new();
    for block in &draft.blocks {
        match block {
            Block::Text(words) => {
                text += &wrapped(words, "");
                html += &format!("<p>{}</p>\n", escaped(words));
            }
            Block::Link { label, path, token } => {
                let token = token.expose().to_owned();
                let link = MailLink {
                    label: (*label).to_owned(),
                    url: format!("{site}/{path}#token={token}"),
                    token,
                };
                text += &format!("{label}{}\n{}\n", frame.colon.trim_end(), link.url);
                html += &button(label, &link.url);
                links.push(link);
            }
            Block::Portal { label } => {
                text += &format!("{label}{}\n{site}\n", frame.colon.trim_end());
                html += &button(label, site);
            }
            Block::Page { label, path } => {
                let url = format!("{site}/{path}");
                text += &format!("{label}{}\n{url}\n", frame.colon.trim_end());
                html += &button(label, &url);
            }
            Block::Facts(facts) => {
                html += "<dl>\n";
                for (label, value) in facts {
                    let value = one_line(value);
                    text += &format!("{label}{}{value}\n", frame.colon);
                    html += &format!(
                        "<dt style=\"{SMALL}\">{}</dt>\n<dd style=\"{VALUE}\">{}</dd>\n",
                        escaped(label),
                        escaped(&value)
                    );
                }
                html += "</dl>\n";
            }
            Block::Quote(words) => {
                let lines: Vec<String> = words.lines().map(printable).collect();
                for line in &lines {
                    text += &wrapped(line, "> ");
                }
                html += &format!(
                    "<blockquote style=\"{QUOTE}\">{}</blockquote>\n",
                    escaped(&lines.join("\n")).replace('\n', "<br>\n")
                );
            }
        }
        text.push('\n');
    }
    text += "----------------------------------------\n";
    html += "<hr>\n";
    for (title, words) in [
        (frame.stranger, draft.stranger.to_owned()),
        (frame.about, [draft.purpose, frame.send_only].join(language.pick("", " "))),
    ] {
        text += &format!("{title}\n{}\n", wrapped(&words, ""));
        html +=
            &format!("<p style=\"{SMALL}\"><b>{}</b><br>{}</p>\n", escaped(title), escaped(&words));
    }
    text += &format!("Tegata\n{site}\n");
    html += &format!("<p style=\"{SMALL}\">Tegata<br><a href=\"{0}\">{0}</a></p>\n", escaped(site));
    let html = document(language, &subject, &html);
    Content { to: to.clone(), subject, text, html, links }
}

/// The HTML document around a body.
fn document(language: Language, subject: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n</head>\n\
         <body style=\"{BODY}\">\n{body}</body>\n</html>\n",
        language.tag(),
        escaped(subject),
    )
}

/// A link as HTML: a button, and the address for who cannot press it.
fn button(label: &str, url: &str) -> String {
    let (label, url) = (escaped(label), escaped(url));
    format!(
        "<p><a href=\"{url}\" style=\"{BUTTON}\">{label}</a><br>\n\
         <span style=\"{ADDRESS}\">{url}</span></p>\n"
    )
}

/// The one place where text becomes HTML.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut html, c| {
        match c {
            '&' => html += "&amp;",
            '<' => html += "&lt;",
            '>' => html += "&gt;",
            '"' => html += "&quot;",
            '\'' => html += "&#39;",
            other => html.push(other),
        }
        html
    })
}

/// The text with a space for every character that does not print.
fn printable(typed: &str) -> String {
    typed.chars().map(|c| if text::is_printable(c) { c } else { ' ' }).collect()
}

/// A value on one line.
fn one_line(value: &str) -> String {
    text::tidy(&printable(value))
}

/// A paragraph in lines of [`COLUMNS`], each after `mark`. Lines break at spaces and between
/// full-width characters, never within a word or an address.
fn wrapped(paragraph: &str, mark: &str) -> String {
    let mut lines = String::from(mark);
    let mut column = mark.len();
    for piece in pieces(paragraph) {
        let word = piece.trim_end();
        if column > mark.len() && column + width(word) > COLUMNS {
            lines.truncate(lines.trim_end_matches(' ').len());
            lines.push('\n');
            lines += mark;
            column = mark.len();
        }
        lines += piece;
        column += width(piece);
    }
    lines.truncate(lines.trim_end().len());
    lines.push('\n');
    lines
}

/// The pieces between which a line may break.
fn pieces(paragraph: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (index, c) in paragraph.char_indices() {
        if last.is_some_and(|last| breaks(last, c)) {
            pieces.push(&paragraph[start..index]);
            start = index;
        }
        last = Some(c);
    }
    pieces.push(&paragraph[start..]);
    pieces
}

/// Whether a line may break between two characters.
fn breaks(before: char, after: char) -> bool {
    let spaced = before == ' ' && after != ' ';
    let between = (is_wide(before) || is_wide(after)) && after != ' ';
    (spaced || between) && !NOT_FIRST.contains(after) && !NOT_LAST.contains(before)
}

fn width(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Whether a character takes two columns: from Hangul on, nearly all that Japanese mails hold, but
/// for the half-width forms.
fn is_wide(c: char) -> bool {
    c >= '\u{1100}' && !matches!(c, '\u{2000}'..='\u{2E7F}' | '\u{FF61}'..='\u{FFDC}')
}

#[cfg(test)]
mod tests {
    use crate::mail::letter::frame::*;
    use proptest::prelude::*;

    #[test]
    fn lines_end_before_the_margin() {
        let text = wrapped(&"word ".repeat(40), "> ");
        assert!(text.lines().all(|line| line.starts_with("> word") && line.len() <= COLUMNS));
        let text = wrapped(&"航空貨物、".repeat(40), "");
        assert!(text.lines().all(|line| width(line) <= COLUMNS + 2 && !line.starts_with('、')));
    }

    #[test]
    fn an_address_is_not_broken() {
        let address = "https://example.jp/".to_owned() + &"a-b/".repeat(40);
        assert!(wrapped(&format!("see {address} now"), "").contains(&address));
    }

    #[test]
    fn an_empty_line_keeps_its_mark() {
        assert_eq!(wrapped("", "> "), ">\n");
    }

    proptest! {
        #[test]
        fn wrapping_loses_nothing_but_spaces(typed: String) {
            let solid = |text: &str| text.split_whitespace().collect::<String>();
            let typed = printable(&typed);
            prop_assert_eq!(solid(&wrapped(&typed, "")), solid(&typed));
        }

        #[test]
        fn escaped_text_opens_nothing(typed: String) {
            prop_assert!(!escaped(&typed).contains(['<', '>', '"', '\'']));
        }
    }
}
