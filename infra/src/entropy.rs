//! Randomness: the operating system's.

use tegata_domain::kernel::Entropy;

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(
        clippy::disallowed_methods,
        clippy::expect_used,
        reason = "this is the port that owns randomness, and without any nothing is safe to go on"
    )]
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("the operating system gives random bytes");
    }
}
