//! Test support: small figures, and images read back.

use super::label::Letters;
use super::scene::Target;
use crate::report::{Figure, FigureKind, Mark, Series};
use crate::terms::Status;

/// A target that is an image.
pub(super) const IMAGE: Target = Target { letters: Letters::Embedded, width: 600.0 };

/// A figure of a kind with so many categories and two series, every value and status present.
pub(super) fn figure(kind: FigureKind, n: usize) -> Figure {
    let series = |name: &str, fall: f64| Series {
        name: name.to_owned(),
        x: (0..n).map(|i| if kind == FigureKind::LogLog { i as f64 + 1.0 } else { i as f64 }).collect(),
        y: (0..n).map(|i| Some(0.9 / (1.0 + fall * i as f64))).collect(),
        low: (0..n).map(|i| Some(0.85 / (1.0 + fall * i as f64))).collect(),
        high: (0..n).map(|i| Some(0.95 / (1.0 + fall * i as f64))).collect(),
        status: vec![Some(Status::Fail); n],
    };
    Figure {
        id: "figure".to_owned(),
        sheet: "sheet".to_owned(),
        kind,
        title: "A title".to_owned(),
        x: "generation".to_owned(),
        y: "share".to_owned(),
        categories: if kind == FigureKind::LogLog {
            Vec::new()
        } else {
            (0..n).map(|i| format!("g{i}")).collect()
        },
        series: vec![series("one", 0.1), series("two", 0.5)],
        marks: vec![
            Mark { y: 1.0, label: "all kept".to_owned() },
            Mark { y: 0.9, label: "fail margin".to_owned() },
        ],
    }
}

/// Decodes a PNG of eight-bit RGB as this crate writes it, checking every checksum; panics on anything else.
pub(super) fn decode(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = ::png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut rgb).unwrap();
    assert_eq!((frame.color_type, frame.bit_depth), (::png::ColorType::Rgb, ::png::BitDepth::Eight));
    reader.finish().unwrap();
    (frame.width, frame.height, rgb)
}

/// Contrast of two colors, 1 to 21 (WCAG 2.2).
pub(in crate::render) fn contrast(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance, 0 to 1.
fn luminance(color: [u8; 3]) -> f64 {
    let linear = color.map(|v| match f64::from(v) / 255.0 {
        v if v <= 0.04045 => v / 12.92,
        v => ((v + 0.055) / 1.055).powf(2.4),
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}
