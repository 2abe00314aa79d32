use crate::json::{array, filled};
use serde_json::Value;

/// Who a person is to this business. At least one of `user_id` and `phone` is there for everyone who wrote to us.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Business-scoped user id; changes when the person changes the phone number.
    pub user_id: Option<String>,
    /// With plus and country code; people with a username may have none.
    pub phone: Option<String>,
    /// The name they gave themselves: not verified, may hold anything.
    pub name: Option<String>,
}

impl Identity {
    /// What answers go to and conversations are kept under: the user id where there is one.
    pub fn key(&self) -> Option<&str> {
        self.user_id.as_deref().or(self.phone.as_deref())
    }

    /// From what a message says of its sender and the list of contacts that came with it. Contacts are matched by
    /// id, never by place; one that stands alone also describes a sender of whom nothing is said.
    pub(crate) fn of(user_id: Option<String>, number: Option<String>, value: &Value) -> Identity {
        let contacts = array(value, "contacts");
        let matching = |key: &str, wanted: &Option<String>| {
            wanted
                .as_ref()
                .and_then(|id| contacts.iter().find(|contact| filled(contact, key).as_ref() == Some(id)))
        };
        let alone = match contacts {
            [only] if user_id.is_none() && number.is_none() => Some(only),
            _ => None,
        };
        let contact = matching("user_id", &user_id).or_else(|| matching("wa_id", &number)).or(alone);
        let said = |key: &str| contact.and_then(|contact| filled(contact, key));
        Identity {
            user_id: user_id.or_else(|| said("user_id")),
            phone: said("wa_id").or(number).map(|number| with_plus(&number)),
            name: contact
                .and_then(|contact| contact.get("profile"))
                .and_then(|profile| filled(profile, "name")),
        }
    }
}

/// The number as one dials it from anywhere. What is no number (placeholders in samples) stays as it is.
fn with_plus(number: &str) -> String {
    let digits: String = number.chars().filter(|c| !matches!(c, '+' | '-' | '(' | ')' | '.' | ' ')).collect();
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain { format!("+{digits}") } else { number.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn contacts_are_matched_by_id_not_by_place() {
        let value = json!({"contacts": [
            {"wa_id": "1", "profile": {"name": "Ann"}},
            {"wa_id": "2", "user_id": "US.2", "profile": {"name": "Bob"}},
        ]});
        let bob = Identity { user_id: some("US.2"), phone: some("+2"), name: some("Bob") };
        assert_eq!(Identity::of(None, some("2"), &value), bob);
        assert_eq!(Identity::of(some("US.2"), None, &value), bob);
        assert_eq!(
            Identity::of(some("US.2"), some("52155"), &value).phone,
            some("+2"),
            "the id they are reached by"
        );
        let stranger = Identity { phone: some("+3"), ..Identity::default() };
        assert_eq!(Identity::of(None, some("3"), &value), stranger);
        assert_eq!(Identity::of(None, None, &value).key(), None, "two contacts, and nothing tells which");
        let only = json!({"contacts": [{"wa_id": "", "user_id": "US.9", "profile": {"name": ""}}]});
        let nine = Identity { user_id: some("US.9"), ..Identity::default() };
        assert_eq!(Identity::of(None, None, &only), nine, "one contact alone is the sender");
        assert_eq!(Identity::of(None, some("3"), &only), stranger, "but never somebody else");
    }

    #[test]
    fn a_number_gets_its_plus_once() {
        for (given, wanted) in [("4479", "+4479"), ("+44 79", "+4479"), ("PHONE_NUMBER", "PHONE_NUMBER")] {
            assert_eq!(Identity::of(None, some(given), &json!({})).phone, some(wanted));
        }
    }
}
