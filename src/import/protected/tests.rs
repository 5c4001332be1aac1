//! Encrypted files made here open again, or are named as what they are.

use md5::{Digest, Md5};

use super::cipher::{Hash, Rc4, utf16};
use super::testing::{agile, compound, standard};
use super::*;

const OTHER: &str = "swordfish";

fn long() -> Vec<u8> {
    (0..5000_u32).flat_map(u32::to_le_bytes).collect()
}

#[test]
fn packages_open_with_the_password_that_everybody_knows() {
    for seal in [agile, standard] {
        let sealed = seal(&long(), KNOWN_PASSWORD);
        assert!(*package(&sealed).unwrap() == *long());
    }
    assert_eq!(*package(b"PK as it is").unwrap(), *b"PK as it is");
}

#[test]
fn packages_with_another_password_say_what_to_do() {
    for seal in [agile, standard] {
        let problem = package(&seal(b"PK", OTHER)).unwrap_err();
        assert_eq!(problem.to_string(), "the file is protected by a password");
        assert!(problem.hint().contains("without the password"));
    }
}

#[test]
fn a_broken_or_unknown_encryption_is_named() {
    let rights = compound(&[("/EncryptedPackage", &[0; 100])]);
    assert!(matches!(
        package(&rights),
        Err(Problem::ProtectionUnknown(_))
    ));
    let cut = compound(&[
        ("/EncryptionInfo", &[4, 0]),
        ("/EncryptedPackage", &[0; 100]),
    ]);
    assert!(matches!(package(&cut), Err(Problem::Damaged { .. })));
    // The list of contents is broken, and the names can still be seen.
    let mut bytes = agile(b"PK", OTHER);
    bytes[48..52].copy_from_slice(&[0xff; 4]);
    assert!(matches!(package(&bytes), Err(Problem::Protected { .. })));
}

/// The records of a workbook, the protection among them.
fn stream(protection: &[u8]) -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
    };
    [
        record(0x0809, &[0, 6, 5, 0, 1, 2, 3, 4]),
        record(0x002f, protection),
        record(0x0085, b"\x40\0\0\0 a sheet"),
        record(0x00fc, &[7; 2000]),
        record(0x000a, b""),
    ]
    .concat()
}

/// The same with each place of what is encrypted changed.
fn changed(mut stream: Vec<u8>, change: impl Fn(usize, usize, u8) -> u8) -> Vec<u8> {
    let mut at = 0;
    while at + 4 <= stream.len() {
        let kind = u16::from_le_bytes([stream[at], stream[at + 1]]);
        let length = usize::from(u16::from_le_bytes([stream[at + 2], stream[at + 3]]));
        let from = match kind {
            0x0809 | 0x002f => length,
            0x0085 => 4,
            _ => 0,
        };
        let changed = stream.iter_mut().enumerate().take(at + 4 + length);
        for (place, byte) in changed.skip(at + 4 + from) {
            *byte = change(place, length, *byte);
        }
        at += 4 + length;
    }
    stream
}

fn rc4_at(place: usize, key: impl Fn(u32) -> Vec<u8>) -> u8 {
    let mut cipher = Rc4::new(&key(u32::try_from(place / 1024).unwrap()));
    (0..=place % 1024).map(|_| cipher.step()).last().unwrap()
}

/// A workbook encrypted with RC4.
fn with_rc4(password: &str) -> Vec<u8> {
    let (salt, verifier) = ([3; 16], [9; 16]);
    let of_password = Md5::digest(utf16(password));
    let made = Md5::digest([&of_password[..5], &salt].concat().repeat(16));
    let key = |part: u32| Md5::digest([&made[..5], &part.to_le_bytes()].concat()).to_vec();
    let mut cipher = Rc4::new(&key(0));
    let protection = [
        &[1, 0, 1, 0, 1, 0],
        &salt[..],
        &cipher.apply(&verifier),
        &cipher.apply(&Md5::digest(verifier)),
    ]
    .concat();
    changed(stream(&protection), |place, _, byte| {
        byte ^ rc4_at(place, key)
    })
}

/// A workbook encrypted with RC4 as later systems do it.
fn with_later_rc4(password: &str) -> Vec<u8> {
    let (salt, verifier) = ([3; 16], [9; 16]);
    let made = Hash::Sha1.of(&[&salt, &utf16(password)]);
    let key = |part: u32| Hash::Sha1.of(&[&made, &part.to_le_bytes()])[..16].to_vec();
    let mut cipher = Rc4::new(&key(0));
    let number = |number: u32| number.to_le_bytes();
    let protection = [
        &[1, 0, 2, 0, 2, 0][..],
        &number(4),
        &number(34),
        &number(4),
        &number(0),
        &number(0x6801),
        &number(0x8004),
        &number(128),
        &[0; 14],
        &number(16),
        &salt,
        &cipher.apply(&verifier),
        &number(20),
        &cipher.apply(&Hash::Sha1.of(&[&verifier])),
    ]
    .concat();
    changed(stream(&protection), |place, _, byte| {
        byte ^ rc4_at(place, key)
    })
}

/// A workbook obfuscated with the pattern of the known password.
fn with_pattern(verifier: u16) -> Vec<u8> {
    const PATTERN: [u8; 16] = [
        0x87, 0x6b, 0x9a, 0xe2, 0x1e, 0xe3, 0x05, 0x62, 0x1e, 0x69, 0x96, 0x60, 0x98, 0x6e, 0x94,
        0x04,
    ];
    let protection = [[0, 0], 0xb359_u16.to_le_bytes(), verifier.to_le_bytes()].concat();
    changed(stream(&protection), |place, length, byte| {
        byte.rotate_left(5) ^ PATTERN[(place + length) % 16]
    })
}

#[test]
fn former_workbooks_open_with_the_password_that_everybody_knows() {
    for sealed in [
        with_rc4(KNOWN_PASSWORD),
        with_later_rc4(KNOWN_PASSWORD),
        with_pattern(0x9a0a),
    ] {
        let opened = xls::open(&sealed, KNOWN_PASSWORD).unwrap().unwrap();
        assert_eq!(opened.len(), sealed.len());
        assert!(
            opened.ends_with(&stream(&[])[16..]),
            "all but the protection"
        );
        let file = compound(&[("/Workbook", &sealed)]);
        let file = workbook(&file).unwrap();
        let found = Compound::open(&file).unwrap().stream("Workbook");
        assert!(found == Some(opened.clone()));
        assert!(xls::open(&opened, KNOWN_PASSWORD).is_none());
    }
    for sealed in [with_rc4(OTHER), with_later_rc4(OTHER), with_pattern(1)] {
        let file = compound(&[("/Workbook", &sealed)]);
        assert!(matches!(workbook(&file), Err(Problem::Protected { .. })));
    }
}
