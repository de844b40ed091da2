//! What an attacker who knows the owner tries first.

use zeroize::Zeroizing;

use crate::kernel::text;

/// Whose password it is to be.
#[derive(Debug, Clone, Copy)]
pub struct Owner<'a> {
    /// The login id.
    pub login_id: &'a str,
    /// The e-mail address; what stands before the `@` counts.
    pub email: &'a str,
    /// The name of the company, with or without its legal form.
    pub company_name: &'a str,
}

/// Legal forms of companies as words of their own, folded and without points.
const FORM_WORDS: &[&str] = &[
    "ag",
    "bv",
    "co",
    "coltd",
    "company",
    "corp",
    "corporation",
    "gk",
    "gmbh",
    "inc",
    "incorporated",
    "kk",
    "limited",
    "llc",
    "llp",
    "ltd",
    "nv",
    "plc",
    "pte",
    "pty",
    "sa",
    "the",
];

/// Legal forms of Japanese companies, which are written without a space. The ligatures (㈱) fold to
/// the forms in brackets.
const FORM_PARTS: &[&str] = &[
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "合名会社",
    "一般社団法人",
    "公益社団法人",
    "一般財団法人",
    "公益財団法人",
    "協同組合",
    "(株)",
    "(有)",
    "(同)",
    "(資)",
    "(名)",
];

/// Which of the owner's names a folded password contains, punctuation aside.
pub fn found_in(folded: &str, owner: &Owner<'_>) -> Vec<&'static str> {
    let password = Zeroizing::new(bare(folded));
    let local = owner.email.rsplit_once('@').map_or(owner.email, |(local, _)| local);
    let name = local.split('+').next().unwrap_or(local);
    [
        ("login_id", bare(&text::folded(owner.login_id))),
        ("email", bare(&text::folded(name))),
        ("company_name", distinctive(owner.company_name)),
    ]
    .into_iter()
    .filter(|(_, part)| tells(part) && password.contains(part.as_str()))
    .map(|(name, _)| name)
    .collect()
}

/// Whether a part is long enough to tell of its owner: four Latin letters or digits, since three
/// turn up in any word; two otherwise, since two kanji are a whole surname or company already and
/// meet by chance no more often than four letters do.
fn tells(part: &str) -> bool {
    part.chars().count() >= if part.is_ascii() { 4 } else { 2 }
}

/// Letters and digits alone, so that `taro.yamada` and `taro_yamada` are one.
fn bare(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What tells a company from others: its name without its legal form.
fn distinctive(company: &str) -> String {
    company
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、'))
        .map(|word| {
            let folded = text::folded(word);
            bare(&FORM_PARTS.iter().fold(folded, |name, form| name.replace(form, "")))
        })
        .filter(|word| !FORM_WORDS.contains(&word.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(password: &str, login_id: &str, email: &str, company_name: &str) -> String {
        let owner = Owner { login_id, email, company_name };
        found_in(&text::folded(password), &owner).join(",")
    }

    #[test]
    fn pwd_01_names_are_found_in_any_case_width_and_punctuation() {
        assert_eq!(found("xx-ＴＡＲＯ_cargo-9", "taro-cargo", "", ""), "login_id");
        assert_eq!(found("Hanako Yamada 9!", "", "hanako.yamada+mail@example.jp", ""), "email");
        assert_eq!(
            found("tarotarotaro", "tarotaro", "taro@example.jp", "Taro Co., Ltd."),
            "login_id,email,company_name"
        );
    }

    #[test]
    fn the_domain_and_the_legal_form_do_not_count() {
        assert_eq!(found("example.jp 株式会社 limited", "", "taro@example.jp", "株式会社"), "");
        assert_eq!(distinctive("株式会社空輸"), "空輸");
        assert_eq!(distinctive("空輸㈱"), "空輸");
        assert_eq!(distinctive("(有) 山田　運送"), "山田運送");
        assert_eq!(distinctive("The Sky-Cargo Co.,Ltd."), "skycargo");
        assert_eq!(distinctive("Ｓｋｙ Ｃｏ．，Ｌｔｄ．"), "sky");
        assert_eq!(distinctive("Sky Cargo K.K."), "skycargo");
        assert_eq!(distinctive("Costa Cargo Inc."), "costacargo");
    }

    #[test]
    fn short_names_count_by_script() {
        assert_eq!(found("platypus hat xyz", "", "typ@example.jp", "ANA"), "");
        assert_eq!(found("雪の朝に空輸の鯨が歌う", "", "", "空輸"), "company_name");
        assert_eq!(found("雪の朝に鳩と鯨が歌う", "", "", "鯨"), "");
    }
}
