//! The application form: what may stand in it, as far as it shows without the database (RIS-APP-02 to
//! 06).

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::policy::{REASON_MAX, TARGETS_MAX};
use super::{Contact, guidance};
use crate::kernel::field::{DEPARTMENT_MAX, NAME_MAX, line, phone};
use crate::kernel::{EmailAddress, FieldCode, Rule, Violation, civil_date, text};

/// Characters of a user code, and of an identification number.
const USER_ID: [usize; 2] = [5, 3];

/// An application as it was typed.
#[derive(Debug, Clone)]
pub struct TypedApplication {
    /// The version of the guidance that was read.
    pub guidance_version: String,
    /// Whom a reviewer contacts.
    pub contact: TypedContact,
    /// The terminal users, each with its reason.
    pub targets: Vec<TypedTarget>,
    /// The desired registration date.
    pub desired_date: Option<String>,
}

/// An applicant contact as it was typed.
#[derive(Debug, Clone)]
pub struct TypedContact {
    /// The name.
    pub name: String,
    /// The department.
    pub department: String,
    /// The telephone number.
    pub phone: String,
    /// The address.
    pub email: String,
}

/// A target as it was typed.
#[derive(Debug, Clone)]
pub struct TypedTarget {
    /// The terminal user id.
    pub user_id: String,
    /// The reason.
    pub reason: String,
}

/// What was read of a form, and everything that is wrong with it. What could not be read is empty.
#[derive(Debug)]
pub struct Form {
    /// The applicant contact.
    pub contact: Contact,
    /// The terminal user ids that can be looked up.
    pub targets: Vec<Named>,
    /// The desired registration date.
    pub desired_date: Option<Date>,
    /// What is wrong.
    pub violations: Vec<Violation>,
}

/// A terminal user that a form names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its place among the targets.
    pub index: usize,
    /// Its user id, in capitals.
    pub user_id: String,
    /// The reason.
    pub reason: String,
}

impl Named {
    /// Where its user id stands in the body.
    pub fn pointer(&self) -> String {
        format!("/targets/{}/user_id", self.index)
    }
}

/// Reads a form on this day, in Japan.
pub fn read(typed: &TypedApplication, today: Date) -> Form {
    let mut violations = Vec::new();
    if typed.guidance_version != guidance::VERSION {
        let outdated = Violation::new("/guidance_version", FieldCode::GuidanceOutdated);
        violations.push(outdated.rule(Rule::RisApp02).with("current", guidance::VERSION));
    }
    let contact = contact(&typed.contact, &mut violations);
    let targets = targets(&typed.targets, &mut violations);
    let desired_date = typed.desired_date.as_ref().and_then(|typed| {
        desired_date(typed, today).map_err(|one| violations.push(one.rule(Rule::RisApp06))).ok()
    });
    Form { contact, targets, desired_date, violations }
}

/// Reads the applicant contact (RIS-APP-03).
fn contact(typed: &TypedContact, violations: &mut Vec<Violation>) -> Contact {
    let mut refuse = |violation: Violation| violations.push(violation.rule(Rule::RisApp03));
    let name = line(&typed.name, NAME_MAX, "/contact/name");
    let department = line(&typed.department, DEPARTMENT_MAX, "/contact/department");
    Contact {
        name: name.map_err(&mut refuse).unwrap_or_default(),
        department: department.map_err(&mut refuse).unwrap_or_default(),
        phone: phone(&typed.phone).unwrap_or_else(|| {
            refuse(Violation::new("/contact/phone", FieldCode::PhoneInvalid));
            String::new()
        }),
        email: EmailAddress::parse(&typed.email).unwrap_or_else(|| {
            refuse(Violation::new("/contact/email", FieldCode::EmailInvalid));
            EmailAddress::nobody()
        }),
    }
}

/// Reads the targets (RIS-APP-04).
fn targets(typed: &[TypedTarget], violations: &mut Vec<Violation>) -> Vec<Named> {
    let mut refuse = |violation: Violation| violations.push(violation.rule(Rule::RisApp04));
    if typed.is_empty() {
        refuse(Violation::new("/targets", FieldCode::Required));
    }
    if typed.len() > TARGETS_MAX {
        refuse(Violation::new("/targets", FieldCode::TooLong).with("max", TARGETS_MAX));
    }
    let (mut named, mut seen) = (Vec::new(), BTreeSet::new());
    for (index, target) in typed.iter().take(TARGETS_MAX).enumerate() {
        let pointer = format!("/targets/{index}/user_id");
        let reason = line(&target.reason, REASON_MAX, &format!("/targets/{index}/reason"));
        let reason = reason.map_err(&mut refuse).unwrap_or_default();
        match user_id(&target.user_id) {
            None => refuse(
                Violation::new(pointer, FieldCode::InvalidFormat)
                    .with("expected", "A-Z, 0-9: 5 + 3"),
            ),
            Some(user_id) if !seen.insert(user_id.clone()) => {
                refuse(Violation::new(pointer, FieldCode::Duplicate));
            }
            Some(user_id) => named.push(Named { index, user_id, reason }),
        }
    }
    named
}

/// Reads a terminal user id without regard to case, width and spaces: `1anac a0a` is `1ANACA0A`.
pub fn user_id(typed: &str) -> Option<String> {
    let id = text::folded(typed).to_ascii_uppercase();
    let fits = id.len() == USER_ID.iter().sum::<usize>()
        && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    fits.then_some(id)
}

/// Reads the desired registration date: tomorrow or later, at most a year ahead (RIS-APP-06).
fn desired_date(typed: &str, today: Date) -> Result<Date, Violation> {
    let refused = |code| Violation::new("/desired_date", code);
    let date = civil_date(typed)
        .ok_or_else(|| refused(FieldCode::InvalidFormat).with("expected", "YYYY-MM-DD"))?;
    let earliest = today.saturating_add(1.day());
    let latest = today.saturating_add(1.year());
    if date < earliest {
        Err(refused(FieldCode::DateTooEarly).with("earliest", earliest))
    } else if date > latest {
        Err(refused(FieldCode::DateTooLate).with("latest", latest))
    } else {
        Ok(date)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 11, 21);

    fn target(user_id: &str) -> TypedTarget {
        TypedTarget {
            user_id: user_id.to_owned(), reason: "パスワードを失念したため".to_owned()
        }
    }

    fn typed() -> TypedApplication {
        TypedApplication {
            guidance_version: guidance::VERSION.to_owned(),
            contact: TypedContact {
                name: "山田 太郎".to_owned(),
                department: "輸出課".to_owned(),
                phone: "03-1234-5678".to_owned(),
                email: "taro@example.jp".to_owned(),
            },
            targets: vec![target("1ANACA0A"), target("１ａｎａｃ a0b")],
            desired_date: Some("2026-11-24".to_owned()),
        }
    }

    fn refused(typed: &TypedApplication) -> Vec<(String, FieldCode, Option<Rule>)> {
        let violations = read(typed, TODAY).violations.into_iter();
        violations.map(|one| (one.pointer, one.code, one.rule)).collect()
    }

    fn alone(pointer: &str, code: FieldCode, rule: Rule) -> Vec<(String, FieldCode, Option<Rule>)> {
        vec![(pointer.to_owned(), code, Some(rule))]
    }

    #[test]
    fn a_form_is_read() {
        let form = read(&typed(), TODAY);
        assert_eq!(form.violations, []);
        assert_eq!(form.contact.phone, "+81312345678");
        assert_eq!(form.desired_date, Some(date(2026, 11, 24)));
        let ids: Vec<&str> = form.targets.iter().map(|named| named.user_id.as_str()).collect();
        assert_eq!(ids, ["1ANACA0A", "1ANACA0B"]);
    }

    #[test]
    fn ris_app_02_the_current_guidance_was_read() {
        let old = TypedApplication { guidance_version: "2025-01".to_owned(), ..typed() };
        let expected = alone("/guidance_version", FieldCode::GuidanceOutdated, Rule::RisApp02);
        assert_eq!(refused(&old), expected);
    }

    #[test]
    fn ris_app_03_every_item_of_the_contact_is_required() {
        let [name, department, phone, email] = [" ", "", "12", "taro"].map(str::to_owned);
        let empty = TypedApplication {
            contact: TypedContact { name, department, phone, email },
            ..typed()
        };
        let expected = [
            ("/contact/name", FieldCode::Required),
            ("/contact/department", FieldCode::Required),
            ("/contact/phone", FieldCode::PhoneInvalid),
            ("/contact/email", FieldCode::EmailInvalid),
        ];
        let expected = expected.map(|(at, code)| (at.to_owned(), code, Some(Rule::RisApp03)));
        assert_eq!(refused(&empty), expected);
    }

    #[test]
    fn ris_app_04_targets_are_one_to_twenty_each_once_with_a_reason() {
        let with = |targets| TypedApplication { targets, ..typed() };
        let rule = Rule::RisApp04;
        assert_eq!(refused(&with(vec![])), alone("/targets", FieldCode::Required, rule));
        let many = |count| (0..count).map(|n| target(&format!("1ANAC{n:03}"))).collect();
        assert_eq!(refused(&with(many(20))), []);
        assert_eq!(refused(&with(many(21))), alone("/targets", FieldCode::TooLong, rule));
        let twice = vec![target("1ANACA0A"), target("1anac-a0a")];
        let expected = alone("/targets/1/user_id", FieldCode::Duplicate, rule);
        assert_eq!(refused(&with(twice)), expected);
        for form in ["1ANAC", "1ANACA0AX", "1ANACA0_", "1ANAC漢0A", ""] {
            let expected = alone("/targets/0/user_id", FieldCode::InvalidFormat, rule);
            assert_eq!(refused(&with(vec![target(form)])), expected, "{form}");
        }
        let silent = TypedTarget { reason: "  ".to_owned(), ..target("1ANACA0A") };
        let expected = alone("/targets/0/reason", FieldCode::Required, rule);
        assert_eq!(refused(&with(vec![silent])), expected);
    }

    #[test]
    fn ris_app_06_the_desired_date_is_tomorrow_to_a_year_ahead() {
        let on = |day: &str| TypedApplication { desired_date: Some(day.to_owned()), ..typed() };
        for (day, code) in [
            ("2026-11-20", Some(FieldCode::DateTooEarly)),
            ("2026-11-21", Some(FieldCode::DateTooEarly)),
            ("2026-11-22", None),
            ("2027-11-21", None),
            ("2027-11-22", Some(FieldCode::DateTooLate)),
            ("tomorrow", Some(FieldCode::InvalidFormat)),
            ("", Some(FieldCode::InvalidFormat)),
        ] {
            let expected = code.map_or(vec![], |code| alone("/desired_date", code, Rule::RisApp06));
            assert_eq!(refused(&on(day)), expected, "{day}");
        }
        assert_eq!(refused(&TypedApplication { desired_date: None, ..typed() }), []);
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        let mut all = typed();
        all.guidance_version.clear();
        all.contact.email.clear();
        all.targets = vec![target("?")];
        all.desired_date = Some("2026-11-21".to_owned());
        assert_eq!(refused(&all).len(), 4);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_a_read_id_is_read_again(typed: String) {
            if let Some(id) = user_id(&typed) {
                prop_assert_eq!(user_id(&id), Some(id));
            }
            let _ = desired_date(&typed, TODAY);
        }
    }
}
