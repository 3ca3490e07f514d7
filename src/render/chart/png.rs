//! From pixels to the bytes of a PNG file.

use plotters::backend::{BitMapBackend, DrawingBackend};

use super::canvas::{Drawn, Fault, Image};

/// Encodes an image. plotters' encoder writes only to a path, so this goes through a temporary file, which is removed
/// again.
pub(super) fn encode(image: &Image) -> Drawn<Vec<u8>> {
    let file = tempfile::Builder::new().prefix("genloss-").suffix(".png").tempfile().map_err(Fault::new)?;
    let size = (image.width, image.height);
    let mut backend = BitMapBackend::new(file.path(), size);
    backend.blit_bitmap((0, 0), size, &image.rgb).map_err(Fault::new)?;
    backend.present().map_err(Fault::new)?;
    drop(backend);
    std::fs::read(file.path()).map_err(Fault::new)
}
