//! Ciphers and hashes as office programs use them.

use aes::cipher::{BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

pub const BLOCK_BYTES: usize = 16;
pub type Block = [u8; BLOCK_BYTES];

/// A hash, by the name that office programs give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The hash of this name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "SHA1" | "SHA-1" => Self::Sha1,
            "SHA256" | "SHA-256" => Self::Sha256,
            "SHA384" | "SHA-384" => Self::Sha384,
            "SHA512" | "SHA-512" => Self::Sha512,
            _ => return None,
        })
    }

    /// The hash of pieces that stand one after the other.
    pub fn of(self, pieces: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Sha1 => digest::<Sha1>(pieces),
            Self::Sha256 => digest::<Sha256>(pieces),
            Self::Sha384 => digest::<Sha384>(pieces),
            Self::Sha512 => digest::<Sha512>(pieces),
        }
    }

    /// The hash of a password with what makes guessing slow: it is hashed again so many times.
    pub fn of_password(self, salt: &[u8], password: &str, times: u32) -> Vec<u8> {
        let mut hash = self.of(&[salt, &utf16(password)]);
        for number in 0..times {
            hash = self.of(&[&number.to_le_bytes(), &hash]);
        }
        hash
    }
}

fn digest<D: Digest>(pieces: &[&[u8]]) -> Vec<u8> {
    let mut hasher = D::new();
    pieces.iter().for_each(|piece| hasher.update(piece));
    hasher.finalize().to_vec()
}

/// A password as office programs hash it.
pub fn utf16(password: &str) -> Vec<u8> {
    password.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// AES with a key of any of its lengths.
pub enum Aes {
    Short(Box<Aes128>),
    Middle(Box<Aes192>),
    Long(Box<Aes256>),
}

impl Aes {
    /// AES with this key; `None` if no key is so long.
    pub fn new(key: &[u8]) -> Option<Self> {
        Some(match key.len() {
            16 => Self::Short(Box::new(Aes128::new_from_slice(key).ok()?)),
            24 => Self::Middle(Box::new(Aes192::new_from_slice(key).ok()?)),
            32 => Self::Long(Box::new(Aes256::new_from_slice(key).ok()?)),
            _ => return None,
        })
    }

    fn decrypt(&self, block: Block) -> Block {
        let mut block = block.into();
        match self {
            Self::Short(aes) => aes.decrypt_block(&mut block),
            Self::Middle(aes) => aes.decrypt_block(&mut block),
            Self::Long(aes) => aes.decrypt_block(&mut block),
        }
        block.into()
    }

    /// Blocks that were encrypted each by itself. What does not fill a block is left out.
    pub fn decrypt_each(&self, bytes: &[u8]) -> Vec<u8> {
        let (blocks, _) = bytes.as_chunks::<BLOCK_BYTES>();
        blocks
            .iter()
            .flat_map(|block| self.decrypt(*block))
            .collect()
    }

    /// Blocks that were encrypted each with the one before it. What does not fill a block is left
    /// out.
    pub fn decrypt_chained(&self, first: Block, bytes: &[u8]) -> Vec<u8> {
        let (blocks, _) = bytes.as_chunks::<BLOCK_BYTES>();
        let mut before = first;
        let mut decrypted = Vec::with_capacity(bytes.len());
        for block in blocks {
            let mut open = self.decrypt(*block);
            open.iter_mut().zip(before).for_each(|(a, b)| *a ^= b);
            decrypted.extend(open);
            before = *block;
        }
        decrypted
    }
}

/// The stream cipher RC4. Encrypting and decrypting are the same.
pub struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    /// RC4 with this key.
    pub fn new(key: &[u8]) -> Self {
        let mut state: [u8; 256] = std::array::from_fn(|at| u8::try_from(at).unwrap_or_default());
        let mut j = 0_u8;
        for (i, byte) in (0..=u8::MAX).zip(key.iter().cycle()) {
            j = j.wrapping_add(state[usize::from(i)]).wrapping_add(*byte);
            state.swap(usize::from(i), usize::from(j));
        }
        Self { state, i: 0, j: 0 }
    }

    /// The next byte that the data is combined with.
    pub fn step(&mut self) -> u8 {
        self.i = self.i.wrapping_add(1);
        let (i, at_i) = (usize::from(self.i), self.state[usize::from(self.i)]);
        self.j = self.j.wrapping_add(at_i);
        let (j, at_j) = (usize::from(self.j), self.state[usize::from(self.j)]);
        self.state.swap(i, j);
        self.state[usize::from(at_i.wrapping_add(at_j))]
    }

    /// Combines bytes with those of the cipher.
    pub fn apply(&mut self, bytes: &[u8]) -> Vec<u8> {
        bytes.iter().map(|byte| byte ^ self.step()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first vector of RFC 6229 for a key of 40 bits, and a well-known one.
    #[test]
    fn rc4_gives_the_bytes_of_its_vectors() {
        let zeros = [0; 16];
        let key = [1, 2, 3, 4, 5];
        let expected = [
            0xb2, 0x39, 0x63, 0x05, 0xf0, 0x3d, 0xc0, 0x27, 0xcc, 0xc3, 0x52, 0x4a, 0x0a, 0x11,
            0x18, 0xa8,
        ];
        assert_eq!(Rc4::new(&key).apply(&zeros), expected);
        let words = Rc4::new(b"Key").apply(b"Plaintext");
        assert_eq!(
            words,
            [0xbb, 0xf3, 0x16, 0xe8, 0xd9, 0x40, 0xaf, 0x0a, 0xd3]
        );
    }

    /// FIPS 197, appendix C.1.
    #[test]
    fn aes_gives_the_block_of_its_vector() {
        let key: Vec<u8> = (0..16).collect();
        let sealed = [
            0x69, 0xc4, 0xe0, 0xd8, 0x6a, 0x7b, 0x04, 0x30, 0xd8, 0xcd, 0xb7, 0x80, 0x70, 0xb4,
            0xc5, 0x5a,
        ];
        let open: Vec<u8> = (0..16).map(|digit| digit * 0x11).collect();
        assert_eq!(Aes::new(&key).unwrap().decrypt_each(&sealed), open);
        assert!(Aes::new(&key[..5]).is_none());
    }
}
