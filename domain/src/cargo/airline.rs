//! The airlines behind the prefixes of air waybills (CGO-AWB-01). Operators keep the table; a prefix
//! that it does not have is a warning, never a refusal.

use super::Airline;
use crate::audit::Action;
use crate::env::Env;
use crate::kernel::field::line;
use crate::kernel::{Call, Code, Failure, FieldCode, Refusal, Violation, text};

/// Characters of an airline's name at most.
const NAME_MAX: usize = 100;

/// Every airline, by prefix.
///
/// # Errors
/// When the store cannot be read.
pub fn list(env: &Env) -> Result<Vec<Airline>, Failure> {
    env.store.read(|tx| Ok(tx.airlines()?))
}

/// Everything that is wrong with an airline.
pub fn violations(designator: &str, name: &str) -> Vec<Violation> {
    read("000", designator, name).err().unwrap_or_default()
}

fn read(prefix: &str, designator: &str, name: &str) -> Result<Airline, Vec<Violation>> {
    let designator = text::capitals(designator);
    let mut violations = Vec::new();
    if !text::is_code(&designator, 2..=2) {
        let form = Violation::new("/designator", FieldCode::InvalidFormat);
        violations.push(form.with("expected", "2 A-Z, 0-9"));
    }
    match line(name, NAME_MAX, "/name") {
        Ok(name) if violations.is_empty() => {
            Ok(Airline { prefix: prefix.to_owned(), designator, name })
        }
        Ok(_) => Err(violations),
        Err(violation) => Err([violations, vec![violation]].concat()),
    }
}

/// Puts an airline into the table, in place of the one with its prefix; for an operator.
///
/// # Errors
/// [`Code::NotFound`] for what can be no prefix, [`Code::InvalidFields`] with every violation at once.
pub fn put(
    env: &Env,
    call: &Call,
    prefix: &str,
    designator: &str,
    name: &str,
    reason: &str,
) -> Result<Airline, Failure> {
    if prefix.len() != 3 || !prefix.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Refusal::new(Code::NotFound).into());
    }
    let airline = read(prefix, designator, name).map_err(Refusal::fields)?;
    env.write(call, |act| {
        act.tx.put_airline(&airline)?;
        act.audit(Action::AirlineChanged.detail(prefix).because(reason))?;
        Ok(airline.clone())
    })
}
