//! The `scenario` block, teams, and what else is only read and checked.

use crate::build::Build;
use crate::codes;
use crate::report::did_you_mean;
use scn_diag::{Diagnostic, Span, wording};
use scn_graph::{ClockRange, Language, Opening, Team, jiff};
use scn_syntax::ast::{self, Setting};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const TONES: [&str; 6] = ["vous", "tu", "Sie", "du", "lei", "tu_it"];
/// A customer who waits longer writes again.
const MOST_GATHER_SECONDS: u32 = 30;
/// Used when the scenario names none: conversations need some clock.
const DEFAULT_ZONE: &str = "Europe/Zurich";

impl Build<'_> {
    pub(crate) fn read_settings(&mut self) {
        let Some(scenario) = self.names.scenario else { return };
        let mut settings = self.graph.settings.clone();
        settings.name.clone_from(&scenario.name.text);
        settings.title.clone_from(&scenario.name.text);
        settings.timezone = DEFAULT_ZONE.to_owned();
        for setting in &scenario.settings {
            match setting {
                Setting::Title(text) => settings.title = self.plain(text).unwrap_or_default(),
                Setting::Version(text) => settings.version = self.plain(text).unwrap_or_default(),
                Setting::Language(names) => settings.languages = self.languages(names),
                Setting::Timezone(name) => {
                    self.check_zone(name);
                    settings.timezone.clone_from(&name.text);
                }
                Setting::Tone(name) => {
                    self.check_tone(name);
                    settings.tone = Some(name.text.clone());
                }
                Setting::Hours(hours) => settings.hours = self.openings(hours),
                Setting::Quiet(range) => settings.quiet = self.clock(range),
                Setting::Gather(duration) => settings.gather_ms = self.gather(*duration),
                Setting::Failed(_)
                | Setting::TooLate(_)
                | Setting::Emojis(_)
                | Setting::Exclamations(_)
                | Setting::Messages(_)
                | Setting::Limit(_)
                | Setting::Allow(_)
                | Setting::Error(_) => {}
            }
        }
        if settings.languages.is_empty() {
            settings.languages.push(Language::En);
        }
        self.graph.texts = vec![Vec::new(); settings.languages.len()];
        self.languages.clone_from(&settings.languages);
        self.graph.settings = settings;
    }

    pub(crate) fn read_teams(&mut self) {
        for team in self.names.clone().teams.iter().copied() {
            let home = self.names.modules.home(team.span.file).to_owned();
            let id = |role: &str| format!("{home}team.{}.{role}", team.name.text);
            let label = team.label.as_ref().map(|text| self.fixed_text(&id("label"), text));
            let away = team.away.as_ref().map(|text| self.fixed_text(&id("away"), text));
            let hours = self.openings(&team.hours);
            self.graph.teams.push(Team { name: self.names.full_name(&team.name), label, hours, away });
        }
    }

    fn gather(&mut self, duration: ast::Duration) -> u32 {
        let span = crate::expr::span_of(duration);
        let seconds = if span.days > 0 || span.months > 0 { u32::MAX } else { span.seconds };
        if seconds > MOST_GATHER_SECONDS {
            self.report.add(
                Diagnostic::new(
                    codes::E1034,
                    duration.span,
                    wording!("messages are gathered for {most_gather_seconds} seconds at most: the customer waits as long", most_gather_seconds = MOST_GATHER_SECONDS),
                )
                .help("write for instance `gather 2 seconds`"),
            );
        }
        seconds.min(MOST_GATHER_SECONDS) * 1000
    }

    fn languages(&mut self, names: &[ast::Name]) -> Vec<Language> {
        let mut languages = Vec::new();
        for name in names {
            match self.known_language(name) {
                Some(language) if languages.contains(&language) => self.report.add(
                    Diagnostic::new(
                        codes::E1008,
                        name.span,
                        wording!("`{name}` is named twice", name = name.text),
                    )
                    .help("name each language once"),
                ),
                Some(language) => languages.push(language),
                None => {}
            }
        }
        languages
    }

    pub(crate) fn known_language(&mut self, name: &ast::Name) -> Option<Language> {
        let found = Language::parse(&name.text);
        if found.is_none() {
            let known = Language::ALL.map(|language| format!("`{}`", language.code()));
            self.report.add(
                Diagnostic::new(
                    codes::E1023,
                    name.span,
                    wording!("the language `{name}` is not known to this version", name = name.text),
                )
                .help(wording!("it knows {missing}", missing = scn_diag::Wording::list(known))),
            );
        }
        found
    }

    fn check_zone(&mut self, name: &ast::Name) {
        if jiff::tz::TimeZone::get(&name.text).is_ok() {
            return;
        }
        let zones: Vec<String> = jiff::tz::db().available().map(|zone| zone.as_str().to_owned()).collect();
        let diagnostic = Diagnostic::new(
            codes::E1024,
            name.span,
            wording!("there is no time zone `{name}`", name = name.text),
        );
        let near = scn_diag::closest(&name.text, zones.iter().map(String::as_str));
        self.report.add(match near {
            Some(near) => did_you_mean(diagnostic, name.span, &name.text, [near]),
            None => diagnostic.help("write it as continent and city, such as `Europe/Zurich`"),
        });
    }

    fn check_tone(&mut self, name: &ast::Name) {
        if !TONES.contains(&name.text.as_str()) {
            let diagnostic = Diagnostic::new(
                codes::E1026,
                name.span,
                wording!("there is no tone `{name}`", name = name.text),
            );
            self.report.add(did_you_mean(diagnostic, name.span, &name.text, TONES));
        }
    }

    /// Opening hours: one entry per day of the range.
    fn openings(&mut self, openings: &[ast::Opening]) -> Vec<Opening> {
        let mut out = Vec::new();
        for opening in openings {
            let days = (self.weekday(&opening.from_day), self.weekday(&opening.to_day));
            let clock = self.clock(&opening.clock);
            let ((Some(from), Some(to)), Some(clock)) = (days, clock) else { continue };
            let length = (to + 7 - from) % 7;
            out.extend((0..=length).map(|n| Opening { weekday: (from + n) % 7, clock }));
        }
        out
    }

    fn weekday(&mut self, name: &ast::Name) -> Option<u8> {
        let day = DAYS.iter().position(|day| *day == name.text).and_then(|at| u8::try_from(at).ok());
        if day.is_none() {
            let diagnostic = Diagnostic::new(
                codes::E1025,
                name.span,
                wording!("`{name}` is no day of the week", name = name.text),
            );
            self.report.add(did_you_mean(diagnostic, name.span, &name.text, DAYS));
        }
        day
    }

    fn clock(&mut self, range: &ast::ClockRange) -> Option<ClockRange> {
        let wrong = if range.from > 24 * 60 || range.to > 24 * 60 {
            "a day has 24 hours"
        } else if range.from == range.to {
            "these hours begin and end at the same time"
        } else {
            return Some(ClockRange { from: range.from, to: range.to });
        };
        self.report.add(
            Diagnostic::new(codes::E1025, range.span, wrong).help("write them as `11:00-22:00`, from and to"),
        );
        None
    }

    /// A text that must not have holes.
    pub(crate) fn plain(&mut self, text: &ast::Text) -> Option<String> {
        let plain = text.plain();
        if plain.is_none() {
            self.report.add(
                Diagnostic::new(codes::E1043, text.span, "this text cannot have holes `{ }`")
                    .help("write it out; holes are for what the customer reads during a conversation"),
            );
        }
        plain
    }

    /// A text without holes, in the string table, in every language.
    pub(crate) fn fixed_text(&mut self, id: &str, text: &ast::Text) -> scn_graph::TextId {
        self.in_languages(id, text, true, &mut |build, text| {
            let plain = build.plain(text).unwrap_or_default();
            build.check_not_empty(text.span, text.plain().is_some_and(|words| words.trim().is_empty()));
            scn_graph::Template::literal(plain)
        })
    }

    pub(crate) fn check_not_empty(&mut self, span: Span, empty: bool) {
        if empty {
            self.report.add(
                Diagnostic::new(codes::E3008, span, "this text is empty, and WhatsApp refuses empty texts")
                    .help("write what the customer should read"),
            );
        }
    }
}
