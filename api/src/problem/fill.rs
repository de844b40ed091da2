//! Putting values into the catalogue's texts.
//!
//! A value stands in an optional part: `The field is too long[ (at most {max})].` The whole part
//! falls away when one of its values is missing, so that a text without values reads well too.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use tegata_domain::kernel::TOKYO;

/// The text with its values. What a value says is never read as a template again.
pub fn fill(template: &str, params: &BTreeMap<&str, String>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('[') {
        let (optional, tail) = after.split_once(']').unwrap_or((after, ""));
        text.push_str(before);
        text.extend(part(optional, params));
        rest = tail;
    }
    text.push_str(rest);
    text
}

/// An optional part with its values; `None` when one is missing.
fn part(template: &str, params: &BTreeMap<&str, String>) -> Option<String> {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, tail) = after.split_once('}')?;
        text.push_str(before);
        text.push_str(&shown(params.get(name)?));
        rest = tail;
    }
    text.push_str(rest);
    Some(text)
}

/// A value as people read it: an instant in Japan time, anything else as it is.
fn shown(value: &str) -> Cow<'_, str> {
    value.parse::<Timestamp>().map_or(Cow::Borrowed(value), |instant| {
        TOKYO.to_datetime(instant).strftime("%Y-%m-%d %H:%M").to_string().into()
    })
}

/// The names of a template's values; those outside an optional part make it ill-formed.
#[cfg(test)]
pub(super) fn placeholders(
    template: &'static str,
) -> Result<std::collections::BTreeSet<&'static str>, &'static str> {
    let mut names = std::collections::BTreeSet::new();
    for (index, piece) in template.split('[').enumerate() {
        let (optional, tail) = match (index, piece.split_once(']')) {
            (0, None) => ("", piece),
            (0, Some(_)) | (_, None) => return Err("brackets do not match"),
            (_, Some(parts)) => parts,
        };
        if tail.contains(['{', '}', ']']) {
            return Err("a value outside an optional part");
        }
        let found: Vec<_> = optional.split('{').skip(1).filter_map(|s| s.split_once('}')).collect();
        if index > 0 && found.is_empty() {
            return Err("an optional part without a value");
        }
        names.extend(found.into_iter().map(|(name, _)| name));
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "Too long[ (at most {max}, found {found})][ by {rule}].";

    fn params(values: &[(&'static str, &str)]) -> BTreeMap<&'static str, String> {
        values.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    }

    #[test]
    fn values_are_put_in() {
        let text = fill(TEMPLATE, &params(&[("max", "20"), ("found", "21"), ("rule", "X")]));
        assert_eq!(text, "Too long (at most 20, found 21) by X.");
    }

    #[test]
    fn a_part_without_its_value_falls_away() {
        assert_eq!(fill(TEMPLATE, &params(&[("max", "20")])), "Too long.");
        assert_eq!(fill(TEMPLATE, &params(&[("rule", "X")])), "Too long by X.");
    }

    #[test]
    fn a_value_is_not_a_template() {
        let text = fill(TEMPLATE, &params(&[("rule", "[{max}]"), ("max", "20"), ("found", "{x")]));
        assert_eq!(text, "Too long (at most 20, found {x) by [{max}].");
    }

    #[test]
    fn an_instant_is_shown_in_japan_time() {
        let text =
            fill("Over[ since {at} (Japan time)].", &params(&[("at", "2026-11-21T06:04:59Z")]));
        assert_eq!(text, "Over since 2026-11-21 15:04 (Japan time).");
    }

    #[test]
    fn a_broken_template_still_gives_a_text() {
        assert_eq!(fill("Over [since {at", &params(&[("at", "then")])), "Over ");
    }
}
