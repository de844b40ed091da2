//! Refusals of requests that cannot be read, or that lead nowhere.

use tegata_domain::kernel::Rule;

use super::{API_DOCUMENT, Entry, Words};

pub(super) const MALFORMED_JSON: Entry = Entry::new(
    400,
    Words {
        title: "JSONとして読み取れません",
        detail: "リクエスト本文が、正しい書式のJSONではありません\
            [（{line}行{column}桁付近）]。",
        remedy: "本文の書式を直してから送信してください。\
            同じ本文を送信し直しても、結果は変わりません。",
    },
    Words {
        title: "The body is not JSON",
        detail: "The request body cannot be read as JSON[ (near line {line}, column {column})].",
        remedy: "Correct the body, then send it at any time. The same body is refused again.",
    },
)
.params(&["line", "column"]);

pub(super) const NOT_AN_OBJECT: Entry = Entry::new(
    400,
    Words {
        title: "JSONオブジェクトではありません",
        detail: "リクエスト本文はJSONですが、オブジェクトではありません。\
            配列、文字列、数値などは受け付けません。",
        remedy: "項目名と値を組にしたオブジェクトに直してから送信してください。\
            同じ本文を送信し直しても、結果は変わりません。",
    },
    Words {
        title: "The body is not a JSON object",
        detail: "The request body is JSON, but not an object. Arrays, strings and numbers are not \
            accepted.",
        remedy: "Send an object of names and values. The same body is refused again.",
    },
)
.links(&[API_DOCUMENT]);

pub(super) const MALFORMED_REQUEST: Entry = Entry::new(
    400,
    Words {
        title: "リクエストの形式に誤りがあります",
        detail: "パス、クエリパラメータまたはヘッダーを読み取れません[（{name}）]。",
        remedy: "API仕様書に示す形式に直してから送信してください。\
            同じリクエストを送信し直しても、結果は変わりません。",
    },
    Words {
        title: "The request cannot be read",
        detail: "The path, a query parameter or a header cannot be read[ ({name})].",
        remedy: "Use the form that the API document shows. The same request is refused again.",
    },
)
.params(&["name"])
.links(&[API_DOCUMENT]);

pub(super) const CURSOR_INVALID: Entry = Entry::new(
    400,
    Words {
        title: "一覧の続きを取得できません",
        detail: "指定されたcursorは、このシステムが発行したものではないか、\
            別の検索条件に対して発行されたものです。",
        remedy: "cursorを付けずに、最初のページから取得し直してください。\
            続きを取得する間は、検索条件を変えないでください。",
    },
    Words {
        title: "The cursor is not valid",
        detail: "The cursor was not made by this system, or belongs to another search.",
        remedy: "Start again from the first page, without a cursor, at any time. Keep the same \
            filters while paging.",
    },
);

pub(super) const NOT_FOUND: Entry = Entry::new(
    404,
    Words {
        title: "見つかりません",
        detail: "指定されたものは存在しないか、閲覧する権限がありません。",
        remedy: "パスとIDに誤りがないか[（パスに指定できる値：{allowed}）]、\
            ログイン中のアカウントが正しいかをお確かめください。\
            いずれかを変えない限り、結果は変わりません。",
    },
    Words {
        title: "Nothing is here",
        detail: "There is no such thing, or you may not know of it.",
        remedy: "Check the path[ (it takes one of {allowed})], the id and the account you are signed \
            in with. Until one of them changes, the answer stays the same.",
    },
)
.params(&["allowed"])
.links(&[API_DOCUMENT]);

pub(super) const METHOD_NOT_ALLOWED: Entry = Entry::new(
    405,
    Words {
        title: "このメソッドは使用できません",
        detail: "指定されたパスは、このHTTPメソッドに対応していません\
            [（使用できるメソッド：{allow}）]。",
        remedy: "Allowヘッダーに示すメソッドで送信してください。\
            同じメソッドで送信し直しても、結果は変わりません。",
    },
    Words {
        title: "The method is not offered here",
        detail: "This path does not take this HTTP method[ (it takes {allow})].",
        remedy: "Use a method named in the Allow header. The same method is refused again.",
    },
)
.params(&["allow"])
.links(&[API_DOCUMENT]);

pub(super) const BODY_TOO_LARGE: Entry = Entry::new(
    413,
    Words {
        title: "リクエスト本文が大きすぎます",
        detail: "リクエスト本文が、受け付けられる大きさを超えています\
            [（上限：{limit}バイト）]。",
        remedy: "本文を小さくしてから送信してください。\
            同じ本文を送信し直しても、結果は変わりません。",
    },
    Words {
        title: "The body is too large",
        detail: "The request body is larger than accepted[ (at most {limit} bytes)].",
        remedy: "Send a smaller body. The same body is refused again.",
    },
)
.params(&["limit"]);

pub(super) const UNSUPPORTED_MEDIA_TYPE: Entry = Entry::new(
    415,
    Words {
        title: "本文の種類に対応していません",
        detail: "リクエスト本文の種類（Content-Type）が、application/jsonではありません。",
        remedy: "本文をUTF-8のJSONにし、Content-Typeをapplication/jsonとして\
            送信してください。同じContent-Typeのままでは、結果は変わりません。",
    },
    Words {
        title: "The body is not of the expected media type",
        detail: "The Content-Type of the request is not application/json.",
        remedy: "Send JSON in UTF-8 with Content-Type application/json. The same type is refused \
            again.",
    },
);

pub(super) const INVALID_FIELDS: Entry = Entry::new(
    422,
    Words {
        title: "入力内容に誤りがあります",
        detail: "受け付けられない項目があります。\
            該当するすべての項目と理由を、errorsに示しています。",
        remedy: "errorsに示す項目を直してから、もう一度送信してください。\
            この操作では何も変更されていません。直せばすぐに送信できます。",
    },
    Words {
        title: "Some fields need correction",
        detail: "Some fields are not accepted. Each of them and the reason stand in errors.",
        remedy: "Correct the fields named in errors and send them again, at once if you like. \
            Nothing was changed.",
    },
)
.rules(&[
    Rule::AccReg01,
    Rule::AccReg02,
    Rule::AccReg05,
    Rule::AccReg07,
    Rule::AccReg08,
    Rule::AccReg10,
    Rule::AccReg12,
    Rule::AccPro02,
    Rule::AccPro03,
    Rule::AccPro05,
    Rule::Rcv01,
    Rule::Rcv05,
    Rule::Rcv06,
    Rule::Rcv10,
    Rule::Pwd01,
    Rule::Pwd02,
    Rule::Pwd03,
    Rule::Pwd06,
    Rule::RisOfc01,
    Rule::RisOfc02,
    Rule::RisApp02,
    Rule::RisApp03,
    Rule::RisApp04,
    Rule::RisApp06,
    Rule::RisApp08,
    Rule::RisRev01,
    Rule::RisHint01,
    Rule::RisTmp03,
    Rule::RisLog01,
    Rule::RisChg01,
    Rule::RisChg02,
    Rule::RisPeer01,
    Rule::RisPeer02,
    Rule::RisPeer03,
    Rule::Org01,
    Rule::Org02,
    Rule::Org03,
    Rule::OpsAud01,
])
.links(&[API_DOCUMENT]);
