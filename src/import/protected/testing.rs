//! Encrypts office files for tests.

use std::io::{Cursor, Write};

use aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes256};

use super::cipher::{Block, Hash};

/// A compound file with these streams.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        let mut stream = file.create_stream(name).unwrap();
        stream.write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let number = (0..3).fold(0_usize, |number, at| {
            number << 8 | usize::from(group.get(at).copied().unwrap_or(0))
        });
        let letter = |at: usize| {
            let is_filling = at > group.len();
            let letter = LETTERS[number >> (18 - 6 * at) & 63];
            if is_filling { '=' } else { char::from(letter) }
        };
        (0..4).map(letter).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

fn padded(bytes: &[u8]) -> Vec<Block> {
    let block = |bytes: &[u8]| {
        let mut block = [0; 16];
        block[..bytes.len()].copy_from_slice(bytes);
        block
    };
    bytes.chunks(16).map(block).collect()
}

fn chained(key: &[u8], mut before: Block, bytes: &[u8]) -> Vec<u8> {
    let aes = Aes256::new_from_slice(key).unwrap();
    let mut sealed = Vec::new();
    for mut block in padded(bytes) {
        block.iter_mut().zip(before).for_each(|(a, b)| *a ^= b);
        let mut block = block.into();
        aes.encrypt_block(&mut block);
        before = block.into();
        sealed.extend(before);
    }
    sealed
}

fn with_length(package: &[u8], sealed: Vec<u8>) -> Vec<u8> {
    let length = package.len() as u64;
    length.to_le_bytes().into_iter().chain(sealed).collect()
}

/// A package encrypted in the agile way.
pub fn agile(package: &[u8], password: &str) -> Vec<u8> {
    const TIMES: u32 = 100;
    let (salt, data_salt, key, verifier) = ([3; 16], [5; 16], [7; 32], [9; 16]);
    let hash = Hash::Sha512.of_password(&salt, password, TIMES);
    let seal = |purpose: [u8; 8], bytes: &[u8]| {
        let key = Hash::Sha512.of(&[&hash, &purpose]);
        base64(&chained(&key[..32], salt, bytes))
    };
    let input = seal([0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79], &verifier);
    let value = seal(
        [0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e],
        &Hash::Sha512.of(&[&verifier]),
    );
    let sealed_key = seal([0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6], &key);
    let way = |salt: &[u8]| {
        format!(
            "saltSize='16' blockSize='16' keyBits='256' hashSize='64' cipherAlgorithm='AES' \
             cipherChaining='ChainingModeCBC' hashAlgorithm='SHA512' saltValue='{}'",
            base64(salt)
        )
    };
    let info = format!(
        "<encryption xmlns='e' xmlns:p='p'><keyData {}/><keyEncryptors><keyEncryptor uri='p'>\
         <p:encryptedKey spinCount='{TIMES}' {} encryptedVerifierHashInput='{input}' \
         encryptedVerifierHashValue='{value}' encryptedKeyValue='{sealed_key}'/>\
         </keyEncryptor></keyEncryptors></encryption>",
        way(&data_salt),
        way(&salt)
    );
    let segments = (0_u32..).zip(package.chunks(4096));
    let sealed = segments.flat_map(|(number, segment)| {
        let start = Hash::Sha512.of(&[&data_salt, &number.to_le_bytes()]);
        chained(&key, start[..16].try_into().unwrap(), segment)
    });
    let info = [&[4, 0, 4, 0, 0x40, 0, 0, 0], info.as_bytes()].concat();
    compound(&[
        ("/EncryptionInfo", &info),
        ("/EncryptedPackage", &with_length(package, sealed.collect())),
    ])
}

/// A package encrypted in the standard way.
pub fn standard(package: &[u8], password: &str) -> Vec<u8> {
    let (salt, verifier) = ([3; 16], [9; 16]);
    let hash = Hash::Sha1.of_password(&salt, password, 50_000);
    let hash = Hash::Sha1.of(&[&hash, &[0; 4]]);
    let mut buffer = [0x36; 64];
    buffer.iter_mut().zip(&hash).for_each(|(a, b)| *a ^= b);
    let key = Hash::Sha1.of(&[&buffer]);
    let aes = Aes128::new_from_slice(&key[..16]).unwrap();
    let seal = |bytes: &[u8]| -> Vec<u8> {
        let blocks = padded(bytes).into_iter().map(|block| {
            let mut block = block.into();
            aes.encrypt_block(&mut block);
            Block::from(block)
        });
        blocks.flatten().collect()
    };
    let number = |number: u32| number.to_le_bytes().to_vec();
    let header = [
        number(0x24),
        number(0),
        number(0x660e),
        number(0x8004),
        number(128),
        number(0x18),
        number(0),
        number(0),
        vec![0; 2],
    ]
    .concat();
    let info = [
        vec![4, 0, 2, 0],
        number(0x24),
        number(u32::try_from(header.len()).unwrap()),
        header,
        number(16),
        salt.to_vec(),
        seal(&verifier),
        number(20),
        seal(&Hash::Sha1.of(&[&verifier])),
    ]
    .concat();
    compound(&[
        ("/EncryptionInfo", &info),
        ("/EncryptedPackage", &with_length(package, seal(package))),
    ])
}
