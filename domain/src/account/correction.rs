//! What operators correct of an account: what its holder may not edit (ACC-PRO-03).

use super::profile::{Field, ProfileForm, changed, read};
use crate::audit::Action;
use crate::env::Env;
use crate::identity::{Account, AccountKind, AccountView, Profile};
use crate::kernel::{Call, Code, Failure, FieldCode, Id, Refusal, Rule, Violation, kind};

/// What an operator corrects of an account, the rest left out: what its holder may not change.
#[derive(Debug, Clone, Default)]
pub struct Correction {
    /// Family name.
    pub family_name: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name in katakana.
    pub family_name_kana: Option<String>,
    /// Given name in katakana.
    pub given_name_kana: Option<String>,
    /// Line of business.
    pub industry: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// Dangerous-goods qualification (ACC-DG-01).
    pub dangerous_goods_qualified: Option<bool>,
}

impl Correction {
    /// A form with the correction put in.
    fn put_in(&self, form: ProfileForm) -> ProfileForm {
        let text = |new: &Option<String>, old: String| new.clone().unwrap_or(old);
        ProfileForm {
            family_name: text(&self.family_name, form.family_name),
            given_name: text(&self.given_name, form.given_name),
            family_name_kana: text(&self.family_name_kana, form.family_name_kana),
            given_name_kana: text(&self.given_name_kana, form.given_name_kana),
            industry: text(&self.industry, form.industry),
            postal_code: text(&self.postal_code, form.postal_code),
            address: text(&self.address, form.address),
            dangerous_goods_qualified: self
                .dangerous_goods_qualified
                .unwrap_or(form.dangerous_goods_qualified),
            ..form
        }
    }
}

/// Whether operators correct an account of this kind: general ones are their holders' own (ACC-PRO-03).
/// What the endpoint does and `actions` tells.
///
/// # Errors
/// The rule.
pub const fn may_correct(kind: AccountKind) -> Result<(), Rule> {
    match kind {
        AccountKind::General | AccountKind::Office | AccountKind::Terminal => Err(Rule::AccPro03),
        AccountKind::Agency | AccountKind::DeferredPayment | AccountKind::Operator => Ok(()),
    }
}

/// Decides a correction: the new profile and the corrected fields.
///
/// # Errors
/// [`Code::InvalidFields`] naming every field that is malformed, or that is the holder's own.
pub fn decide_correction(
    account: &Account,
    correction: &Correction,
) -> Result<(Profile, Vec<Field>), Refusal> {
    let form = correction.put_in(ProfileForm::from(&account.profile));
    let profile = read(&form).map_err(Refusal::fields)?;
    let corrected = changed(&account.profile, &profile);
    if let Err(rule) = may_correct(account.kind) {
        let own = |field: &Field| Violation::new(field.pointer(), FieldCode::HoldersOwn).rule(rule);
        let refused: Vec<Violation> = corrected.iter().map(own).collect();
        if !refused.is_empty() {
            return Err(Refusal::fields(refused));
        }
    }
    Ok((profile, corrected))
}

/// Corrects the profile of an account that may not edit it itself (ACC-PRO-03).
///
/// # Errors
/// [`Code::NotFound`], [`Code::VersionStale`] and those of [`decide_correction`].
pub fn correct(
    env: &Env,
    call: &Call,
    id: Id<kind::Account>,
    version: Option<i64>,
    correction: &Correction,
    reason: &str,
) -> Result<AccountView, Failure> {
    let stale = || Refusal::by(Rule::AccPro06, Code::VersionStale);
    env.write(call, |act| {
        let view = act.tx.account(id)?.ok_or_else(Failure::not_found)?;
        let account = &view.account;
        if version.is_some_and(|version| version != account.version) {
            return Err(stale().into());
        }
        let (profile, corrected) = decide_correction(account, correction)?;
        if corrected.is_empty() {
            return Ok(view);
        }
        act.tx.update_profile(id, account.version, &profile, act.now)?.or(stale())?;
        let names: Vec<&str> = corrected.iter().map(|field| field.as_str()).collect();
        act.audit(Action::ProfileChanged.on(id).because(reason).detail(names.join(",")))?;
        act.tx.account(id)?.ok_or_else(Failure::not_found)
    })
}
