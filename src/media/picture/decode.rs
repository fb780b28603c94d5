//! Reads the pixels of a picture, as small as they are wanted, within a bound of memory. Pure.
//!
//! What is transparent is seen on white. Of what moves, the first picture is read.

use std::io::Cursor;

use gif::{ColorOutput, DecodeOptions, MemoryLimit};
use image_webp::WebPDecoder;
use jpeg_decoder::PixelFormat;
use png::{ColorType, Limits, Transformations};

use super::lens::Lens;
use super::pixels::Pixels;
use super::shrinker::Shrinker;
use crate::media::clean::jpeg::{self, Head};
use crate::media::kind::Kind;

/// Why there are no pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is not what it begins as.
    Broken,
    /// It would take more memory than a picture may.
    TooLarge,
    /// There is no reader for it here.
    NoReader,
}

type Read<T> = Result<T, Unread>;
/// What a pixel of some form is on white.
type ToRgb = fn(&[u8]) -> [u8; 3];

/// Whether there is a reader for it here.
pub(super) fn reads(kind: Kind) -> bool {
    matches!(kind, Kind::Jpeg | Kind::Png | Kind::Gif | Kind::Webp)
}

/// The pixels of a picture of `size`, seen through `lens`.
pub(super) fn decode(kind: Kind, bytes: &[u8], size: (u32, u32), lens: Lens) -> Read<Pixels> {
    match kind {
        Kind::Jpeg => photo(bytes, lens),
        Kind::Png => png(bytes, lens),
        Kind::Gif => gif(bytes, size, lens),
        Kind::Webp => webp(bytes, size, lens),
        _ => Err(Unread::NoReader),
    }
}

fn photo(bytes: &[u8], lens: Lens) -> Read<Pixels> {
    let head = jpeg::head(bytes).ok_or(Unread::Broken)?;
    let eighths = scale(&head, lens).ok_or(Unread::TooLarge)?;
    let part = |side: u32| u16::try_from((side * eighths).div_ceil(8)).map_err(|_| Unread::Broken);
    let mut decoder = jpeg_decoder::Decoder::new(Cursor::new(bytes));
    let size = decoder.scale(part(head.width)?, part(head.height)?).map_err(|_| Unread::Broken)?;
    let size = (u32::from(size.0), u32::from(size.1));
    let pixels = decoder.decode().map_err(|_| Unread::Broken)?;
    let format = decoder.info().ok_or(Unread::Broken)?.pixel_format;
    let (channels, to_rgb): (usize, ToRgb) = match format {
        PixelFormat::L8 => (1, grey),
        PixelFormat::RGB24 => (3, colour),
        PixelFormat::CMYK32 => (4, ink),
        PixelFormat::L16 => return Err(Unread::NoReader),
    };
    let mut shrinker = Shrinker::new(lens.scaled((head.width, head.height), size));
    for line in pixels.chunks_exact(size.0 as usize * channels) {
        match channels {
            3 => shrinker.push(line),
            _ => shrinker.push(&rgb(line, channels, to_rgb)),
        }
    }
    shrinker.finish().ok_or(Unread::Broken)
}

/// The smallest scale that is large enough for the lens and small enough for our memory.
fn scale(head: &Head, lens: Lens) -> Option<u32> {
    let shows = |eighths: u32| {
        let enough = |part: u32, to: u32| u64::from(part) * u64::from(eighths) / 8 >= to.into();
        enough(lens.part.0, lens.to.0) && enough(lens.part.1, lens.to.1)
    };
    let wanted = [1, 2, 4].into_iter().find(|eighths| shows(*eighths)).unwrap_or(8);
    let possible = [8, 4, 2, 1].into_iter().filter(|eighths| *eighths <= wanted);
    possible.into_iter().find(|eighths| fits(head, (*eighths).into()))
}

/// Whether reading it at so many eighths fits. What the reader of a picture that comes in one scan has not got to
/// yet waits as coefficients: hardly any usually, all of them at worst.
fn fits(head: &Head, eighths: u64) -> bool {
    let pixels = u64::from(head.width) * u64::from(head.height);
    let planes = pixels * head.samples / 12 * eighths * eighths / 64;
    let lines = pixels * head.components as u64 * eighths * eighths / 64;
    let coefficients = pixels * head.samples / 12 * 2;
    match head.is_progressive {
        true => coefficients + planes + lines <= ROOM,
        false => planes + lines <= ROOM && coefficients + planes <= WORST,
    }
}

fn png(bytes: &[u8], lens: Lens) -> Read<Pixels> {
    let limits = Limits { bytes: usize::try_from(ROOM).unwrap_or(usize::MAX) };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    // Packed: some bytes could become as many as there is room for.
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|_| Unread::Broken)?;
    let (channels, to_rgb): (usize, ToRgb) = match reader.output_color_type().0 {
        ColorType::Grayscale => (1, grey),
        ColorType::GrayscaleAlpha => (2, grey_on_white),
        ColorType::Rgb => (3, colour),
        ColorType::Rgba => (4, colour_on_white),
        ColorType::Indexed => return Err(Unread::Broken),
    };
    let mut shrinker = Shrinker::new(lens);
    if reader.info().interlaced {
        // It comes in seven pictures, of which each has some pixels of each part.
        let length = reader.output_buffer_size().filter(|length| *length as u64 <= ROOM / 2);
        let mut whole = vec![0; length.ok_or(Unread::TooLarge)?];
        let frame = reader.next_frame(&mut whole).map_err(|_| Unread::Broken)?;
        for line in whole.chunks_exact(frame.line_size) {
            shrinker.push(&rgb(line, channels, to_rgb));
        }
        return shrinker.finish().ok_or(Unread::Broken);
    }
    while let Some(line) = reader.next_row().map_err(|_| Unread::Broken)? {
        shrinker.push(&rgb(line.data(), channels, to_rgb));
    }
    shrinker.finish().ok_or(Unread::Broken)
}

fn gif(bytes: &[u8], (width, height): (u32, u32), lens: Lens) -> Read<Pixels> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.check_frame_consistency(true);
    options
        .set_memory_limit(MemoryLimit::Bytes(ROOM.try_into().unwrap_or(std::num::NonZeroU64::MIN)));
    let mut decoder = options.read_info(Cursor::new(bytes)).map_err(|_| Unread::Broken)?;
    let global = decoder.global_palette().unwrap_or_default().to_vec();
    let frame = decoder.read_next_frame().ok().flatten().ok_or(Unread::Broken)?;
    let palette = frame.palette.as_deref().unwrap_or(&global);
    let white = [255; 3];
    let colour =
        |index: &u8| match palette.get(usize::from(*index) * 3..usize::from(*index) * 3 + 3) {
            Some([red, green, blue]) if frame.transparent != Some(*index) => [*red, *green, *blue],
            _ => white,
        };
    let (left, top) = (usize::from(frame.left), u32::from(frame.top));
    let mut lines = frame.buffer.chunks_exact(usize::from(frame.width.max(1)));
    let mut shrinker = Shrinker::new(lens);
    for y in 0..height {
        let mut line = vec![255; width as usize * 3];
        let inside = if y >= top { lines.next() } else { None };
        let place = line.chunks_exact_mut(3).skip(left);
        for (pixel, index) in place.zip(inside.unwrap_or_default()) {
            pixel.copy_from_slice(&colour(index));
        }
        shrinker.push(&line);
    }
    shrinker.finish().ok_or(Unread::Broken)
}

fn webp(bytes: &[u8], (width, height): (u32, u32), lens: Lens) -> Read<Pixels> {
    // Planes, the picture, and once more where it has layers.
    if u64::from(width) * u64::from(height) * 8 > ROOM {
        return Err(Unread::TooLarge);
    }
    let mut decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|_| Unread::Broken)?;
    decoder.set_memory_limit(usize::try_from(ROOM).unwrap_or(usize::MAX));
    let length = decoder.output_buffer_size().filter(|length| *length as u64 <= ROOM);
    let mut whole = vec![0; length.ok_or(Unread::TooLarge)?];
    decoder.read_image(&mut whole).map_err(|_| Unread::Broken)?;
    let (channels, to_rgb): (usize, ToRgb) =
        if decoder.has_alpha() { (4, colour_on_white) } else { (3, colour) };
    let mut shrinker = Shrinker::new(lens);
    for line in whole.chunks_exact(width.max(1) as usize * channels) {
        shrinker.push(&rgb(line, channels, to_rgb));
    }
    shrinker.finish().ok_or(Unread::Broken)
}

fn rgb(line: &[u8], channels: usize, to_rgb: ToRgb) -> Vec<u8> {
    line.chunks_exact(channels).flat_map(to_rgb).collect()
}

fn grey(pixel: &[u8]) -> [u8; 3] {
    [pixel.first().copied().unwrap_or(0); 3]
}

fn colour(pixel: &[u8]) -> [u8; 3] {
    pixel.first_chunk().copied().unwrap_or_default()
}

fn grey_on_white(pixel: &[u8]) -> [u8; 3] {
    let &[value, alpha] = pixel else { return [0; 3] };
    [on_white(value, alpha); 3]
}

fn colour_on_white(pixel: &[u8]) -> [u8; 3] {
    let &[red, green, blue, alpha] = pixel else { return [0; 3] };
    [red, green, blue].map(|value| on_white(value, alpha))
}

/// Programs of printers write what is not covered.
fn ink(pixel: &[u8]) -> [u8; 3] {
    let &[cyan, magenta, yellow, black] = pixel else { return [0; 3] };
    [cyan, magenta, yellow].map(|value| product(255 - value, 255 - black))
}

fn on_white(value: u8, alpha: u8) -> u8 {
    product(value, alpha).saturating_add(255 - alpha)
}

fn product(one: u8, other: u8) -> u8 {
    u8::try_from(u16::from(one) * u16::from(other) / 255).unwrap_or(u8::MAX)
}

/// What reading a picture may take, in bytes.
const ROOM: u64 = 96 << 20;
/// The same, where it takes far less as long as the threads of the reader are treated alike.
const WORST: u64 = 192 << 20;
