//! Failures that were asked for: every code of the platform, and every way in which a request can go wrong.

use super::chance::Chance;
use super::meta_error::MetaError;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// How a failure shows itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum How {
    /// At once, with the code.
    #[default]
    Refuse,
    /// Accepted, and a `failed` status with the code follows.
    Later,
    /// Accepted, but the answer is an empty 504.
    LoseAnswer,
    /// No answer comes, until the program under test gives up.
    Hang,
    /// The connection breaks without an answer.
    Drop,
    /// An answer that is no JSON of the platform: `status`, with `retry_after` when given.
    Http,
}

/// Which requests fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum On {
    #[default]
    Messages,
    Read,
    Media,
    Templates,
    Account,
}

/// One order, as it is written in `POST /api/fail`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Failure {
    #[serde(default = "something_went_wrong")]
    pub(super) code: u32,
    #[serde(default)]
    pub(super) how: How,
    #[serde(default)]
    pub(super) on: On,
    /// So many requests fail; without it one, or all when there is a probability.
    pub(super) times: Option<u64>,
    /// Only those to this customer.
    pub(super) customer: Option<String>,
    /// So often, of all times.
    pub(super) probability: Option<f64>,
    /// With `http`: the status. 500 when it is missing.
    pub(super) status: Option<u16>,
    /// With `refuse` and `http`: the header Retry-After, in seconds.
    pub(super) retry_after: Option<u64>,
    /// With `hang` and `drop`: whether the message goes out nevertheless.
    #[serde(default)]
    pub(super) accepted: bool,
    pub(super) details: Option<String>,
}

fn something_went_wrong() -> u32 {
    131_000
}

impl Failure {
    /// Why this order makes no sense.
    pub(super) fn problem(&self) -> Option<&'static str> {
        if self.times.is_some_and(|times| !(1..=1_000_000).contains(&times)) {
            return Some("times must be between 1 and 1000000");
        }
        if self.probability.is_some_and(|it| !(0.0..=1.0).contains(&it)) {
            return Some("probability must be between 0 and 1");
        }
        if self.status.is_some_and(|status| !(200..=599).contains(&status)) {
            return Some("status must be between 200 and 599");
        }
        None
    }

    /// Whether the message goes on its way although the answer says nothing of it.
    pub(super) fn takes_the_message(&self) -> bool {
        match self.how {
            How::Refuse | How::Http => false,
            How::Later | How::LoseAnswer => true,
            How::Hang | How::Drop => self.accepted,
        }
    }

    pub(super) fn error(&self) -> MetaError {
        let details = self.details.clone().unwrap_or_else(|| "Asked for in the sandbox".to_owned());
        MetaError { retry_after: self.retry_after, ..MetaError::new(self.code, details) }
    }
}

/// The orders that are open, the oldest first.
#[derive(Debug)]
pub(super) struct Failures {
    open: VecDeque<Failure>,
    /// Their own chances: what webhooks do does not change them.
    chance: Chance,
}

/// More than these would be a mistake of a script.
const MOST: usize = 1_000;

impl Failures {
    pub(super) fn new(seed: u64) -> Failures {
        Failures { open: VecDeque::new(), chance: Chance::new(seed) }
    }

    pub(super) fn add(&mut self, mut failure: Failure) -> Result<(), String> {
        if let Some(problem) = failure.problem() {
            return Err(problem.to_owned());
        }
        if self.open.len() >= MOST {
            return Err(format!("{MOST} failures wait already: DELETE /api/fail takes them back"));
        }
        if failure.times.is_none() && failure.probability.is_none() {
            failure.times = Some(1);
        }
        self.open.push_back(failure);
        Ok(())
    }

    pub(super) fn clear(&mut self) {
        self.open.clear();
    }

    pub(super) fn all(&self) -> &VecDeque<Failure> {
        &self.open
    }

    /// What happens to this request, if anything; it is counted.
    pub(super) fn next(&mut self, on: On, names: &[&str]) -> Option<Failure> {
        let fits = |failure: &Failure| {
            failure.on == on && failure.customer.as_deref().is_none_or(|customer| names.contains(&customer))
        };
        let Failures { open, chance } = self;
        let mut happens =
            |failure: &Failure| fits(failure) && failure.probability.is_none_or(|it| chance.happens(it));
        let place = open.iter().position(&mut happens)?;
        let failure = self.open.get_mut(place)?;
        let found = failure.clone();
        if let Some(times) = &mut failure.times {
            *times -= 1;
            if *times == 0 {
                self.open.remove(place);
            }
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn failures(orders: &[serde_json::Value]) -> Failures {
        let mut failures = Failures::new(3);
        for order in orders {
            failures.add(serde_json::from_value(order.clone()).unwrap()).unwrap();
        }
        failures
    }

    #[test]
    fn orders_are_met_one_after_the_other_and_only_where_they_belong() {
        let mut all = failures(&[
            json!({"code": 131_056, "times": 2, "customer": "33639980001"}),
            json!({"code": 131_026}),
            json!({"code": 131_053, "on": "media"}),
        ]);
        let mut code = |on: On, to: &str| all.next(on, &[to]).map(|failure| failure.code);
        assert_eq!(code(On::Messages, "33639980002"), Some(131_026));
        assert_eq!(code(On::Messages, "33639980002"), None);
        assert_eq!(code(On::Messages, "33639980001"), Some(131_056));
        assert_eq!(code(On::Messages, "33639980001"), Some(131_056));
        assert_eq!(code(On::Messages, "33639980001"), None);
        assert_eq!(code(On::Media, ""), Some(131_053));
    }

    #[test]
    fn a_probability_holds_until_it_is_taken_back() {
        let mut all = failures(&[json!({"code": 131_000, "probability": 0.5})]);
        let hits = (0..1000).filter(|_| all.next(On::Messages, &[]).is_some()).count();
        assert!((430..570).contains(&hits), "{hits}");
        all.clear();
        assert!(all.next(On::Messages, &[]).is_none());
    }
}
