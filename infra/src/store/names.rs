//! Several names in one column.

/// The names, with a comma between.
pub(super) fn joined<T: Copy>(names: &[T], name: impl Fn(T) -> &'static str) -> String {
    names.iter().map(|one| name(*one)).collect::<Vec<_>>().join(",")
}

/// The names in a column that [`joined`] wrote; `None` when one is unknown.
pub(super) fn parted<T>(column: &str, named: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    column.split(',').filter(|name| !name.is_empty()).map(named).collect()
}
