//! From pixels to the bytes of a PNG file.

use ::png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};

use super::canvas::{Drawn, Fault, Image};

/// Encodes an image. Charts are flat, so rows repeat themselves, which deflate finds unfiltered and at its second level: half the size of
/// what filters and the fastest level make of them, in less time.
pub(super) fn encode(image: &Image) -> Drawn<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, image.width, image.height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_filter(Filter::NoFilter);
    encoder.set_deflate_compression(DeflateCompression::Level(2));
    let mut writer = encoder.write_header().map_err(Fault::new)?;
    writer.write_image_data(&image.rgb).map_err(Fault::new)?;
    writer.finish().map_err(Fault::new)?;
    Ok(bytes)
}
