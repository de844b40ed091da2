//! Password hashing: argon2id in lanes of its own.
//!
//! One thread for each lane, its memory blocks reused as long as there is work, behind a short queue. A
//! full queue refuses at once, so that a flood of sign-ins does not take memory without bound. While
//! others read, half of the lanes rest, so that it does not take every processor either.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use tegata_domain::kernel::{Entropy, HashError, Hasher, PasswordHash, PlainPassword};
use zeroize::Zeroizing;

/// Cost and lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argon2Settings {
    /// Memory of one hash, in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
    /// Hashes at once.
    pub lanes: usize,
    /// Hashes that wait at most.
    pub queue: usize,
    /// After this long without work a lane gives its memory back.
    pub quiet: Duration,
}

/// Bytes of a hash.
const OUTPUT: usize = 32;
/// Bytes of a salt.
const SALT: usize = 16;

/// Blocks that a lane allocates at least: 32 MiB and one. The allocator of glibc maps what is larger
/// than 32 MiB by itself and unmaps it when it is freed; what is smaller comes from a heap after the
/// first time, and stays there. Blocks that no hash touches take no memory.
const MAPPED: usize = 32 * 1024 * 1024 / Block::SIZE + 1;

/// How long half of the lanes rest after a read.
const COURTESY: Duration = Duration::from_millis(100);

/// When somebody read last.
struct Reads {
    begun: Instant,
    /// Milliseconds after the beginning; 0 for never.
    last: AtomicU64,
}

impl Reads {
    fn never() -> Self {
        Self { begun: Instant::now(), last: AtomicU64::new(0) }
    }

    fn note(&self) {
        let millis = self.begun.elapsed().as_millis().max(1);
        self.last.store(u64::try_from(millis).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// How much longer there should be room.
    fn rest(&self) -> Option<Duration> {
        let last = self.last.load(Ordering::Relaxed);
        let until = Duration::from_millis(last) + COURTESY;
        until.checked_sub(self.begun.elapsed()).filter(|_| last > 0)
    }
}

/// One hash to compute.
struct Job {
    password: Zeroizing<Vec<u8>>,
    salt: Vec<u8>,
    params: Params,
    reply: Sender<Option<[u8; OUTPUT]>>,
}

/// The lanes.
pub struct HashLanes {
    jobs: Sender<Job>,
    params: Params,
    entropy: Arc<dyn Entropy>,
    decoy: PasswordHash,
    reads: Arc<Reads>,
}

impl HashLanes {
    /// Starts the lanes.
    ///
    /// # Errors
    /// When the cost is outside what argon2 allows, or no thread can be started.
    pub fn start(settings: Argon2Settings, entropy: Arc<dyn Entropy>) -> Result<Self, String> {
        let params = Params::new(settings.memory_kib, settings.passes, 1, Some(OUTPUT))
            .map_err(|error| error.to_string())?;
        let (jobs, waiting) = bounded(settings.queue);
        let reads = Arc::new(Reads::never());
        let lanes = settings.lanes.max(1);
        for lane in 0..lanes {
            let waiting = waiting.clone();
            let courteous = (lane >= lanes.div_ceil(2)).then(|| Arc::clone(&reads));
            std::thread::Builder::new()
                .name(format!("password-{lane}"))
                .spawn(move || run(&waiting, settings.quiet, courteous.as_deref()))
                .map_err(|error| error.to_string())?;
        }
        let mut random = [0_u8; SALT + OUTPUT];
        entropy.fill(&mut random);
        let decoy = phc(&params, &random[..SALT], &random[SALT..]);
        Ok(Self { jobs, params, entropy, decoy, reads })
    }

    fn compute(
        &self,
        password: &PlainPassword,
        salt: &[u8],
        params: &Params,
    ) -> Result<[u8; OUTPUT], HashError> {
        let (reply, answer) = bounded(1);
        let job = Job {
            password: Zeroizing::new(password.expose().as_bytes().to_vec()),
            salt: salt.to_vec(),
            params: params.clone(),
            reply,
        };
        self.jobs.try_send(job).map_err(|_| HashError)?;
        answer.recv().ok().flatten().ok_or(HashError)
    }
}

/// A lane: computes one hash after the other in the same memory, and gives it back in quiet times.
fn run(waiting: &Receiver<Job>, quiet: Duration, courteous: Option<&Reads>) {
    // What else the server does goes first; so little, that a busy neighbour leaves a share to hashing.
    // On Linux this is per thread.
    let _unprivileged = rustix::process::nice(3);
    let mut memory: Vec<Block> = Vec::new();
    loop {
        let begun = Instant::now();
        while let Some(rest) = courteous.and_then(Reads::rest) {
            if begun.elapsed() >= quiet {
                memory = Vec::new();
            }
            std::thread::park_timeout(rest);
        }
        let next = match waiting.recv_timeout(quiet) {
            Err(RecvTimeoutError::Timeout) => {
                memory = Vec::new();
                waiting.recv().ok()
            }
            next => next.ok(),
        };
        let Some(job) = next else { return };
        let blocks = job.params.block_count();
        if memory.len() < blocks {
            memory = Vec::with_capacity(blocks.max(MAPPED));
            memory.resize(blocks, Block::default());
        }
        // Whoever asked may have gone; the lane goes on.
        let _gone = job.reply.send(job.compute(&mut memory[..blocks]));
    }
}

impl Job {
    fn compute(&self, memory: &mut [Block]) -> Option<[u8; OUTPUT]> {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone());
        let mut output = [0_u8; OUTPUT];
        argon2
            .hash_password_into_with_memory(&self.password, &self.salt, &mut output, memory)
            .ok()
            .map(|()| output)
    }
}

/// The PHC string of a hash.
fn phc(params: &Params, salt: &[u8], hash: &[u8]) -> PasswordHash {
    PasswordHash::new(format!(
        "$argon2id$v=19$m={},t={},p={}${}${}",
        params.m_cost(),
        params.t_cost(),
        params.p_cost(),
        STANDARD_NO_PAD.encode(salt),
        STANDARD_NO_PAD.encode(hash),
    ))
}

/// Reads a PHC string that [`phc`] wrote.
fn parse(hash: &PasswordHash) -> Option<(Params, Vec<u8>, Vec<u8>)> {
    let rest = hash.expose().strip_prefix("$argon2id$v=19$")?;
    let mut parts = rest.split('$');
    let (cost, salt, output) = (parts.next()?, parts.next()?, parts.next()?);
    let mut costs = cost.split(',').map(|pair| pair.split_once('=').map(|(_, value)| value));
    let mut number = || costs.next().flatten().and_then(|value| value.parse::<u32>().ok());
    let params = Params::new(number()?, number()?, number()?, Some(OUTPUT)).ok()?;
    let salt = STANDARD_NO_PAD.decode(salt).ok()?;
    Some((params, salt, STANDARD_NO_PAD.decode(output).ok()?))
}

impl Hasher for HashLanes {
    fn hash(&self, password: &PlainPassword) -> Result<PasswordHash, HashError> {
        let mut salt = [0_u8; SALT];
        self.entropy.fill(&mut salt);
        let output = self.compute(password, &salt, &self.params)?;
        Ok(phc(&self.params, &salt, &output))
    }

    fn verify(&self, password: &PlainPassword, hash: &PasswordHash) -> Result<bool, HashError> {
        // An unreadable hash costs the same and matches nothing.
        let read = parse(hash).or_else(|| parse(&self.decoy).map(|(p, s, _)| (p, s, Vec::new())));
        let Some((params, salt, expected)) = read else { return Ok(false) };
        let computed = self.compute(password, &salt, &params)?;
        Ok(aws_lc_rs::constant_time::verify_slices_are_equal(&computed, &expected).is_ok())
    }

    fn decoy(&self) -> PasswordHash {
        self.decoy.clone()
    }

    fn outdated(&self, hash: &PasswordHash) -> bool {
        parse(hash).is_none_or(|(params, _, _)| {
            (params.m_cost(), params.t_cost(), params.p_cost())
                != (self.params.m_cost(), self.params.t_cost(), self.params.p_cost())
        })
    }

    fn make_way(&self) {
        self.reads.note();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;

    const QUIET: Duration = Duration::from_secs(60);

    fn lanes(queue: usize) -> HashLanes {
        let settings = Argon2Settings { memory_kib: 64, passes: 1, lanes: 1, queue, quiet: QUIET };
        HashLanes::start(settings, Arc::new(SystemEntropy)).expect("lanes")
    }

    #[test]
    fn the_right_password_is_verified_and_no_other() {
        let lanes = lanes(8);
        let password = PlainPassword::new("正しい horse battery".to_owned());
        let hash = lanes.hash(&password).expect("a hash");
        assert_eq!(lanes.verify(&password, &hash), Ok(true));
        let other = PlainPassword::new("正しい horse batterz".to_owned());
        assert_eq!(lanes.verify(&other, &hash), Ok(false));
        assert_eq!(lanes.verify(&password, &lanes.decoy()), Ok(false));
    }

    #[test]
    fn other_parameters_are_verified_and_called_outdated() {
        let settings =
            Argon2Settings { memory_kib: 128, passes: 2, lanes: 1, queue: 8, quiet: QUIET };
        let stronger = HashLanes::start(settings, Arc::new(SystemEntropy)).expect("lanes");
        let password = PlainPassword::new("correct horse battery".to_owned());
        let hash = lanes(8).hash(&password).expect("a hash");
        assert_eq!(stronger.verify(&password, &hash), Ok(true));
        assert!(stronger.outdated(&hash));
        assert!(!stronger.outdated(&stronger.hash(&password).expect("a hash")));
    }

    #[test]
    fn a_read_has_room_for_a_moment() {
        let reads = Reads::never();
        assert_eq!(reads.rest(), None);
        reads.note();
        assert!(reads.rest().is_some_and(|rest| rest < 2 * COURTESY));
        let long_ago = Reads { begun: Instant::now() - 2 * COURTESY, last: AtomicU64::new(1) };
        assert_eq!(long_ago.rest(), None);
    }

    #[test]
    fn a_full_queue_refuses_at_once() {
        let settings =
            Argon2Settings { memory_kib: 65_536, passes: 3, lanes: 1, queue: 1, quiet: QUIET };
        let lanes = Arc::new(HashLanes::start(settings, Arc::new(SystemEntropy)).expect("lanes"));
        let password = PlainPassword::new("correct horse battery".to_owned());
        let callers: Vec<_> = (0..8)
            .map(|_| {
                let (lanes, password) = (Arc::clone(&lanes), password.clone());
                std::thread::spawn(move || lanes.hash(&password))
            })
            .collect();
        let answers = callers.into_iter().map(|caller| caller.join().expect("an answer"));
        let refused = answers.filter(Result::is_err).count();
        assert!((1..8).contains(&refused), "{refused} of 8 refused");
    }
}
