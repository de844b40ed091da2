//! The catalogue of field refusals: a sentence in both languages for every reason.
//!
//! A sentence says what is wrong and what would be right; it never shows what was typed. It may
//! hold values, see [`fill`](super::fill()).

use tegata_domain::kernel::FieldCode;

/// What the API says of one refused field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldEntry {
    /// The sentence in Japanese; a template.
    pub ja: &'static str,
    /// The sentence in English; a template.
    pub en: &'static str,
    /// The values that the sentences may hold.
    pub params: &'static [&'static str],
}

const fn plain(ja: &'static str, en: &'static str) -> FieldEntry {
    FieldEntry { ja, en, params: &[] }
}

const fn with(params: &'static [&'static str], ja: &'static str, en: &'static str) -> FieldEntry {
    FieldEntry { ja, en, params }
}

/// The entry of a field code.
pub const fn field(code: FieldCode) -> FieldEntry {
    match code {
        FieldCode::Required => {
            plain("必須項目です。入力してください。", "This is required. Enter a value.")
        }
        FieldCode::UnknownField => plain(
            "このリクエストにない項目です。項目名を確認するか、取り除いてください。",
            "This request has no such field. Check its name or leave it out.",
        ),
        FieldCode::Duplicate => plain(
            "同じ項目が2回以上指定されています。1回だけ指定してください。",
            "This is given more than once. Give it once.",
        ),
        FieldCode::WrongType => with(
            &["expected"],
            "値の型が異なります[（{expected}で指定してください）]。",
            "The value is of another JSON type[ (give: {expected})].",
        ),
        FieldCode::TooShort => with(
            &["min"],
            "短すぎるか、小さすぎます[（下限：{min}）]。",
            "This is too short or too small[ (at least {min})].",
        ),
        FieldCode::TooLong => with(
            &["max"],
            "長すぎるか、大きすぎます[（上限：{max}）]。",
            "This is too long or too large[ (at most {max})].",
        ),
        FieldCode::NotAllowed => with(
            &["allowed"],
            "指定できない値です[（指定できる値：{allowed}）]。",
            "This value is not one of those allowed[ (allowed: {allowed})].",
        ),
        FieldCode::InvalidFormat => with(
            &["expected"],
            "形式が正しくありません[（正しい形式：{expected}）]。",
            "This does not have the expected form[ (expected: {expected})].",
        ),
        FieldCode::UnprintableCharacter => plain(
            "改行などの制御文字や、目に見えない文字は使用できません。取り除いてください。",
            "Control and invisible characters are not accepted here. Remove them.",
        ),
        FieldCode::EmailInvalid => plain(
            "メールを送信できるメールアドレスを、半角で入力してください（例：taro@example.co.jp）。",
            "Enter an e-mail address that mail can be sent to, such as taro@example.co.jp.",
        ),
        FieldCode::PhoneInvalid => plain(
            "電話番号を、市外局番または国番号から入力してください（例：03-1234-5678、+81-3-1234-5678）。",
            "Enter a telephone number with its area or country code, such as +81 3 1234 5678.",
        ),
        FieldCode::PostalCodeInvalid => plain(
            "郵便番号を7桁の数字で入力してください（例：105-0001）。",
            "Enter a Japanese postal code of 7 digits, such as 105-0001.",
        ),
        FieldCode::NotKatakana => {
            plain("カタカナで入力してください（例：ヤマダ）。", "Enter this in katakana.")
        }
        FieldCode::LoginIdForm => plain(
            "ユーザIDは、半角英数字と記号（-、_、.）の6～20文字で入力してください。",
            "A login id has 6 to 20 characters: letters a-z, digits, '-', '_' and '.'.",
        ),
        FieldCode::LoginIdTaken => plain(
            "このユーザIDは、すでに使われているか、使われているユーザIDと見分けにくいため使用できません\
             （0とO、1とlとIは同じ文字とみなします）。別のユーザIDを入力してください。",
            "This login id is taken, or reads like a taken one (0 and O, and 1, l and I, count as \
             the same). Choose another.",
        ),
        FieldCode::TermsNotAccepted => plain(
            "利用規約への同意が必要です。内容をご確認のうえ、同意してください。",
            "The terms of use must be accepted. Read and accept them.",
        ),
        FieldCode::TermsOutdated => with(
            &["current"],
            "利用規約が改定されています[（最新の版：{current}）]。最新の利用規約をご確認のうえ、\
             同意してください。",
            "The terms of use have changed[ (current version: {current})]. Read and accept the \
             current ones.",
        ),
        FieldCode::NotEditable => plain(
            "このアカウントの種別では変更できない項目です。変更が必要な場合は、お問い合わせください。",
            "An account of this kind cannot change this. Send a support inquiry if it has to \
             change.",
        ),
        FieldCode::Unchanged => plain(
            "現在と同じ値です。異なる値を入力してください。",
            "This is the present value. Enter another one.",
        ),
        FieldCode::ConfirmationDiffers => plain(
            "確認用に入力された内容が一致しません。同じ内容を入力してください。",
            "The two entries differ. Enter the same in both.",
        ),
        FieldCode::PasswordTooShort => with(
            &["min"],
            "パスワードが短すぎます[。{min}文字以上で入力してください]。",
            "The password is too short[: it needs at least {min} characters].",
        ),
        FieldCode::PasswordTooLong => with(
            &["max"],
            "パスワードが長すぎます[。{max}文字以内で入力してください]。",
            "The password is too long[: it may have at most {max} characters].",
        ),
        FieldCode::PasswordCharacter => plain(
            "パスワードに使用できない文字が含まれています。使用できる文字は、パスワードの条件で確認できます。",
            "The password holds a character that is not accepted. The password policy names those \
             that are.",
        ),
        FieldCode::PasswordNeedsLetter => plain(
            "パスワードには、英大文字（A～Z）を1文字以上使用してください。",
            "The password needs at least one letter A-Z.",
        ),
        FieldCode::PasswordNeedsDigit => plain(
            "パスワードには、数字（0～9）を1文字以上使用してください。",
            "The password needs at least one digit 0-9.",
        ),
        FieldCode::PasswordCommon => plain(
            "よく使われているか、流出が知られているパスワードのため使用できません。推測されにくいものを\
             入力してください。",
            "This password is common or known from a breach. Choose one that is hard to guess.",
        ),
        FieldCode::PasswordPersonal => plain(
            "パスワードに、ユーザID、メールアドレスの@より前の部分または会社名を含めることはできません。",
            "The password must not contain the login id, the part of the e-mail address before the \
             @, or the company name.",
        ),
        FieldCode::PasswordPrevious => with(
            &["generations"],
            "前回までと同一のパスワードを設定することはできません[（直近{generations}回分）]。\
             異なるパスワードを入力してください。",
            "A previous password cannot be set again[ (the last {generations} are refused)]. \
             Choose another.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fill::placeholders;
    use super::*;

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        for code in FieldCode::ALL {
            let FieldEntry { ja, en, .. } = field(*code);
            assert!(!ja.is_ascii() && ja.ends_with('。') && !ja.contains(' '), "{code:?}: {ja}");
            assert!(en.is_ascii() && en.ends_with('.') && !en.contains("  "), "{code:?}: {en}");
        }
    }

    #[test]
    fn both_languages_hold_the_named_values() -> Result<(), &'static str> {
        for code in FieldCode::ALL {
            let FieldEntry { ja, en, params } = field(*code);
            assert_eq!(placeholders(ja)?, placeholders(en)?, "{code:?}");
            assert_eq!(placeholders(ja)?, params.iter().copied().collect(), "{code:?}");
        }
        Ok(())
    }

    #[test]
    fn no_two_codes_share_a_sentence() {
        let all: std::collections::BTreeSet<_> =
            FieldCode::ALL.iter().flat_map(|code| [field(*code).ja, field(*code).en]).collect();
        assert_eq!(all.len(), 2 * FieldCode::ALL.len());
    }
}
