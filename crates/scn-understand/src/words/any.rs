//! Signs every language shares.

use super::{Table, Tag::*};
use crate::api::Control;

pub(super) const WORDS: Table = &[
    (Yes, "👍 | 👌 | ✅ | ✔ | ✓ | ☑ | 🆗 | 💯 | 🙆 | 🙆‍♀ | 🙆‍♂ | ok | okay | oki | okey | okk | yes"),
    (No, "👎 | ❌ | 🙅 | 🙅‍♀ | 🙅‍♂ | ✖ | ✗ | ✘ | 🚫 | ⛔ | no"),
    (Word(Control::Stop), "🛑 | stop | unsubscribe"),
    (Word(Control::Thanks), "🙏"),
    (Word(Control::Repeat), "🔁"),
    (Word(Control::Back), "🔙"),
    (Word(Control::Help), "🆘 | sos"),
    (
        Filler,
        "🙂 | 😊 | 😀 | 😃 | 😄 | 😁 | 😅 | 😂 | 🤣 | 😉 | 😍 | 🥰 | 😘 | 😋 | 🤗 | 😎 | 👋 | ❤ | 🧡 | 💛 | 💚 | 💙 | 💜 | 🎉 | ✨ | 😢 | 😭 | 😡 | 🤔 | 🙄 | 🙈 | 🤷 | 👏 | 💪 | 🔥 | 🥳 | ☺ | 😬 | 😇 | 🫶 | 🤝 | 🙏 | 😐 | 😕 | 😞 | 😔",
    ),
];
