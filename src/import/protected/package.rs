//! Encrypted packages of present office programs: in the standard way of Office 2007, which is one
//! for all, and in the agile way since, which says itself how it is done
//! ([MS-OFFCRYPTO] 2.3.4.5 to 2.3.4.15).

use roxmltree::Node;

use super::Closed;
use super::cipher::{Aes, BLOCK_BYTES, Block, Hash};
use crate::import::base64::from_base64;
use crate::import::compound::{u16_at, u32_at};
use crate::import::office::{attribute, descendant, parse};

/// How often a password is hashed again in the standard way.
const STANDARD_TIMES: u32 = 50_000;
/// The most that the agile way may ask for ([MS-OFFCRYPTO] 2.3.4.10); Office asks for 100,000.
const MOST_TIMES: u32 = 10_000_000;
/// In the agile way so many bytes are encrypted by themselves.
const SEGMENT_BYTES: usize = 4096;
/// Fills up what is too short.
const FILLING: u8 = 0x36;

/// Opens a package with a password. `info` says how it is encrypted.
pub fn open(info: &[u8], package: &[u8], password: &str) -> Result<Vec<u8>, Closed> {
    let length = package.get(..8).and_then(|length| length.try_into().ok());
    let length = u64::from_le_bytes(length.ok_or(Closed::Broken)?);
    let sealed = package.get(8..).unwrap_or_default();
    let version = u16_at(info, 0).zip(u16_at(info, 2));
    let mut opened = match version.ok_or(Closed::Broken)? {
        (4, 4) => agile(info.get(8..).unwrap_or_default(), sealed, password)?,
        (2..=4, 2) => standard(info, sealed, password)?,
        _ => return Err(Closed::UnknownWay),
    };
    opened.truncate(usize::try_from(length).unwrap_or(usize::MAX));
    Ok(opened)
}

fn standard(info: &[u8], sealed: &[u8], password: &str) -> Result<Vec<u8>, Closed> {
    /// The numbers that stand for AES with keys of 128, 192 and 256 bits.
    const AES: std::ops::RangeInclusive<u32> = 0x660e..=0x6610;
    let header_bytes = u32_at(info, 8).ok_or(Closed::Broken)?;
    let header = info.get(12..).ok_or(Closed::Broken)?;
    let (header, verifier) = usize::try_from(header_bytes)
        .ok()
        .and_then(|length| header.split_at_checked(length))
        .ok_or(Closed::Broken)?;
    let key_bits = u32_at(header, 16).ok_or(Closed::Broken)?;
    if !u32_at(header, 8).is_some_and(|way| AES.contains(&way)) {
        return Err(Closed::UnknownWay);
    }
    let field = |from: usize, length: usize| verifier.get(from..from + length);
    let (salt, sealed_verifier, sealed_hash) = field(4, 16)
        .zip(field(20, 16))
        .zip(field(40, 32))
        .map(|((salt, verifier), hash)| (salt, verifier, hash))
        .ok_or(Closed::Broken)?;
    let hash = Hash::Sha1.of_password(salt, password, STANDARD_TIMES);
    let hash = Hash::Sha1.of(&[&hash, &0_u32.to_le_bytes()]);
    let widened = |filling: u8| {
        let mut buffer = [filling; 64];
        buffer.iter_mut().zip(&hash).for_each(|(a, b)| *a ^= b);
        Hash::Sha1.of(&[&buffer])
    };
    let mut key = widened(FILLING);
    key.extend(widened(0x5c));
    let key_bytes = usize::try_from(key_bits / 8).unwrap_or_default();
    let aes = key.get(..key_bytes).and_then(Aes::new);
    let aes = aes.ok_or(Closed::UnknownWay)?;
    let expected = Hash::Sha1.of(&[&aes.decrypt_each(sealed_verifier)]);
    if !aes.decrypt_each(sealed_hash).starts_with(&expected) {
        return Err(Closed::OwnPassword);
    }
    Ok(aes.decrypt_each(sealed))
}

fn agile(info: &[u8], sealed: &[u8], password: &str) -> Result<Vec<u8>, Closed> {
    let text = String::from_utf8_lossy(info);
    let document = parse(text.trim_end_matches('\0')).map_err(|_| Closed::Broken)?;
    let root = document.root_element();
    let of_data = descendant(root, "keyData").ok_or(Closed::Broken)?;
    let of_data = Way::read(of_data)?;
    // Those without one open with a certificate.
    let of_key = descendant(root, "encryptedKey").ok_or(Closed::UnknownWay)?;
    let field = |name: &str| {
        let field = attribute(of_key, name).ok_or(Closed::Broken)?;
        Ok(from_base64(field.as_bytes()).0)
    };
    let times = attribute(of_key, "spinCount").and_then(|times| times.parse().ok());
    let times = times.filter(|times| *times <= MOST_TIMES);
    let (sealed_verifier, sealed_hash, sealed_key) = (
        field("encryptedVerifierHashInput")?,
        field("encryptedVerifierHashValue")?,
        field("encryptedKeyValue")?,
    );
    let of_key = Way::read(of_key)?;
    let hash = of_key
        .hash
        .of_password(&of_key.salt, password, times.ok_or(Closed::Broken)?);
    let open = |purpose: [u8; 8], sealed: &[u8]| {
        let key = of_key.hash.of(&[&hash, &purpose]);
        let aes = Aes::new(&filled(&key, of_key.key_bytes)).ok_or(Closed::UnknownWay)?;
        Ok(aes.decrypt_chained(block(&of_key.salt), sealed))
    };
    let verifier = open(
        [0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79],
        &sealed_verifier,
    )?;
    let verifier = verifier
        .get(..of_key.salt.len())
        .unwrap_or(verifier.as_slice());
    let expected = open(
        [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e],
        &sealed_hash,
    )?;
    if !expected.starts_with(&of_key.hash.of(&[verifier])) {
        return Err(Closed::OwnPassword);
    }
    let key = open(
        [0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6],
        &sealed_key,
    )?;
    let aes = key.get(..of_data.key_bytes).and_then(Aes::new);
    let aes = aes.ok_or(Closed::Broken)?;
    let mut opened = Vec::with_capacity(sealed.len());
    for (number, segment) in (0_u32..).zip(sealed.chunks(SEGMENT_BYTES)) {
        let start = of_data.hash.of(&[&of_data.salt, &number.to_le_bytes()]);
        opened.extend(aes.decrypt_chained(block(&start), segment));
    }
    Ok(opened)
}

/// How something is encrypted in the agile way.
struct Way {
    hash: Hash,
    salt: Vec<u8>,
    key_bytes: usize,
}

impl Way {
    fn read(node: Node<'_, '_>) -> Result<Self, Closed> {
        let get = |name: &str| attribute(node, name).ok_or(Closed::Broken);
        let number = |name: &str| get(name)?.parse::<usize>().map_err(|_| Closed::Broken);
        let is_known = get("cipherAlgorithm")? == "AES"
            && get("cipherChaining")? == "ChainingModeCBC"
            && number("blockSize")? == BLOCK_BYTES;
        let hash = Hash::named(get("hashAlgorithm")?).filter(|_| is_known);
        Ok(Self {
            hash: hash.ok_or(Closed::UnknownWay)?,
            salt: from_base64(get("saltValue")?.as_bytes()).0,
            key_bytes: number("keyBits")? / 8,
        })
    }
}

/// As many of these bytes, filled up where there are fewer.
fn filled(bytes: &[u8], length: usize) -> Vec<u8> {
    let filling = std::iter::repeat(&FILLING);
    bytes.iter().chain(filling).take(length).copied().collect()
}

fn block(bytes: &[u8]) -> Block {
    let mut block = [FILLING; BLOCK_BYTES];
    block
        .iter_mut()
        .zip(bytes)
        .for_each(|(to, from)| *to = *from);
    block
}
