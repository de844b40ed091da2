//! PINs: 8 characters that no two people read differently (ASG-SND-02). A PIN is known to the mail that
//! brings it and to whoever reads that mail; the database holds a keyed digest.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::kernel::{Digest, Entropy, FieldCode, Keys, Purpose, Rule, Violation, text};

/// Without what reads alike: `0 O`, `1 I L`, `2 Z`, `5 S`, `8 B`, `U V`.
const ALPHABET: &[u8; 24] = b"34679ACDEFGHJKMNPQRTVWXY";
/// Characters of a PIN.
const LENGTH: usize = 8;
/// Random bytes from here on are drawn again, so that every character is as likely.
const FAIR: u8 = 240;

/// A PIN in its canonical form.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Pin(String);

impl Pin {
    /// A new PIN.
    pub fn new(entropy: &dyn Entropy) -> Self {
        let mut pin = String::with_capacity(LENGTH);
        while pin.len() < LENGTH {
            let mut byte = [0_u8; 1];
            entropy.fill(&mut byte);
            if byte[0] < FAIR {
                pin.push(char::from(ALPHABET[usize::from(byte[0]) % ALPHABET.len()]));
            }
        }
        Self(pin)
    }

    /// Reads a typed PIN, without regard to case, width, spaces and hyphens.
    ///
    /// # Errors
    /// The violation.
    pub fn read(typed: &str) -> Result<Self, Violation> {
        let pin = text::capitals(typed);
        let fits = pin.len() == LENGTH && pin.bytes().all(|byte| ALPHABET.contains(&byte));
        let form = || Violation::new("/pin", FieldCode::PinForm).rule(Rule::AsgSnd02);
        fits.then(|| Self(pin)).ok_or_else(form)
    }

    /// The PIN as a mail shows it: `XXXX-XXXX`.
    pub fn shown(&self) -> String {
        let (first, second) = self.0.split_at(LENGTH / 2);
        format!("{first}-{second}")
    }

    /// What the database holds of it.
    pub fn digest(&self, keys: &dyn Keys) -> Digest {
        keys.keyed(Purpose::Pin, &[self.0.as_bytes()])
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[masked]")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    /// Counts through all bytes.
    struct Counting(AtomicU8);

    impl Entropy for Counting {
        fn fill(&self, buffer: &mut [u8]) {
            for byte in buffer {
                *byte = self.0.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    #[test]
    fn asg_snd_02_a_pin_is_read_however_it_is_typed() {
        let pin = Pin::new(&Counting(AtomicU8::new(0)));
        assert_eq!(pin.shown(), "3467-9ACD");
        for typed in ["3467-9ACD", "34679acd", " 3467 9acd ", "３４６７－９ａｃｄ", "3467‐9ＡＣＤ"]
        {
            assert_eq!(Pin::read(typed), Ok(pin.clone()), "{typed}");
        }
    }

    #[test]
    fn asg_snd_02_what_reads_alike_is_no_pin() {
        for typed in [
            "",
            "3467-9AC",
            "3467-9ACDE",
            "3467-9ACO",
            "3467-9AC0",
            "3467-9AC1",
            "３４６７９ＡＣ漢",
        ] {
            let code = Pin::read(typed).map_err(|violation| violation.code);
            assert_eq!(code, Err(FieldCode::PinForm), "{typed}");
        }
    }

    #[test]
    fn every_character_is_as_likely() {
        let counting = Counting(AtomicU8::new(0));
        // Ten rounds of the alphabet are 240 bytes; the other 16 of 256 are drawn again.
        let pins: String = (0..30).map(|_| Pin::new(&counting).shown()).collect();
        for letter in ALPHABET {
            let times = pins.bytes().filter(|byte| byte == letter).count();
            assert_eq!(times, 10, "{}", char::from(*letter));
        }
    }

    #[test]
    fn it_prints_masked() {
        let pin = Pin::new(&Counting(AtomicU8::new(0)));
        assert_eq!(format!("{pin:?}"), "[masked]");
    }
}
