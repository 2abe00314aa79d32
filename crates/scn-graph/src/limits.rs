//! What WhatsApp takes, as numbers: the one table that the compiler, the engine and the platform's adapter go by.
//! Lengths count Unicode code points. `data/limits.yaml` of `scn-whatsapp` holds the same facts with their doubts; a
//! test there compares every row of this table with it.

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub name: &'static str,
    pub most: usize,
    /// Where the fact stands in `limits.yaml`.
    pub path: &'static [&'static str],
}

macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident = $most:literal, [$($path:literal),*];)*) => {
        $($(#[$doc])* pub const $name: usize = $most;)*
        /// All of them.
        pub const LIMITS: &[Limit] =
            &[$(Limit { name: stringify!($name), most: $most, path: &[$($path),*] },)*];
    };
}

limits! {
    /// A message of words alone.
    TEXT = 4096, ["messages", "text", "body", "max_chars"];
    /// The words below a picture, a video or a document.
    CAPTION = 1024, ["messages", "image", "caption", "max_chars"];
    /// The words above buttons, a list or a link.
    INTERACTIVE_TEXT = 1024, ["interactive", "common", "body.text", "max_chars"];
    BUTTONS = 3, ["interactive", "button", "buttons", "max_count"];
    BUTTON_TITLE = 20, ["interactive", "button", "button.title", "max_chars"];
    /// The button that opens an address.
    LINK_LABEL = 20, ["interactive", "cta_url", "display_text", "max_chars"];
    /// The button that opens a list.
    LIST_LABEL = 20, ["interactive", "list", "action.button", "max_chars"];
    LIST_SECTION_TITLE = 24, ["interactive", "list", "section.title", "max_chars"];
    /// Over all sections together.
    LIST_ROWS = 10, ["interactive", "list", "rows_total", "max_count"];
    LIST_ROW_TITLE = 24, ["interactive", "list", "row.title", "max_chars"];
    LIST_ROW_DESCRIPTION = 72, ["interactive", "list", "row.description", "max_chars"];
    PRODUCTS = 30, ["interactive", "product_list", "products_total", "max_count"];
    CAROUSEL_LINE_BREAKS = 2, ["interactive", "carousel_media", "card.body.text", "max_line_breaks"];
    TEMPLATE_NAME = 512, ["template_definition", "name", "max_chars"];
    TEMPLATE_HEADER = 60, ["template_definition", "header.text", "max_chars"];
    TEMPLATE_BODY = 1024, ["template_definition", "body.text", "max_chars"];
    TEMPLATE_FOOTER = 60, ["template_definition", "footer.text", "max_chars"];
    TEMPLATE_BUTTONS = 10, ["template_definition", "buttons", "max_count"];
    TEMPLATE_BUTTON_LABEL = 25, ["template_definition", "button.quick_reply", "max_chars"];
    TEMPLATE_URL_BUTTONS = 2, ["template_definition", "button.url", "max_count"];
    TEMPLATE_URL = 2000, ["template_definition", "button.url.url", "max_chars"];
    /// One value of a template's header.
    TEMPLATE_HEADER_VALUE = 60, ["template_send", "header.parameter.text", "max_chars"];
    /// One value of a template's body.
    TEMPLATE_BODY_VALUE = 1024, ["template_send", "body.parameter.text", "max_chars"];
    /// The code of an authentication template, which stands in its body and is copied by its button.
    OTP_CODE = 15, ["template_send", "otp_code", "max_chars"];
    /// Our own name for a message, given back with every status.
    CALLBACK = 512, ["envelope", "biz_opaque_callback_data", "max_chars"];
    IMAGE_BYTES = 5_242_880, ["messages", "image", "file", "max_bytes"];
    AUDIO_BYTES = 16_777_216, ["messages", "audio", "file", "max_bytes"];
    VIDEO_BYTES = 16_777_216, ["messages", "video", "file", "max_bytes"];
    DOCUMENT_BYTES = 104_857_600, ["messages", "document", "file", "max_bytes"];
    /// A sticker that moves may be larger than one that does not; what moves is not looked into.
    STICKER_BYTES = 512_000, ["messages", "sticker", "file_animated", "max_bytes"];
}

/// A kind of file: how large it may be, and the endings of names that WhatsApp takes as this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileKind {
    pub name: &'static str,
    pub bytes: usize,
    /// Ending, and what such a file holds.
    pub endings: &'static [(&'static str, &'static str)],
}

/// Every kind of file that can be sent. Types: `messages.KIND.file.mime` of `limits.yaml`.
pub const FILES: &[FileKind] = &[
    FileKind {
        name: "image",
        bytes: IMAGE_BYTES,
        endings: &[("jpg", "image/jpeg"), ("jpeg", "image/jpeg"), ("png", "image/png")],
    },
    FileKind {
        name: "audio",
        bytes: AUDIO_BYTES,
        endings: &[
            ("aac", "audio/aac"),
            ("amr", "audio/amr"),
            ("mp3", "audio/mpeg"),
            ("m4a", "audio/mp4"),
            ("ogg", "audio/ogg"),
            ("opus", "audio/ogg"),
        ],
    },
    FileKind { name: "video", bytes: VIDEO_BYTES, endings: &[("mp4", "video/mp4"), ("3gp", "video/3gpp")] },
    FileKind {
        name: "document",
        bytes: DOCUMENT_BYTES,
        endings: &[
            ("txt", "text/plain"),
            ("pdf", "application/pdf"),
            ("doc", "application/msword"),
            ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("xls", "application/vnd.ms-excel"),
            ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("ppt", "application/vnd.ms-powerpoint"),
            ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ],
    },
    FileKind { name: "sticker", bytes: STICKER_BYTES, endings: &[("webp", "image/webp")] },
];

/// The kind of this name.
pub fn file_kind(name: &str) -> Option<&'static FileKind> {
    FILES.iter().find(|kind| kind.name == name)
}
