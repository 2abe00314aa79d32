//! Small random projects: waits, questions, reminders, branches, tunnels, loops, events, silence, escapes, people,
//! corrections, consent, lists, quiet hours.

/// SplitMix64: the same seed is the same project everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
    fn once_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }
    fn hours(&mut self) -> u64 {
        match self.below(4) {
            0 => 24,
            1 => 1 + self.below(8),
            2 => 8 + self.below(16),
            _ => 20 + self.below(41),
        }
    }
}

struct Writer {
    dice: Dice,
    text: String,
    /// Of the tunnel at hand.
    slots: u32,
    /// Slots known for certain here, with their kind.
    known: Vec<u32>,
    words: u32,
    may_enter: bool,
    may_enter_deep: bool,
    in_tunnel: bool,
    /// Once in a project, once in a flow.
    consented: bool,
    listed: bool,
}

pub(crate) fn project(seed: u64) -> String {
    let mut writer = Writer {
        dice: Dice(seed),
        text: String::new(),
        slots: 0,
        known: Vec::new(),
        words: 0,
        may_enter: true,
        may_enter_deep: false,
        in_tunnel: true,
        consented: false,
        listed: false,
    };
    writer.whole();
    writer.text
}

const HEAD: &str = "choice colour { red \"red\"; blue \"blue\" }
purpose orders { basis contract }
purpose offers { basis consent }
record line { many: number 1..9; paint: colour }
template news utility (what: text) { language en \"News of {what}.\" }
team desk { }
connector shop {
  base env SHOP_URL
  processor \"Shop Ltd\" in CH
  get price() -> number at \"/price\"
  event ping(number: text)
  event back(number: text)
}
on message like \"begin please\" { enter main }
";

impl Writer {
    fn whole(&mut self) {
        let quiet = if self.dice.once_in(12) { "; quiet 21:00-08:00" } else { "" };
        self.line(&format!("scenario window {{ language en{quiet} }}"));
        self.text.push_str(HEAD);
        if self.dice.once_in(4) {
            let many = 1 + self.dice_below(2);
            self.flow("on event shop.ping(number)", many, false);
        }
        if self.dice.once_in(4) {
            let hours = self.dice.hours();
            let within = if self.dice.once_in(2) { " in main" } else { "" };
            self.flow(&format!("on silence {hours} hours{within}"), 2, false);
        }
        if self.dice.once_in(5) {
            self.line("escape hours { says \"opening hours\"");
            self.block(2, false);
            self.line("}");
        }
        let many = 1 + self.dice_below(3);
        self.flow("tunnel main", many, true);
        self.may_enter = false;
        let many = 1 + self.dice_below(2);
        self.may_enter_deep = self.dice.once_in(3);
        self.flow("tunnel side", many, true);
        if self.may_enter_deep {
            self.may_enter_deep = false;
            self.flow("tunnel deep", 1, true);
        }
    }

    fn dice_below(&mut self, end: u64) -> u32 {
        self.dice.below(end) as u32
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn free(&mut self) -> String {
        self.words += 1;
        format!("Words {}.", self.words)
    }

    fn flow(&mut self, head: &str, many: u32, tunnel: bool) {
        self.slots = 0;
        self.known.clear();
        self.in_tunnel = tunnel;
        self.listed = false;
        self.line(&format!("{head} {{"));
        if tunnel && self.dice.once_in(4) {
            self.line("step first {");
            self.ask();
            self.block(many, true);
            // Back to the start: with an answer on the way, or with waits alone.
            if let Some(slot) = self.known.first().copied() {
                self.line(&format!("when {} {{ go first }}", self.test(slot)));
            }
            self.line("}");
        } else {
            self.block(many, true);
        }
        self.line("}");
    }

    fn block(&mut self, many: u32, deep: bool) {
        for _ in 0..many {
            self.statement(deep);
        }
        let words = self.free();
        self.line(&format!("say \"{words}\""));
    }

    /// Even slots are colours, odd ones numbers.
    fn test(&self, slot: u32) -> String {
        if slot.is_multiple_of(2) { format!("s{slot} is red") } else { format!("s{slot} > 3") }
    }

    fn statement(&mut self, deep: bool) {
        match self.dice.below(if deep { 14 } else { 8 }) {
            0 => {
                let words = self.free();
                self.line(&format!("say \"{words}\""));
            }
            1..=3 => {
                let hours = self.dice.hours();
                self.line(&format!("wait {hours} hours"));
            }
            4 => {
                let words = self.free();
                self.line(&format!("say \"{words}\" else send news(\"this\")"));
            }
            5 if self.dice.once_in(2) => self.line("send news(\"that\")"),
            5 => self.line("react \"👍\""),
            6 if self.dice.once_in(3) => self.line("handoff to desk because \"asked\""),
            6 | 7 => {
                let words = self.free();
                self.line(&format!("when window is open {{ say \"{words}\" }}"));
            }
            8 => self.ask(),
            9 => self.other_question(),
            10 => self.branch(),
            11 if self.may_enter => self.line("enter side"),
            11 if self.may_enter_deep => self.line("enter deep"),
            11 | 12 => {
                let hours = self.dice.hours();
                self.line(&format!("wait up to {hours} hours for shop.back {{ late {{"));
                self.inner();
                self.line("} }");
            }
            _ => {
                self.line("call shop.price() {");
                if self.dice.once_in(2) {
                    let words = self.free();
                    self.line(&format!("slow after 3 seconds {{ say \"{words}\" }}"));
                }
                self.line("failed {");
                self.inner();
                self.line("} }");
            }
        }
    }

    /// What stands inside branches: nothing that asks, as what is known after it would not be certain.
    fn inner(&mut self) {
        self.statement(false);
        let words = self.free();
        self.line(&format!("say \"{words}\""));
        if self.dice.once_in(4) {
            self.line("leave");
        }
    }

    fn branch(&mut self) {
        let open = self.dice.once_in(3);
        let condition = match self.known.last().copied() {
            Some(slot) if !open => self.test(slot),
            Some(slot) if self.dice.once_in(3) => format!("window is open and {}", self.test(slot)),
            _ => "window is open".to_owned(),
        };
        self.line(&format!("when {condition} {{"));
        self.inner();
        self.line("} else {");
        self.inner();
        self.line("}");
    }

    fn ask(&mut self) {
        let slot = self.slots;
        self.slots += 1;
        let words = self.free();
        let ty = if slot.is_multiple_of(2) { "colour" } else { "number 1..9" };
        let words = words.replace('.', "?");
        self.line(&format!("ask s{slot}: {ty} \"{words}\" {{"));
        let mut longest = 0;
        if self.dice.once_in(3) {
            let hours = self.dice.hours();
            let words = self.free();
            self.line(&format!("remind after {hours} hours \"{words}\""));
            longest = hours;
            if self.dice.once_in(2) {
                let words = self.free();
                let later = hours + 1 + self.dice.below(30);
                let or_send = if self.dice.once_in(2) { " else send news(\"it\")" } else { "" };
                self.line(&format!("remind after {later} hours \"{words}\"{or_send}"));
                longest = later;
            }
        }
        if self.dice.once_in(3) {
            let hours = longest + self.dice.hours();
            self.line(&format!("expire after {hours} hours {{"));
            self.inner_without_leave();
            self.line("leave }");
        }
        self.line("}");
        self.known.push(slot);
    }

    /// A recap, a consent, a list. Another question stands in its place where there can be none.
    fn other_question(&mut self) {
        let words = self.free().replace('.', "?");
        match self.dice.below(5) {
            0 | 1 if self.in_tunnel && !self.known.is_empty() => {
                self.line(&format!("confirm \"{words}\" {{"));
                let hours = self.dice.hours();
                match self.dice.below(3) {
                    0 => self.line(&format!("remind after {hours} hours \"Well, {words}\"")),
                    1 => self.line(&format!("expire after {hours} hours {{ leave }}")),
                    _ => {}
                }
                self.line("}");
            }
            2 if !self.consented => {
                self.consented = true;
                self.line(&format!("consent offers \"{words}\""));
            }
            3 if self.in_tunnel && !self.listed => {
                self.listed = true;
                self.line(&format!("collect whole: line \"{words}\""));
            }
            _ => self.ask(),
        }
    }

    /// What nobody's answer leads to.
    fn inner_without_leave(&mut self) {
        self.statement(false);
        let words = self.free();
        self.line(&format!("say \"{words}\""));
    }
}
