//! How PostgreSQL finds what lists show, searches find and counts count: along an index, and about as many
//! rows as are shown or counted. A plan that reads a table from end to end, sorts what it does not show,
//! or throws away what it has read, fails here, for it grows with the table.
//!
//! [`lists`] has every list of the API but those of cargo, which are in `cargo::plans`.

mod lists;

use tegata_tests::harness::{Client, Cluster, TestApp};

/// Rows that a plan may sort: about as many as a count counts.
const SORTED_MAX: u64 = 1_100;
/// Rows that a step of a plan may give or throw away: those of a count, and those of others between them.
const READ_MAX: u64 = 4_000;
/// Pages that a scan may read for nothing, and for each row that it gives or throws away: its own, and
/// those of two looks along other indexes, of four or five pages each.
const PAGES_MAX: (u64, u64) = (100, 12);
/// As often as PostgreSQL makes plans for the value at hand before it thinks of one for any.
const TIMES: usize = 7;

/// A PostgreSQL that tells its plans.
pub struct Explained {
    cluster: Cluster,
    url: String,
    /// Tables that the test fills. None is read from end to end.
    tables: &'static [&'static str],
}

impl Explained {
    /// With an empty schema, for a test that fills these tables; `None` where PostgreSQL is not installed.
    pub fn new(tables: &'static [&'static str]) -> Option<Self> {
        let cluster = Cluster::own()?;
        let url = cluster.migrated_database();
        let name = url.rsplit('/').next().expect("a name");
        for setting in [
            "session_preload_libraries = 'auto_explain'",
            "auto_explain.log_min_duration = '0'",
            "auto_explain.log_analyze = 'on'",
            "auto_explain.log_timing = 'off'",
            "auto_explain.log_buffers = 'on'",
            // A small table is cheap to read whole; on the disks of today an index is as cheap.
            "random_page_cost = '1.1'",
        ] {
            cluster.sql(&format!("ALTER DATABASE {name} SET {setting}"));
        }
        Some(Self { cluster, url, tables })
    }

    /// An application on it, with few connections, so that each comes to know its statements.
    pub fn app(&self) -> TestApp {
        TestApp::on(&self.url, &[("DATABASE_CONNECTIONS", "2")])
    }

    /// What is wrong with the plans of a list's first two pages.
    pub fn faults(&self, person: &Client, path: &str) -> Vec<String> {
        let mark = self.cluster.log().len();
        for _ in 0..TIMES {
            let reply = person.get(path);
            assert!([200, 404].contains(&reply.status), "{path}: {}", reply.text);
            if let Some(cursor) = reply.body["next_cursor"].as_str() {
                let more = if path.contains('?') { '&' } else { '?' };
                person.get(&format!("{path}{more}cursor={cursor}")).expect(200);
            }
        }
        let log = self.cluster.log();
        let plans = log[mark..].split("LOG:  duration:").filter(|said| self.is_look(said));
        let plans: Vec<&str> = plans.collect();
        assert!(!plans.is_empty(), "no plan in the log for {path}");
        let mut faults: Vec<String> =
            plans.into_iter().flat_map(|plan| faults(plan, self.tables)).collect();
        faults.sort_unstable();
        faults.dedup();
        faults.into_iter().map(|fault| format!("{path}: {fault}")).collect()
    }

    /// Whether it is the plan of a look at one of the tables; what a worker takes is none.
    fn is_look(&self, said: &str) -> bool {
        said.contains("Query Text: SELECT")
            && !said.contains("FOR UPDATE")
            && self.tables.iter().any(|table| said.contains(&format!("\"{table}\"")))
    }
}

/// The lines of a plan that should not be there.
fn faults(plan: &str, tables: &[&str]) -> Vec<String> {
    let lines: Vec<&str> = plan.lines().collect();
    let mut faults = Vec::new();
    let (mut node, mut loops, mut sorts, mut touched) = ("", 1, None, 0);
    for line in lines {
        if let Some((named, counts)) = line.split_once(" (actual rows=") {
            node = named
                .split("  (cost")
                .next()
                .unwrap_or(named)
                .trim()
                .trim_start_matches("->")
                .trim();
            let rows = number(counts).expect("a number of rows");
            loops = counts.split("loops=").nth(1).and_then(number).expect("a number of loops");
            if tables.iter().any(|table| {
                let scan = format!("Seq Scan on {table}");
                node.contains(&format!("{scan} ")) || node.ends_with(&scan)
            }) {
                faults.push(node.to_owned());
            }
            if rows.max(1) * loops > READ_MAX {
                faults.push(format!("{node} gives {} rows", rows.max(1) * loops));
            }
            touched = rows.max(1) * loops;
            if let Some(sort) = sorts.take().filter(|_| rows > SORTED_MAX) {
                faults.push(format!("{sort} of {rows} rows"));
            }
            sorts = (node == "Sort" || node == "Incremental Sort").then_some(node);
        } else if let Some((_, removed)) = line.split_once("Rows Removed by Filter: ") {
            let removed = number(removed).expect("a number of rows") * loops;
            touched += removed;
            if removed > READ_MAX {
                faults.push(format!("{node} throws {removed} rows away"));
            }
        } else if let Some((_, pages)) = line.split_once("Buffers: shared ")
            && node.contains("Scan")
        {
            // An index that is walked for a column behind its first gives no row too many.
            let pages: u64 = ["hit=", "read="]
                .iter()
                .filter_map(|kind| pages.split(kind).nth(1))
                .filter_map(number)
                .sum();
            if pages > PAGES_MAX.0 + PAGES_MAX.1 * touched {
                faults.push(format!("{node} reads {pages} pages for {touched} rows"));
            }
        }
    }
    faults
}

/// The number that a text begins with.
fn number(text: &str) -> Option<u64> {
    text.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok()
}

/// The rules themselves: each finds what it is for, and a good plan passes.
#[test]
fn bad_plans_are_seen() {
    let of = |plan: &str| {
        faults(&plan.replace("(actual", " (cost=0..1 rows=1 width=1) (actual"), &["news"])
    };
    let good = "Limit (actual rows=21 loops=1)\n  ->  Index Scan using news_office on news (actual rows=21 loops=1)";
    assert_eq!(of(good), Vec::<String>::new());
    let whole = "  ->  Parallel Seq Scan on news (actual rows=3 loops=1)";
    assert_eq!(of(whole), ["Parallel Seq Scan on news"]);
    let sorted = "Sort (actual rows=21 loops=1)\n  ->  Index Scan using x on news (actual rows=2000 loops=1)";
    assert_eq!(of(sorted), ["Sort of 2000 rows"]);
    let thrown =
        "Index Scan using x on news (actual rows=0 loops=1)\n  Rows Removed by Filter: 9000";
    assert_eq!(of(thrown), ["Index Scan using x on news throws 9000 rows away"]);
    let walked =
        "Index Scan using x on news (actual rows=0 loops=1)\n  Buffers: shared hit=90 read=200";
    assert_eq!(of(walked), ["Index Scan using x on news reads 290 pages for 1 rows"]);
    let often = "Index Scan using x on news (actual rows=0 loops=5000)";
    assert_eq!(of(often), ["Index Scan using x on news gives 5000 rows"]);
}
