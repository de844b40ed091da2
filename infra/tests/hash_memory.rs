//! The memory of the password lanes: taken for work, given back in quiet times. A test of its own,
//! because the memory of a whole process is looked at.

#![cfg(target_os = "linux")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use tegata_domain::kernel::{Hasher as _, PlainPassword};
use tegata_infra::{Argon2Settings, HashLanes, SystemEntropy};

/// Each time, not only the first: an allocator learns that such blocks come again, and then keeps them.
#[test]
fn a_quiet_lane_gives_its_memory_back() {
    // Of this process, in KiB.
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number")
    };
    let quiet = Duration::from_millis(20);
    let settings = Argon2Settings { memory_kib: 19_456, passes: 2, lanes: 2, queue: 8, quiet };
    let lanes = HashLanes::start(settings, Arc::new(SystemEntropy)).expect("lanes");
    let password = PlainPassword::new("correct horse battery".to_owned());
    let idle = resident();
    for time in 1..=4 {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| lanes.hash(&password).expect("a hash"));
            }
        });
        assert!(lanes.hash(&password).is_ok());
        let begun = Instant::now();
        while resident() > idle + 10_240 {
            assert!(begun.elapsed() < Duration::from_secs(30), "time {time}: {}", resident());
            std::thread::yield_now();
        }
    }
}
