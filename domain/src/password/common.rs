//! Which passwords are guessed first: the shipped lists, and what is made out of them by habit.
//!
//! The lists are sorted marks inside the program (`mark`, `build.rs`) and searched where they lie:
//! nothing is built when the server starts.

use zeroize::Zeroizing;

use super::mark::{MARK, mark};

/// Common and breached passwords and the words they are made of, folded.
const STANDARD: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/standard.marks"));
/// Common passwords of the shape of PWD-02, folded.
const TERMINAL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/terminal.marks"));

/// Ways a finger or a child's rhyme walks, each in both directions.
const WALKS: &[&str] = &[
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "!@#$%^&*()",
    "!\"#$%&'()",
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん",
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン",
];

/// Characters in a row that make a walk; two meet by chance in any word.
const WALK: usize = 3;

/// Whether a folded password is guessed first: it is listed, walks or repeats, or has such a base
/// with no more around it than the base is long. `enough` is the shortest unit that may repeat,
/// because it would be a password by itself.
///
/// A base is what is left without digits and punctuation at both ends, so that `password2026!` is
/// as common as `password`; in the midst of it, digits may stand for letters (`p4ssword`).
/// Several words together are not looked into: a passphrase is made of common words.
pub fn is_common(folded: &str, enough: usize) -> bool {
    let is_edge = |c: char| !c.is_alphabetic();
    let base = folded.trim_matches(is_edge);
    let (before, _) = folded.split_at(folded.len() - folded.trim_start_matches(is_edge).len());
    let (_, after) = folded.split_at(folded.trim_end_matches(is_edge).len());
    let plain = Zeroizing::new(base.chars().map(letter).collect::<String>());
    is_guessed(folded, enough)
        || pieces(before) + pieces(after) <= base.chars().count()
            && (is_guessed(base, enough) || is_listed(&plain))
}

fn is_guessed(text: &str, enough: usize) -> bool {
    is_listed(text) || is_walk(text) || is_repeated(text, enough)
}

fn is_listed(text: &str) -> bool {
    contains(STANDARD, text.as_bytes()) || contains(TERMINAL, text.as_bytes())
}

/// Whether walks leave it a third of its length at most.
fn is_walk(text: &str) -> bool {
    !text.is_empty() && pieces(text) * WALK <= text.chars().count()
}

/// Whether it is one unit, shorter than `enough`, at least twice.
fn is_repeated(text: &str, enough: usize) -> bool {
    let text = Zeroizing::new(text.chars().collect::<Vec<char>>());
    (1..enough.min(text.len() / 2 + 1)).any(|unit| text[unit..] == text[..text.len() - unit])
}

/// How many choices a text took: a walk, or one character again and again, is one.
fn pieces(text: &str) -> usize {
    let text = Zeroizing::new(text.chars().collect::<Vec<char>>());
    let (mut count, mut at) = (0, 0);
    while at < text.len() {
        let length = walked(&text[at..]);
        at += if length < WALK { 1 } else { length };
        count += 1;
    }
    count
}

/// How many characters from the first on are one walk.
fn walked(text: &[char]) -> usize {
    let along = |walk: &mut dyn Iterator<Item = char>| {
        let way = walk.skip_while(|c| text.first() != Some(c));
        text.iter().zip(way).take_while(|(typed, next)| **typed == *next).count()
    };
    let same = text.iter().take_while(|c| text.first() == Some(c)).count();
    WALKS
        .iter()
        .map(|walk| along(&mut walk.chars()).max(along(&mut walk.chars().rev())))
        .fold(same, usize::max)
}

/// The letter that a digit or sign often stands for.
fn letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Whether a sorted list has the mark of a text.
fn contains(list: &[u8], text: &[u8]) -> bool {
    list.as_chunks::<MARK>().0.binary_search(&mark(text)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::text::folded;
    use proptest::prelude::*;
    use proptest::sample::subsequence;

    const ENOUGH: usize = 12;

    /// Words that are common each by itself.
    const WORDS: &[&str] = &[
        "correct", "horse", "battery", "staple", "orange", "river", "window", "purple", "coffee",
        "monkey", "dragon", "summer", "winter", "cheese", "bridge", "pencil", "rocket", "turtle",
        "garden", "silver", "sakura", "tanaka", "ocean", "candle", "puzzle", "tiger", "velvet",
    ];

    /// The lists as they are written, each beside what is made of it.
    const LISTS: [(&[u8], &[u8]); 2] = [
        (include_bytes!("lists/standard.txt"), STANDARD),
        (include_bytes!("lists/terminal.txt"), TERMINAL),
    ];

    fn entries(list: &[u8]) -> Vec<&[u8]> {
        list.split(|byte| *byte == b'\n').filter(|entry| !entry.is_empty()).collect()
    }

    #[test]
    fn pwd_01_the_lists_are_long_enough_sorted_and_folded() -> Result<(), std::str::Utf8Error> {
        for ((list, _), least) in LISTS.into_iter().zip([100_000, 3_000]) {
            assert!(entries(list).len() >= least);
            assert!(entries(list).is_sorted_by(|a, b| a < b));
            for entry in entries(list) {
                let entry = std::str::from_utf8(entry)?;
                assert_eq!(folded(entry), entry);
            }
        }
        Ok(())
    }

    #[test]
    fn every_entry_is_found_and_its_neighbours_are_not() {
        for (text, list) in LISTS {
            assert_eq!(list.len(), entries(text).len() * MARK);
            for entry in entries(text) {
                assert!(contains(list, entry));
                assert!(!contains(list, &[entry, b"\x01"].concat()));
            }
        }
        assert!(!contains(STANDARD, b""));
        assert!(!contains(b"", b"a"));
    }

    #[test]
    fn the_terminal_list_has_the_shape_of_pwd_02() {
        for entry in entries(LISTS[1].0) {
            assert!((6..=8).contains(&entry.len()));
            assert!(entry.iter().all(u8::is_ascii_alphanumeric));
            assert!(entry.iter().any(u8::is_ascii_digit));
            assert!(entry.iter().any(u8::is_ascii_alphabetic));
        }
    }

    #[test]
    fn habits_are_refused() {
        let habits = "password PASSWORD Password2026! P@ssw0rd2026! p4$$word!!!! ｐａｓｓｗｏｒｄ１２３４ \
            passwordpassword passwordpassword1! abcabcabcabc 111111111111 k7#k7#k7#k7# \
            123456789012 210987654321 abcdefghijkl zyxwvutsrqpo qwertyuiop12 qwertyasdfgh \
            1qaz2wsx3edc zaq1xsw2cde3 !@#$%^&*()!@ aaaabbbbcccc toyota123456789 love123456789 \
            2026-umbrella-04 Tegata2026!! !!yamamoto1985 パスワード2026 あいうえおかきくけこさし \
            いろはにほへとちりぬるを flvbybcnhfnjh ABC123 A12345 123456A PASSWD01 NARITA01 ABCD1234 \
            CARGO2026 JAN2026 AAA111";
        for bad in habits.split_whitespace() {
            assert!(is_common(&folded(bad), ENOUGH), "{bad}");
        }
    }

    #[test]
    fn what_took_choices_is_accepted() {
        let choices = "correct horse battery staple|purple-window-tiger|umbrella#48291753x!|\
            xk7 plum w4v|雪の朝に鳩と鯨が歌う|さくらのしたでねこがねる|k7wq2zr4mm1x|Tr7-vault-92-oxide|\
            k7wq2zr4mm1xk7wq2zr4mm1x|K7WQ2Z|7AB3K9ZQ|r2-d2-and-c-3po walk in|";
        for good in choices.split('|') {
            assert!(!is_common(&folded(good), ENOUGH), "{good}");
        }
    }

    proptest! {
        #[test]
        fn a_passphrase_of_four_words_is_accepted(
            words in subsequence(WORDS, 4).prop_shuffle(),
            between in "[ .-]?",
        ) {
            prop_assert!(!is_common(&folded(&words.join(&between)), ENOUGH));
        }

        #[test]
        fn random_characters_are_accepted(text in "[a-z0-9]{16}") {
            prop_assert!(!is_common(&text, ENOUGH));
        }

        #[test]
        fn a_short_unit_repeated_is_refused(unit in "[a-z0-9]{1,11}", times in 2_usize..8) {
            prop_assert!(is_common(&unit.repeat(times), ENOUGH));
        }

        #[test]
        fn any_text_is_judged(text: String) {
            is_common(&folded(&text), ENOUGH);
        }
    }
}
