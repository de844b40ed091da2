//! Master data of a company (CGO-MST-01): the names that its people choose from when they fill in a
//! record. Every person of the company keeps them; no other company sees them.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::fields::{Fields, NAME_MAX, stale};
use super::{MasterEntry, MasterKind};
use crate::access::SignedIn;
use crate::audit::{Action, Deed};
use crate::env::Env;
use crate::kernel::field::line;
use crate::kernel::{
    Call, Failure, FieldCode, Id, Page, PageRequest, Refusal, Rule, StoreError, Unique, Violation,
    kind, text,
};

/// Characters of a company's own code at most.
pub const CODE_MAX: usize = 20;

/// What is typed of an entry.
#[derive(Debug, Clone, Default)]
pub struct MasterForm {
    /// The name.
    pub name: String,
    /// The name in katakana.
    pub kana: Option<String>,
    /// The company's own code for it.
    pub code: Option<String>,
}

impl From<&MasterEntry> for MasterForm {
    fn from(entry: &MasterEntry) -> Self {
        Self { name: entry.name.clone(), kana: entry.kana.clone(), code: entry.code.clone() }
    }
}

/// How names, kana and codes begin that are looked for: folded, and in katakana.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MasterPrefix {
    /// The beginning of a name or code, folded.
    pub text: String,
    /// The same in katakana.
    pub kana: String,
}

impl MasterPrefix {
    /// What is typed into a search field; nothing for a blank one.
    pub fn typed(typed: &str) -> Option<Self> {
        let text = text::folded(typed);
        (!typed.trim().is_empty()).then(|| Self { kana: kana_key(&text), text })
    }
}

/// Hiragana as katakana.
fn katakana(c: char) -> char {
    match c {
        // Hiragana stand 0x60 before their katakana.
        'ぁ'..='ゖ' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
        other => other,
    }
}

/// How kana is compared: folded, hiragana as katakana.
pub fn kana_key(typed: &str) -> String {
    text::folded(typed).chars().map(katakana).collect()
}

/// Everything that is wrong with a form as far as it shows without the database.
pub fn violations(form: &MasterForm) -> Vec<Violation> {
    read(form).err().unwrap_or_default()
}

fn read(form: &MasterForm) -> Result<MasterForm, Vec<Violation>> {
    let mut fields = Fields::new(Rule::CgoMst01);
    let name = fields.note(line(&form.name, NAME_MAX, "/name"));
    let given = |typed: &Option<String>| typed.clone().filter(|typed| !typed.trim().is_empty());
    let kana = given(&form.kana).map(|typed| typed.nfkc().map(katakana).collect::<String>());
    let kana = kana.and_then(|typed| fields.note(line(&typed, NAME_MAX, "/kana")));
    if kana.as_deref().is_some_and(|kana| !text::is_katakana(kana)) {
        fields.refuse(Violation::new("/kana", FieldCode::NotKatakana));
    }
    let code = given(&form.code).and_then(|typed| fields.note(line(&typed, CODE_MAX, "/code")));
    fields.finish(name.map(|name| MasterForm { name, kana, code }))
}

fn unless_taken<T>(written: Result<T, StoreError>) -> Result<T, Failure> {
    match written {
        Err(StoreError::Taken(Unique::MasterName)) => {
            let taken = Violation::new("/name", FieldCode::Taken).rule(Rule::CgoMst01);
            Err(Refusal::fields(vec![taken]).into())
        }
        other => Ok(other?),
    }
}

fn deed(entry: &MasterEntry, done: &str) -> Deed {
    Action::MasterDataChanged.on(entry.id).detail(format!("{done} {}", entry.kind.as_str()))
}

/// Adds an entry.
///
/// # Errors
/// [`crate::kernel::Code::InvalidFields`] with every violation at once, also for a name that is there already.
pub fn create(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    kind: MasterKind,
    form: &MasterForm,
) -> Result<MasterEntry, Failure> {
    env.write_kept(call, |act| {
        let MasterForm { name, kana, code } = read(form).map_err(Refusal::fields)?;
        let made = MasterEntry {
            id: env.id(),
            company: who.company.id,
            kind,
            name,
            kana,
            code,
            version: 1,
            created_at: act.now,
            updated_at: act.now,
        };
        unless_taken(act.tx.insert_master(&made))?;
        act.audit(deed(&made, "added"))?;
        Ok(made)
    })
}

/// Entries of the company, newest first; those whose name, kana or code begins so alone.
///
/// # Errors
/// When the store cannot be read.
pub fn list(
    env: &Env,
    who: &SignedIn,
    kind: MasterKind,
    begins: Option<&str>,
    page: PageRequest,
) -> Result<Page<MasterEntry>, Failure> {
    let prefix = begins.and_then(MasterPrefix::typed);
    if prefix.as_ref().is_some_and(|prefix| prefix.text.is_empty()) {
        // Nothing is left of what was typed, and nothing begins so.
        return Ok(Page { items: Vec::new(), next: None });
    }
    env.store.read(|tx| Ok(tx.master_page(who.company.id, kind, prefix.as_ref(), page)?))
}

/// One entry of the company.
///
/// # Errors
/// [`crate::kernel::Code::NotFound`], also for another company's and for one of another kind.
pub fn get(
    env: &Env,
    who: &SignedIn,
    kind: MasterKind,
    id: Id<kind::Master>,
) -> Result<MasterEntry, Failure> {
    env.store.read(|tx| {
        let entry = tx.master(who.company.id, id)?.filter(|entry| entry.kind == kind);
        entry.ok_or_else(Failure::not_found)
    })
}

/// Which entry is changed, and the version that its editor read; any, if none.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Its kind.
    pub kind: MasterKind,
    /// Its id.
    pub id: Id<kind::Master>,
    /// The version.
    pub version: Option<i64>,
}

/// Changes an entry.
///
/// # Errors
/// [`crate::kernel::Code::NotFound`], [`crate::kernel::Code::VersionStale`], [`crate::kernel::Code::InvalidFields`] with every violation at once.
pub fn change(
    env: &Env,
    call: &Call,
    who: &SignedIn,
    place: Place,
    put_in: impl Fn(MasterForm) -> MasterForm,
) -> Result<MasterEntry, Failure> {
    env.write(call, |act| {
        let old = act.tx.master(who.company.id, place.id)?.filter(|entry| entry.kind == place.kind);
        let old = old.ok_or_else(Failure::not_found)?;
        if place.version.is_some_and(|version| version != old.version) {
            return Err(stale().into());
        }
        let form = read(&put_in(MasterForm::from(&old))).map_err(Refusal::fields)?;
        let MasterForm { name, kana, code } = form;
        let next = MasterEntry { name, kana, code, ..old };
        if next == old {
            return Ok(old);
        }
        let next = MasterEntry { version: old.version + 1, updated_at: act.now, ..next };
        unless_taken(act.tx.update_master(&next, old.version))?.or(stale())?;
        act.audit(deed(&next, "changed"))?;
        Ok(next)
    })
}

/// Removes an entry. Records that hold its name keep it.
///
/// # Errors
/// [`crate::kernel::Code::NotFound`], [`crate::kernel::Code::VersionStale`].
pub fn remove(env: &Env, call: &Call, who: &SignedIn, place: Place) -> Result<(), Failure> {
    env.write(call, |act| {
        let old = act.tx.master(who.company.id, place.id)?.filter(|entry| entry.kind == place.kind);
        let old = old.ok_or_else(Failure::not_found)?;
        if place.version.is_some_and(|version| version != old.version) {
            return Err(stale().into());
        }
        act.tx.remove_master(who.company.id, place.id, old.version)?.or(stale())?;
        act.audit(deed(&old, "removed"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix(typed: &str) -> Option<(String, String)> {
        MasterPrefix::typed(typed).map(|prefix| (prefix.text, prefix.kana))
    }

    #[test]
    fn cgo_mst_01_a_search_folds_width_case_and_kana() {
        let naritas = ["ナリタ", "ﾅﾘﾀ", "なりた", " ナ リ タ "];
        assert!(
            naritas.iter().all(|typed| prefix(typed).is_some_and(|(_, kana)| kana == "ナリタ"))
        );
        assert_eq!(prefix("ＮＣＡ"), Some(("nca".to_owned(), "nca".to_owned())));
        assert_eq!(prefix("　"), None);
        assert_eq!(prefix("-"), Some((String::new(), String::new())));
    }

    #[test]
    fn cgo_mst_01_kana_is_kept_as_katakana() {
        let form = |kana: &str| MasterForm {
            name: "成田倉庫".to_owned(),
            kana: Some(kana.to_owned()),
            code: Some(" ".to_owned()),
        };
        for typed in ["ナリタソウコ", "ﾅﾘﾀｿｳｺ", "なりたそうこ"] {
            let read = read(&form(typed)).map(|form| (form.kana, form.code));
            assert_eq!(read, Ok((Some("ナリタソウコ".to_owned()), None)));
        }
        let refused = violations(&form("Narita"));
        assert_eq!(
            refused.iter().map(|one| one.code).collect::<Vec<_>>(),
            [FieldCode::NotKatakana]
        );
        let blank = MasterForm { name: " ".to_owned(), ..form("成田") };
        assert_eq!(violations(&blank).len(), 2);
    }
}
