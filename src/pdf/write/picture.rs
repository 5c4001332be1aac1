//! Pictures, their pixels embedded as they are wherever PDF knows their coding.

use std::collections::BTreeMap;

use image::{DynamicImage, ImageFormat};
use printpdf::{DictItem, ExternalStream, ExternalXObject, XObject, XObjectId};
use sha2::{Digest, Sha256};

use super::image_dictionary::{image, named};
use super::{WriteError, jpeg};
use crate::import::Picture;
use crate::pack::Media;
use crate::typeset::{Shape, Typeset};

/// The pictures of a part, each once.
#[derive(Clone, Default)]
pub(super) struct Pictures {
    /// By the bytes' SHA-256.
    pictures: BTreeMap<[u8; 32], ExternalStream>,
}

impl Pictures {
    pub(super) fn of(typeset: &Typeset) -> Result<Self, WriteError> {
        let mut pictures = BTreeMap::new();
        for ink in typeset.pages.iter().flat_map(|page| &page.ink) {
            let Shape::Picture { picture, .. } = &ink.shape else {
                continue;
            };
            if let std::collections::btree_map::Entry::Vacant(entry) =
                pictures.entry(digest(picture))
            {
                entry.insert(embed(picture)?);
            }
        }
        Ok(Self { pictures })
    }

    /// A picture's name among the pages' resources.
    pub(super) fn id(&self, picture: &Picture) -> Option<XObjectId> {
        let digest = digest(picture);
        let index = self.pictures.keys().position(|key| *key == digest)?;
        Some(name(index))
    }

    /// The pictures as they are embedded.
    pub(super) fn embedded(self) -> BTreeMap<XObjectId, XObject> {
        let streams = self.pictures.into_values().enumerate();
        streams
            .map(|(index, stream)| {
                let object = ExternalXObject {
                    stream,
                    width: None,
                    height: None,
                    dpi: None,
                };
                (name(index), XObject::External(object))
            })
            .collect()
    }
}

fn name(index: usize) -> XObjectId {
    XObjectId(format!("P{index}"))
}

fn digest(picture: &Picture) -> [u8; 32] {
    Sha256::digest(&picture.bytes).into()
}

fn embed(picture: &Picture) -> Result<ExternalStream, WriteError> {
    let bytes = &picture.bytes;
    match picture.media {
        Media::Jpeg => jpeg::embed(bytes)
            .ok_or_else(|| WriteError::Picture("its JPEG data is damaged".to_owned())),
        Media::Png => match png(bytes) {
            Some(stream) => Ok(stream),
            None => decoded(bytes),
        },
        _ => Err(WriteError::Picture("it is neither JPEG nor PNG".to_owned())),
    }
}

/// PDF's own compression is that of PNG, so that the data of most files can go in unchanged: all
/// but those with transparency or with interlaced lines.
fn png(bytes: &[u8]) -> Option<ExternalStream> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let mut header: Option<&[u8]> = None;
    let mut palette: Option<&[u8]> = None;
    let mut content = Vec::new();
    loop {
        let length = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?);
        let length = usize::try_from(length).ok()?;
        let kind = rest.get(4..8)?;
        let data = rest.get(8..length.checked_add(8)?)?;
        match kind {
            b"IHDR" => header = Some(data),
            b"PLTE" => palette = Some(data),
            b"IDAT" => content.extend_from_slice(data),
            b"tRNS" => return None,
            b"IEND" => break,
            _ => {}
        }
        rest = rest.get(length.checked_add(12)?..)?;
    }
    let header = header?;
    let side = |range: std::ops::Range<usize>| {
        Some(u32::from_be_bytes(header.get(range)?.try_into().ok()?))
    };
    let (width, height) = (side(0..4)?, side(4..8)?);
    let (bits, color, interlaced) = (*header.get(8)?, *header.get(9)?, *header.get(12)?);
    let (space, components) = match color {
        0 => (named("DeviceGray"), 1),
        2 => (named("DeviceRGB"), 3),
        3 => {
            let palette = palette?;
            let highest = i64::try_from(palette.len() / 3).ok()? - 1;
            let space = vec![
                named("Indexed"),
                named("DeviceRGB"),
                DictItem::Int(highest),
                DictItem::Bytes(palette.to_vec()),
            ];
            (DictItem::Array(space), 1)
        }
        _ => return None,
    };
    if interlaced != 0 || content.is_empty() {
        return None;
    }
    let parameters = [
        ("Predictor", 15),
        ("Colors", components),
        ("BitsPerComponent", i64::from(bits)),
        ("Columns", i64::from(width)),
    ];
    let parameters = parameters.map(|(key, value)| (key.to_owned(), DictItem::Int(value)));
    let mut dict = image(width, height, bits, space);
    dict.insert("Filter".to_owned(), named("FlateDecode"));
    dict.insert(
        "DecodeParms".to_owned(),
        DictItem::Dict {
            map: parameters.into(),
        },
    );
    Some(ExternalStream {
        dict,
        content,
        compress: false,
    })
}

/// Any other PNG file as plain pixels, with its transparency as a mask.
fn decoded(bytes: &[u8]) -> Result<ExternalStream, WriteError> {
    let picture = image::load_from_memory_with_format(bytes, ImageFormat::Png)
        .map_err(|error| WriteError::Picture(error.to_string()))?;
    let (width, height) = (picture.width(), picture.height());
    let mask = picture.color().has_alpha().then(|| {
        let content = picture
            .to_rgba8()
            .pixels()
            .map(|pixel| pixel.0[3])
            .collect();
        DictItem::Stream {
            stream: ExternalStream {
                dict: image(width, height, 8, named("DeviceGray")),
                content,
                compress: true,
            },
        }
    });
    let gray = matches!(
        picture,
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageLumaA8(_)
    );
    let (space, content) = if gray {
        ("DeviceGray", picture.into_luma8().into_raw())
    } else {
        ("DeviceRGB", picture.into_rgb8().into_raw())
    };
    let mut dict = image(width, height, 8, named(space));
    if let Some(mask) = mask {
        dict.insert("SMask".to_owned(), mask);
    }
    Ok(ExternalStream {
        dict,
        content,
        compress: true,
    })
}
