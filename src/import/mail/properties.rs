//! The properties of a mail in a compound file (MS-OXMSG, MS-OXPROPS).

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use cfb::CompoundFile;
use encoding_rs::Encoding;

use super::compressed;
use crate::import::encoding::guess;
use crate::import::{Problem, html, rtf};

/// The most that is read of a mail in all, in bytes.
const ALL_BYTES: u64 = 256 << 20;
/// The most files or recipients of a mail.
const MOST_ENTRIES: usize = 2000;

/// The numbers of the properties that are read.
pub mod number {
    pub const CLASS: u16 = 0x001a;
    pub const SUBJECT: u16 = 0x0037;
    pub const SUBMITTED: u16 = 0x0039;
    pub const SENDING_NAME: u16 = 0x0042;
    pub const SENDING_ADDRESS: u16 = 0x0065;
    pub const HEADERS: u16 = 0x007d;
    pub const RECIPIENT_KIND: u16 = 0x0c15;
    pub const SENDER_NAME: u16 = 0x0c1a;
    pub const SENDER_ADDRESS: u16 = 0x0c1f;
    pub const SHOWN_BCC: u16 = 0x0e02;
    pub const SHOWN_CC: u16 = 0x0e03;
    pub const SHOWN_TO: u16 = 0x0e04;
    pub const DELIVERED: u16 = 0x0e06;
    pub const BODY: u16 = 0x1000;
    pub const RTF: u16 = 0x1009;
    pub const HTML: u16 = 0x1013;
    pub const NAME: u16 = 0x3001;
    pub const ADDRESS: u16 = 0x3003;
    pub const DATA: u16 = 0x3701;
    pub const FILE_NAME: u16 = 0x3704;
    pub const METHOD: u16 = 0x3705;
    pub const LONG_FILE_NAME: u16 = 0x3707;
    pub const MIME: u16 = 0x370e;
    pub const CONTENT_ID: u16 = 0x3712;
    pub const SMTP_ADDRESS: u16 = 0x39fe;
    pub const MESSAGE_CODE_PAGE: u16 = 0x3ffd;
    pub const INTERNET_CODE_PAGE: u16 = 0x3fde;
    pub const SENDER_SMTP: u16 = 0x5d01;
    pub const SENDING_SMTP: u16 = 0x5d02;

    // Those of appointments have numbers of their own in each file, which the file's list of names
    // leads to these (MS-OXPROPS, section 1.3.2).
    pub const PLACE: u16 = 0x8208;
    pub const BEGINS: u16 = 0x820d;
    pub const ENDS: u16 = 0x820e;
    pub const IS_ALL_DAY: u16 = 0x8215;
    pub const REPEATS: u16 = 0x8232;
    pub const ZONE_SHOWN: u16 = 0x8234;
    pub const ZONE: u16 = 0x825e;
}

/// The set of the properties of appointments: {00062002-0000-0000-C000-000000000046}.
pub const OF_APPOINTMENTS: [u8; 16] = [
    0x02, 0x20, 0x06, 0x00, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46,
];
/// Properties from this number on have their meaning from a list of names.
pub const FIRST_NAMED: u16 = 0x8000;

/// The types of properties that are read.
pub mod kind {
    pub const NUMBER: u16 = 0x0003;
    pub const FLAG: u16 = 0x000b;
    pub const OBJECT: u16 = 0x000d;
    pub const TEXT_8: u16 = 0x001e;
    pub const TEXT_16: u16 = 0x001f;
    pub const BYTES: u16 = 0x0102;
}

/// A compound file that is read up to a limit.
pub struct Storage<'a> {
    file: CompoundFile<Cursor<&'a [u8]>>,
    left_bytes: u64,
    /// Which properties of appointments the numbers of this file stand for.
    named: BTreeMap<u16, u16>,
}

impl<'a> Storage<'a> {
    /// Opens a compound file.
    ///
    /// # Errors
    /// [`Problem::Damaged`].
    pub fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        let file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| Problem::Damaged {
            reason: "its list of contents cannot be read".to_owned(),
            hint: "Save it again from the mail program.".into(),
        })?;
        let mut storage = Self {
            file,
            left_bytes: ALL_BYTES,
            named: BTreeMap::new(),
        };
        storage.named = storage.names()?;
        Ok(storage)
    }

    /// The list of names (MS-OXMSG, section 2.2.3).
    fn names(&mut self) -> Result<BTreeMap<u16, u16>, Problem> {
        const FOLDER: &str = "/__nameid_version1.0/__substg1.0_";
        let sets = self.stream(&format!("{FOLDER}00020102"))?;
        let entries = self.stream(&format!("{FOLDER}00030102"))?;
        let (sets, entries) = (sets.unwrap_or_default(), entries.unwrap_or_default());
        let of_appointments = |set: u16| {
            // The first three sets are not listed.
            let at = usize::from(set).checked_sub(3).map(|index| index * 16);
            at.and_then(|at| sets.get(at..at + 16)) == Some(&OF_APPOINTMENTS)
        };
        let (entries, _) = entries.as_chunks::<8>();
        let named = entries.iter().filter_map(|entry| {
            let [a, b, _, _, set_a, set_b, index_a, index_b] = *entry;
            let set = u16::from_le_bytes([set_a, set_b]);
            let is_name = set & 1 == 1;
            let number = FIRST_NAMED.checked_add(u16::from_le_bytes([index_a, index_b]))?;
            (!is_name && of_appointments(set >> 1)).then(|| (number, u16::from_le_bytes([a, b])))
        });
        Ok(named.collect())
    }

    /// A stream's bytes; `None` if there is no such stream or it cannot be read.
    fn stream(&mut self, path: &str) -> Result<Option<Vec<u8>>, Problem> {
        if !self.file.is_stream(path) {
            return Ok(None);
        }
        let Ok(stream) = self.file.open_stream(path) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        // What can be read of a broken stream is better than nothing.
        let _ = stream.take(self.left_bytes + 1).read_to_end(&mut bytes);
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.left_bytes =
            self.left_bytes
                .checked_sub(length)
                .ok_or_else(|| Problem::BeyondLimit {
                    what: "its parts are too large together".to_owned(),
                    limit: format!("{} MiB", ALL_BYTES >> 20),
                })?;
        Ok(Some(bytes))
    }

    /// The names of the storages in another that begin so, in order.
    fn storages(&self, path: &str, start: &str) -> Vec<String> {
        let Ok(entries) = self.file.read_storage(path) else {
            return Vec::new();
        };
        let names = entries.filter(cfb::Entry::is_storage);
        let names = names.map(|entry| entry.name().to_owned());
        let mut names: Vec<String> = names.filter(|name| name.starts_with(start)).collect();
        names.sort();
        names.truncate(MOST_ENTRIES);
        names
    }
}

/// The properties of a mail, a recipient or a file: by number, their type and value.
#[derive(Default)]
pub struct Properties(BTreeMap<u16, (u16, Vec<u8>)>);

impl Properties {
    /// Adds one, if it is one that is read.
    pub fn insert(&mut self, number: u16, kind: u16, value: Vec<u8>) {
        if is_wanted(number) {
            self.0.insert(number, (kind, value));
        }
    }

    /// Reads those of a storage, whose list begins after `head` bytes.
    fn read(storage: &mut Storage<'_>, path: &str, head: usize) -> Result<Self, Problem> {
        let mut properties = BTreeMap::new();
        let list = storage
            .stream(&format!("{path}__properties_version1.0"))?
            .unwrap_or_default();
        let (entries, _) = list.get(head..).unwrap_or_default().as_chunks::<16>();
        for entry in entries {
            let [a, b, c, d, _, _, _, _, value @ ..] = entry;
            let (kind, number) = (u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d]));
            let is_apart = matches!(kind, kind::TEXT_8 | kind::TEXT_16 | kind::BYTES);
            let meaning = match storage.named.get(&number) {
                Some(meaning) => *meaning,
                None if number >= FIRST_NAMED => continue,
                None => number,
            };
            if kind == kind::OBJECT || !is_wanted(meaning) {
                continue;
            }
            let value = if is_apart {
                let stream = format!("{path}__substg1.0_{number:04X}{kind:04X}");
                storage.stream(&stream)?
            } else {
                Some(value.to_vec())
            };
            if let Some(value) = value {
                properties.insert(meaning, (kind, value));
            }
        }
        Ok(Self(properties))
    }

    fn bytes(&self, number: u16) -> Option<&[u8]> {
        self.0.get(&number).map(|(_, value)| value.as_slice())
    }

    fn number(&self, number: u16) -> Option<u32> {
        let (kind, value) = self.0.get(&number)?;
        let head = value.first_chunk::<4>()?;
        (*kind == kind::NUMBER).then(|| u32::from_le_bytes(*head))
    }

    fn text(&self, number: u16, letters: Option<&'static Encoding>) -> String {
        let Some((kind, value)) = self.0.get(&number) else {
            return String::new();
        };
        let text = if *kind == kind::TEXT_16 {
            encoding_rs::UTF_16LE.decode_without_bom_handling(value).0
        } else {
            in_letters(value, letters)
        };
        text.trim_end_matches('\0').to_owned()
    }
}

/// Bytes as text: as UTF-8 if they are that, else by the mail's code page, else as is likely.
fn in_letters<'a>(
    bytes: &'a [u8],
    letters: Option<&'static Encoding>,
) -> std::borrow::Cow<'a, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.into();
    }
    match letters {
        Some(letters) => letters.decode_without_bom_handling(bytes).0,
        None => guess(bytes).text,
    }
}

/// The letters of texts in eight bits.
fn letters_of(properties: &Properties) -> Option<&'static Encoding> {
    let page = |number: u16| {
        let page = properties.number(number)?;
        rtf::code_page(i32::try_from(page).ok()?)
    };
    page(number::MESSAGE_CODE_PAGE).or_else(|| page(number::INTERNET_CODE_PAGE))
}

fn is_wanted(property: u16) -> bool {
    use number as n;
    [
        n::CLASS,
        n::SUBJECT,
        n::SUBMITTED,
        n::SENDING_NAME,
        n::SENDING_ADDRESS,
        n::HEADERS,
        n::RECIPIENT_KIND,
        n::SENDER_NAME,
        n::SENDER_ADDRESS,
        n::SHOWN_BCC,
        n::SHOWN_CC,
        n::SHOWN_TO,
        n::DELIVERED,
        n::BODY,
        n::RTF,
        n::HTML,
        n::NAME,
        n::ADDRESS,
        n::DATA,
        n::FILE_NAME,
        n::METHOD,
        n::LONG_FILE_NAME,
        n::MIME,
        n::CONTENT_ID,
        n::SMTP_ADDRESS,
        n::MESSAGE_CODE_PAGE,
        n::INTERNET_CODE_PAGE,
        n::SENDER_SMTP,
        n::SENDING_SMTP,
        n::PLACE,
        n::BEGINS,
        n::ENDS,
        n::IS_ALL_DAY,
        n::REPEATS,
        n::ZONE_SHOWN,
        n::ZONE,
    ]
    .contains(&property)
}

/// A mail's properties, recipients and files.
pub struct Message {
    properties: Properties,
    letters: Option<&'static Encoding>,
    recipients: Vec<Properties>,
    pub files: Vec<File>,
}

/// A file that comes with a mail.
pub struct File {
    pub name: String,
    pub mime: String,
    pub content_id: String,
    pub bytes: Vec<u8>,
    /// The mail, where it is one.
    pub message: Option<Message>,
    /// Whether the mail only says where the file is.
    pub is_link: bool,
}

impl File {
    /// A file that these properties tell of, with its bytes.
    pub fn new(
        properties: &Properties,
        letters: Option<&'static Encoding>,
        bytes: Vec<u8>,
    ) -> Self {
        const BY_LINK: std::ops::RangeInclusive<u32> = 2..=4;
        let text = |number: u16| properties.text(number, letters);
        let names = [number::LONG_FILE_NAME, number::FILE_NAME, number::NAME].map(text);
        Self {
            name: names
                .into_iter()
                .find(|name| !name.trim().is_empty())
                .unwrap_or_default(),
            mime: text(number::MIME),
            content_id: text(number::CONTENT_ID),
            bytes,
            message: None,
            is_link: properties
                .number(number::METHOD)
                .is_some_and(|method| BY_LINK.contains(&method)),
        }
    }
}

impl Message {
    /// A mail with these properties, and without recipients and files.
    pub fn new(properties: Properties) -> Self {
        Self {
            letters: letters_of(&properties),
            properties,
            recipients: Vec::new(),
            files: Vec::new(),
        }
    }

    /// The mail with these files.
    pub fn with_files(self, files: Vec<File>) -> Self {
        Self { files, ..self }
    }

    /// Reads the mail in a storage, whose properties begin after `head` bytes.
    ///
    /// # Errors
    /// [`Problem::BeyondLimit`].
    pub fn read(
        storage: &mut Storage<'_>,
        path: &str,
        head: usize,
        deepest: usize,
    ) -> Result<Self, Problem> {
        let properties = Properties::read(storage, path, head)?;
        let mut message = Self::new(properties);
        for name in storage.storages(path, "__recip_version1.0_") {
            let recipient = Properties::read(storage, &format!("{path}{name}/"), 8)?;
            message.recipients.push(recipient);
        }
        for name in storage.storages(path, "__attach_version1.0_") {
            let file = message.file(storage, &format!("{path}{name}/"), deepest)?;
            message.files.push(file);
        }
        Ok(message)
    }

    fn file(&self, storage: &mut Storage<'_>, path: &str, deepest: usize) -> Result<File, Problem> {
        let properties = Properties::read(storage, path, 8)?;
        let inner = format!("{path}__substg1.0_3701000D/");
        let is_mail = storage
            .file
            .is_stream(format!("{inner}__properties_version1.0"));
        let message = if is_mail && deepest > 0 {
            Some(Self::read(storage, &inner, 24, deepest - 1)?)
        } else {
            None
        };
        let bytes = properties.bytes(number::DATA).unwrap_or_default().to_vec();
        Ok(File {
            message,
            ..File::new(&properties, self.letters, bytes)
        })
    }

    /// A property that is text; empty if there is none.
    pub fn text(&self, number: u16) -> String {
        self.properties.text(number, self.letters)
    }

    /// The first of these that is there.
    pub fn first_text(&self, numbers: &[u16]) -> String {
        let mut texts = numbers.iter().map(|number| self.text(*number));
        texts
            .find(|text| !text.trim().is_empty())
            .unwrap_or_default()
    }

    /// A property that is an instant, in steps of 100 nanoseconds since 1601.
    pub fn time(&self, number: u16) -> Option<u64> {
        let value = self.properties.bytes(number)?.first_chunk::<8>()?;
        Some(u64::from_le_bytes(*value)).filter(|ticks| *ticks > 0)
    }

    /// Whether a property says that something is so.
    pub fn flag(&self, number: u16) -> bool {
        let value = self.properties.0.get(&number);
        value.is_some_and(|(kind, value)| {
            *kind == kind::FLAG && value.first().is_some_and(|first| *first != 0)
        })
    }

    /// How its texts in eight bits are read.
    pub fn letters(&self) -> Option<&'static Encoding> {
        self.letters
    }

    /// A property's bytes.
    pub fn bytes(&self, number: u16) -> Option<&[u8]> {
        self.properties.bytes(number)
    }

    /// The sender's address on the internet.
    pub fn address(&self) -> String {
        let numbers = [
            number::SENDING_SMTP,
            number::SENDER_SMTP,
            number::SENDING_ADDRESS,
            number::SENDER_ADDRESS,
        ];
        // Exchange has addresses of its own, which say nothing to people.
        let mut texts = numbers.iter().map(|number| self.text(*number));
        texts.find(|text| text.contains('@')).unwrap_or_default()
    }

    /// The recipients of a kind, with their addresses, or else as Outlook shows them.
    pub fn recipients(&self, kind: u32, shown: u16) -> String {
        let of_kind = self.recipients.iter().filter(|recipient| {
            recipient
                .number(number::RECIPIENT_KIND)
                .map(|found| found & 0xf)
                == Some(kind)
        });
        let all: Vec<String> = of_kind
            .filter_map(|recipient| {
                let text = |number: u16| recipient.text(number, self.letters);
                let name = text(number::NAME).trim_matches(['\'', '"', ' ']).to_owned();
                let address = [number::SMTP_ADDRESS, number::ADDRESS].map(text);
                let address = address.into_iter().find(|address| address.contains('@'));
                match (name, address) {
                    (name, Some(address))
                        if name.is_empty() || name.eq_ignore_ascii_case(&address) =>
                    {
                        Some(address)
                    }
                    (name, Some(address)) => Some(format!("{name} <{address}>")),
                    (name, None) => Some(name).filter(|name| !name.is_empty()),
                }
            })
            .collect();
        if all.is_empty() {
            self.text(shown)
        } else {
            all.join(", ")
        }
    }

    /// A line of the head that the mail was sent with.
    pub fn header(&self, name: &str) -> Option<String> {
        let headers = self.text(number::HEADERS);
        headers.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    }

    /// The body in HTML.
    pub fn html(&self) -> Option<String> {
        let (kind, value) = self.properties.0.get(&number::HTML)?;
        if *kind == kind::TEXT_16 {
            return Some(self.text(number::HTML));
        }
        let page = self.properties.number(number::INTERNET_CODE_PAGE);
        let letters = page.and_then(|page| rtf::code_page(i32::try_from(page).ok()?));
        Some(html::decode(value, letters).0).filter(|html| !html.trim().is_empty())
    }

    /// The body in RTF.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn rtf(&self) -> Result<Option<Vec<u8>>, String> {
        self.properties
            .bytes(number::RTF)
            .map(compressed::expand)
            .transpose()
    }
}
