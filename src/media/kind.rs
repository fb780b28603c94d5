//! What a file is, told from its bytes. What a sender says about it is never asked.

use super::bytes::says;

/// The kinds of files that are taken in, and served under their own type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Joint Photographic Experts Group.
    Jpeg,
    /// Portable Network Graphics, still or moving.
    Png,
    /// Graphics Interchange Format, still or moving.
    Gif,
    /// WebP, still or moving.
    Webp,
    /// AV1 still pictures.
    Avif,
    /// MPEG-4 with pictures.
    Mp4,
    /// `QuickTime`.
    Mov,
    /// MPEG-4 with sound alone.
    M4a,
    /// `WebM`.
    Webm,
    /// MPEG-1 audio, layer III.
    Mp3,
    /// Vorbis or Opus in Ogg.
    Ogg,
    /// Free Lossless Audio Codec.
    Flac,
    /// Waves in RIFF.
    Wav,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Jpeg,
        Self::Png,
        Self::Gif,
        Self::Webp,
        Self::Avif,
        Self::Mp4,
        Self::Mov,
        Self::M4a,
        Self::Webm,
        Self::Mp3,
        Self::Ogg,
        Self::Flac,
        Self::Wav,
    ];

    /// By the first bytes of a file; [`HEAD`] of them are enough.
    pub fn of(head: &[u8]) -> Option<Self> {
        let starts = |word: &[u8]| says(head, 0, word);
        match () {
            () if starts(b"\xff\xd8\xff") => Some(Self::Jpeg),
            () if starts(b"\x89PNG\r\n\x1a\n") => Some(Self::Png),
            () if starts(b"GIF87a") || starts(b"GIF89a") => Some(Self::Gif),
            () if starts(b"RIFF") && says(head, 8, b"WEBP") => Some(Self::Webp),
            () if starts(b"RIFF") && says(head, 8, b"WAVE") => Some(Self::Wav),
            () if says(head, 4, b"ftyp") => Some(brand(head.get(8..12)?)?),
            () if starts(b"\x1a\x45\xdf\xa3") => Some(Self::Webm),
            () if starts(b"OggS") => Some(Self::Ogg),
            () if starts(b"fLaC") => Some(Self::Flac),
            () if starts(b"ID3") || is_mp3_frame(head) => Some(Self::Mp3),
            () => None,
        }
    }

    /// By the ending of a file name of ours.
    pub fn by_extension(extension: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.extension() == extension)
    }

    /// How names of such files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Avif => "avif",
            Self::Mp4 => "mp4",
            Self::Mov => "mov",
            Self::M4a => "m4a",
            Self::Webm => "webm",
            Self::Mp3 => "mp3",
            Self::Ogg => "ogg",
            Self::Flac => "flac",
            Self::Wav => "wav",
        }
    }

    /// Under which type it is served. None of them can run as a page.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Avif => "image/avif",
            Self::Mp4 => "video/mp4",
            Self::Mov => "video/quicktime",
            Self::M4a => "audio/mp4",
            Self::Webm => "video/webm",
            Self::Mp3 => "audio/mpeg",
            Self::Ogg => "audio/ogg",
            Self::Flac => "audio/flac",
            Self::Wav => "audio/wav",
        }
    }

    /// Pictures, still or moving by themselves; all others have a length.
    pub fn is_picture(self) -> bool {
        self.media_type().starts_with("image/")
    }
}

/// ISO 14496-12 §4.3: the major brand says what the file wants to be.
fn brand(brand: &[u8]) -> Option<Kind> {
    match brand {
        b"avif" => Some(Kind::Avif),
        b"qt  " => Some(Kind::Mov),
        b"M4A " | b"M4B " => Some(Kind::M4a),
        // Pictures of Apple's phones, which no browser shows, and moving AVIF, which few programs write.
        b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1" | b"avis" => None,
        _ => Some(Kind::Mp4),
    }
}

/// An 11-bit sync word, layer III, and a bit rate and a frequency that exist.
fn is_mp3_frame(head: &[u8]) -> bool {
    let Some([0xff, second, third, ..]) = head.first_chunk::<4>() else { return false };
    second & 0xe0 == 0xe0
        && second & 0x06 == 0x02
        && second & 0x18 != 0x08
        && third & 0xf0 != 0xf0
        && third & 0x0c != 0x0c
}

/// So many bytes tell what a file is.
pub const HEAD: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_no_kind_of_medium() {
        for page in
            [&b"<!DOCTYPE html>"[..], b"<svg xmlns=", b"%PDF-1.7", b"", b"\xff", b"....ftypheic"]
        {
            assert_eq!(Kind::of(page), None, "{page:?}");
        }
    }

    #[test]
    fn names_lead_back_to_their_kind() {
        for kind in Kind::ALL {
            assert_eq!(Kind::by_extension(kind.extension()), Some(kind));
        }
        assert_eq!(Kind::by_extension("html"), None);
    }
}
