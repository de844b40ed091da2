//! The catalogue of field refusals: a sentence in both languages for every reason.
//!
//! A sentence says what is wrong and what would be right; it never shows what was typed. It may
//! hold values, see [`fill`](super::fill()).

use tegata_domain::kernel::FieldCode;

use super::catalogue::{
    ASSIGNMENTS, CARGO_CODES, DANGEROUS_GOODS_RULES, Link, READ_PASSWORD_POLICIES,
};

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

/// Where it can be read what a field may hold, if it can.
pub const fn field_link(code: FieldCode) -> Option<Link> {
    match code {
        FieldCode::PasswordTooShort
        | FieldCode::PasswordTooLong
        | FieldCode::PasswordCharacter
        | FieldCode::PasswordNeedsLetter
        | FieldCode::PasswordNeedsDigit
        | FieldCode::PasswordCommon
        | FieldCode::PasswordPersonal
        | FieldCode::PasswordPrevious => Some(READ_PASSWORD_POLICIES),
        FieldCode::CodeUnknown => Some(CARGO_CODES),
        FieldCode::AlreadyAssigned | FieldCode::AlreadyGranted => Some(ASSIGNMENTS),
        FieldCode::DangerousGoodsInconsistent => Some(DANGEROUS_GOODS_RULES),
        _ => None,
    }
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
        FieldCode::Duplicate => with(
            &["line"],
            "同じ項目が2回以上指定されています[（先に指定された行：{line}）]。1回だけ指定してください。",
            "This is given more than once[ (first on line {line})]. Give it once.",
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
        FieldCode::LinkNotAllowed => plain(
            "名称にURLは使用できません。名称だけを入力してください。",
            "A name holds no link. Enter the name alone.",
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
        FieldCode::NotEditable => with(
            &["contact"],
            "このアカウントでは変更できない項目です。変更が必要な場合は、[{contact}または]お問い合わせ窓口まで\
             ご連絡ください。",
            "This account cannot change this. If it has to change, ask [{contact} or ]the support \
             desk.",
        ),
        FieldCode::HoldersOwn => plain(
            "この項目は、アカウントの利用者ご本人がマイページで変更します。ご本人にご依頼ください。",
            "The holder of the account changes this on my page. Ask the holder.",
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
        FieldCode::Taken => plain(
            "すでに使われています。別の値を入力してください。",
            "This is in use already. Enter another one.",
        ),
        FieldCode::CorporateNumberInvalid => plain(
            "法人番号を、チェックデジットを含む13桁の数字で入力してください（例：7000012050002）。",
            "Enter a corporate number of 13 digits with its check digit, such as 7000012050002.",
        ),
        FieldCode::NotRoman => plain(
            "ローマ字（半角の英字、数字、記号）で入力してください。英字を1文字以上使用してください。",
            "Enter this in Roman letters (ASCII letters, digits and signs), with at least one \
             letter.",
        ),
        FieldCode::AlreadyInvited => plain(
            "このメールアドレスには、承諾を待っている招待があります。その招待を再送するか、\
             取り消してから招待してください。",
            "An invitation to this address is pending. Send it again, or withdraw it first.",
        ),
        FieldCode::GuidanceOutdated => with(
            &["current"],
            "ガイダンスが改定されています[（最新の版：{current}）]。最新のガイダンスをご確認のうえ、\
             その版を指定してください。",
            "The guidance has changed[ (current version: {current})]. Read the current one and give \
             its version.",
        ),
        FieldCode::DateTooEarly => with(
            &["earliest"],
            "日付が早すぎます[（指定できる最も早い日：{earliest}）]。",
            "The date is too early[ (the earliest is {earliest})].",
        ),
        FieldCode::DateTooLate => with(
            &["latest"],
            "日付が遅すぎます[（指定できる最も遅い日：{latest}）]。",
            "The date is too late[ (the latest is {latest})].",
        ),
        FieldCode::TerminalUnknown => with(
            &["lookalikes"],
            "この利用者IDは見つかりません。[見分けにくい利用者IDがあります（{lookalikes}）。]\
             利用者コード（5桁）と識別番号（3桁）をお確かめください。",
            "There is no such terminal user id.[ These read alike: {lookalikes}.] Check the user \
             code (5 characters) and the identification number (3).",
        ),
        FieldCode::OwnSystemTerminal => plain(
            "自社システム用IDは対象になりません。事業所の社内システム管理者へご相談ください。",
            "An own-system id takes no part in this. Ask the system administrator of your own \
             office.",
        ),
        FieldCode::TerminalDisabled => plain(
            "この利用者IDは使用を停止しています。使用を再開するには、会社の管理者（運営者が停止したものは\
             運営者）へご依頼ください。",
            "This terminal user is disabled. To have it enabled, ask an administrator of your \
             company, or the operators if they disabled it.",
        ),
        FieldCode::AlreadyApplied => with(
            &["receipt_number"],
            "この利用者IDには、審査が終わっていない申込があります\
             [（申込受付番号：{receipt_number}）]。その申込への回答をお待ちになるか、\
             その申込を取り下げてください。",
            "An open application names this terminal user already[ (receipt number \
             {receipt_number})]. Wait for its answer, or withdraw it.",
        ),
        FieldCode::UserIdDiffers => plain(
            "ログイン中の利用者IDと異なります。ログイン中の利用者IDを入力してください。",
            "This is not the terminal user id that is signed in. Enter the one you signed in with.",
        ),
        FieldCode::OwnUserId => plain(
            "ご自身の利用者IDは初期化できません。ご自身のパスワードは、URY「C」で変更してください。",
            "You cannot initialise your own password. Change it instead (URY \"C\").",
        ),
        FieldCode::OtherUserCode => plain(
            "ご自身と同じ利用者コード（5桁）の利用者IDではありません。異なる利用者コードの場合は、\
             事業所からパスワード初期化を申し込んでください。",
            "This is not of your own user code (5 characters). For another user code, have the \
             office file an application.",
        ),
        FieldCode::AwbForm => plain(
            "AWB番号を11桁の数字で入力してください（例：131-12345675）。ハイフンはなくてもかまいません。",
            "Enter an air waybill number of 11 digits, such as 131-12345675, with or without \
             hyphen.",
        ),
        FieldCode::AwbCheckDigit => with(
            &["expected", "similar"],
            "AWB番号のチェックデジット（末尾の1桁）が合いません[（この番号なら{expected}）]。\
             [登録済みの近い番号があります（{similar}）。]番号をお確かめください。",
            "The check digit of the air waybill number is wrong[ (with these digits it would be \
             {expected})].[ Own records have numbers close to it: {similar}.] Check the number.",
        ),
        FieldCode::HawbForm => plain(
            "HAWB番号を、半角英数字1～12文字で入力してください。",
            "A house waybill number has 1 to 12 letters A-Z and digits.",
        ),
        FieldCode::WaybillFixed => plain(
            "登録した情報のAWB番号とHAWB番号は変更できません（アラート「AWB重複」があるものを除きます）。\
             正しい番号で新しく登録してください。",
            "The waybill of a registered record stays, unless it has the alert duplicate_waybill. \
             Register the right one.",
        ),
        FieldCode::VehicleNumberForm => plain(
            "車両番号を、ナンバープレートのとおり入力してください（例：品川100あ12-34）。",
            "Enter the vehicle number as on its Japanese plate: place, class, hiragana, number.",
        ),
        FieldCode::CodeUnknown => with(
            &["list"],
            "コード表にないコードです[（コード表：{list}）]。コードをお確かめください。",
            "This is no code of its list[ ({list})]. Check the code.",
        ),
        FieldCode::PeriodTooLong => with(
            &["from", "until"],
            "検索できる期間は1か月以内です[（最も近い期間：{from}～{until}）]。期間を短くしてください。",
            "A search covers at most one calendar month[ (the nearest is {from} to {until})]. Make \
             the period shorter.",
        ),
        FieldCode::PeriodReversed => plain(
            "期間の終わりが始まりより前です。期間をお確かめください。",
            "The period ends before it begins. Check both ends.",
        ),
        FieldCode::PinForm => plain(
            "PINコードは、メールに記載された8文字です（例：3467-9ACD）。もう一度お確かめください。",
            "A PIN has the 8 characters of the mail, such as 3467-9ACD. Check it again.",
        ),
        FieldCode::RecordUnknown => plain(
            "自社の情報に、このIDのものはありません。アサインできるのは、自社が登録した情報だけです。",
            "No record of your company has this id. Only records of the own company can be \
             assigned.",
        ),
        FieldCode::RecordOfOtherKind => plain(
            "指定した種類とは異なる情報のIDです。1回のアサインでは、貨物情報か搬出依頼情報の一方だけを\
             指定できます。",
            "This is the id of a record of the other kind. One assignment names cargo records or \
             pickup requests, not both.",
        ),
        FieldCode::AlreadyGranted => plain(
            "この宛先の会社は、すでに閲覧できます。アサインし直す場合は、先に受取済みのアサインを\
             終了してください。",
            "The company of this address sees it already. To assign it anew, end the accepted \
             assignment first.",
        ),
        FieldCode::AlreadyAssigned => plain(
            "この宛先には、すでにアサイン済みです。受取をお待ちになるか、キャンセルしてください。",
            "It is assigned to this address already. Wait until it is accepted, or cancel it.",
        ),
        FieldCode::AssignmentTooEarly => with(
            &["available_from"],
            "この宛先へのアサインは自動でキャンセルされました。再アサインは8日目の朝から可能です\
             [（{available_from}（日本時間）から）]。",
            "Its assignment to this address was cancelled by the system. It can be assigned again \
             from the morning of day 8[: from {available_from} (Japan time)].",
        ),
        FieldCode::DangerousGoodsInconsistent => with(
            &["key", "remedy"],
            "危険物の申告内容が規則[「{key}」]に合いません。[{remedy}]最新の規則でお確かめください。",
            "What is declared of dangerous goods breaks a rule[: {key}].[ {remedy}] Check it against \
             the regulations in force.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::fill::{fill, placeholders};
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

    #[test]
    fn ris_hint_01_an_unknown_id_names_those_that_read_alike() {
        let FieldEntry { ja, en, .. } = field(FieldCode::TerminalUnknown);
        let alike = BTreeMap::from([("lookalikes", "1ANACA0A".to_owned())]);
        let hints = ["見分けにくい利用者IDがあります（1ANACA0A）", "These read alike: 1ANACA0A."];
        for (template, hint) in [ja, en].into_iter().zip(hints) {
            assert!(fill(template, &alike).contains(hint));
            assert!(!fill(template, &BTreeMap::new()).contains(['{', '[']));
        }
    }
}
