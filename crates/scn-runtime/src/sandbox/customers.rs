//! The people with a phone: with or without a number that the business sees, a username, an id over several businesses.

use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

const FIRST_PHONE: u64 = 33_639_980_001;
const NAMES: [&str; 6] = ["Camille", "Noa", "Andrea", "Robin", "Alex", "Kim"];
/// What makes a phone number a user id of the platform, and back.
const USER_ID_PREFIX: &str = "FR.10000000";

#[derive(Clone, Debug, Serialize)]
pub(super) struct Customer {
    /// What requests to the sandbox call them: the phone number, or the user id of one who hides it. It stays.
    #[serde(serialize_with = "as_text")]
    pub(super) key: Arc<str>,
    pub(super) phone: Option<String>,
    pub(super) user_id: String,
    pub(super) parent_user_id: Option<String>,
    pub(super) username: Option<String>,
    pub(super) name: String,
}

fn as_text<S: Serializer>(key: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(key)
}

impl Customer {
    /// By what failures and requests may call them.
    pub(super) fn names(&self) -> Vec<&str> {
        let names = [Some(&*self.key), self.phone.as_deref(), Some(&*self.user_id)];
        names.into_iter().flatten().collect()
    }
}

#[derive(Debug, Default)]
pub(super) struct Customers {
    all: BTreeMap<Arc<str>, Customer>,
    /// Phone numbers and user ids that are not the key.
    known_as: HashMap<String, Arc<str>>,
    made: usize,
}

pub(super) fn user_id(phone: &str) -> String {
    format!("{USER_ID_PREFIX}{phone}")
}

pub(super) fn is_phone(text: &str) -> bool {
    (7..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `CC.` and up to 128 letters and digits; `CC.ENT.…` for several businesses.
pub(super) fn is_user_id(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else { return false };
    let rest = rest.strip_prefix("ENT.").unwrap_or(rest);
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=128).contains(&rest.len())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl Customers {
    pub(super) fn get(&self, key: &str) -> Option<&Customer> {
        self.all.get(key)
    }

    /// By key, phone number or user id.
    pub(super) fn find(&self, name: &str) -> Option<&Customer> {
        self.all.get(name).or_else(|| self.all.get(self.known_as.get(name)?))
    }

    /// The customer with this number, whom nobody may have seen before.
    pub(super) fn with_phone(&mut self, phone: &str) -> Customer {
        match self.find(phone) {
            Some(customer) => customer.clone(),
            None => self.add(Some(phone.to_owned()), user_id(phone)),
        }
    }

    /// The customer with this user id; those that the sandbox made of a number are known by it.
    pub(super) fn with_user_id(&mut self, id: &str) -> Customer {
        let phone = id.strip_prefix(USER_ID_PREFIX).filter(|phone| is_phone(phone));
        match (self.find(id), phone) {
            (Some(customer), _) => customer.clone(),
            (None, Some(phone)) => self.with_phone(phone),
            (None, None) => self.add(None, id.to_owned()),
        }
    }

    fn add(&mut self, phone: Option<String>, user_id: String) -> Customer {
        let key: Arc<str> = phone.as_deref().unwrap_or(&user_id).into();
        let name = NAMES.get(self.made % NAMES.len()).copied().unwrap_or("Camille").to_owned();
        self.made += 1;
        let customer = Customer { key, phone, user_id, parent_user_id: None, username: None, name };
        self.all.insert(customer.key.clone(), customer.clone());
        self.remember(&customer);
        customer
    }

    fn remember(&mut self, customer: &Customer) {
        for name in customer.names() {
            if *name != *customer.key {
                self.known_as.insert(name.to_owned(), customer.key.clone());
            }
        }
    }

    /// Takes the customer as they are now; what they were called before still finds them.
    pub(super) fn update(&mut self, customer: &Customer) {
        self.remember(customer);
        self.all.insert(customer.key.clone(), customer.clone());
    }

    pub(super) fn forget(&mut self, key: &str) {
        if let Some(customer) = self.all.remove(key) {
            for name in customer.names() {
                self.known_as.remove(name);
            }
        }
    }

    /// A phone number that nobody has yet.
    pub(super) fn free_phone(&self) -> String {
        let phones = (FIRST_PHONE..).map(|phone| phone.to_string());
        phones.into_iter().find(|phone| self.find(phone).is_none()).unwrap_or_default()
    }

    pub(super) fn first(&self) -> Option<&Customer> {
        self.all.values().next()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Customer> {
        self.all.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_customer_is_found_by_every_name_they_ever_had() {
        let mut customers = Customers::default();
        let mut ada = customers.with_phone("33639980001");
        assert_eq!(customers.with_user_id(&user_id("33639980001")).key, ada.key);
        ada.phone = Some("33639980009".into());
        ada.user_id = "FR.NEW1".into();
        customers.update(&ada);
        for name in ["33639980001", "33639980009", "FR.NEW1"] {
            assert_eq!(customers.find(name).map(|found| found.name.as_str()), Some("Camille"), "{name}");
        }
        let hidden = customers.with_user_id("US.1349");
        assert_eq!((&*hidden.key, &hidden.phone), ("US.1349", &None));
    }

    #[test]
    fn ids_have_the_form_of_the_platform() {
        for id in ["US.13491208655302741918", "US.ENT.118157", "FR.a1"] {
            assert!(is_user_id(id), "{id}");
        }
        for id in ["", "US.", "us.1", "USA.1", "US.1 2", "4179"] {
            assert!(!is_user_id(id), "{id}");
        }
    }
}
