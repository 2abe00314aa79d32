//! What expressions see besides slots: the contact, the clock, the message at hand.

use crate::{
    CartItem, Content, calendar,
    eval::{Scope, add, money_or_decimal},
};
use scn_graph::{
    MemoryId, Value,
    expr::{Context, Op},
};

impl Scope<'_> {
    pub(crate) fn context(&self, context: Context) -> Option<Value> {
        let contact = &self.conversation.contact;
        let zone = &self.scenario.zone;
        Some(match context {
            Context::ContactName => Value::Text(contact.name.clone()?),
            Context::ContactPhone => Value::Phone(contact.phone.clone()?),
            Context::ContactLanguage => {
                let languages = &self.scenario.graph.settings.languages;
                Value::Text(languages.get(self.scenario.language_index(contact.language))?.code().to_owned())
            }
            Context::Now => Value::DateTime(self.now),
            Context::Today => Value::Date(calendar::today(self.now, zone)),
            Context::WindowIsOpen => Value::YesNo(self.now < self.conversation.window_until()),
            Context::HoursIsOpen => {
                Value::YesNo(calendar::is_open(&self.scenario.graph.settings.hours, self.now, zone))
            }
            Context::TeamIsOpen(team) => {
                let hours = &self.scenario.graph.team(team)?.hours;
                Value::YesNo(calendar::is_open(hours, self.now, zone))
            }
            Context::PausedFor => {
                let seconds = u32::try_from(self.paused.max(0) / 1000).unwrap_or(u32::MAX);
                Value::Duration(scn_graph::Span::seconds(seconds))
            }
            Context::MessageText => Value::Text(self.message?.to_owned()),
            Context::Offered => match &self.conversation.stack.last()?.stage {
                crate::Stage::Offered(value) => value.clone(),
                _ => return None,
            },
            Context::ContactData => Value::Text(self.contact_data()),
            Context::MessageItems => self.cart()?,
            Context::MessageTotal => self.cart_total()?,
            Context::MessageSource => Value::Text(self.inbound?.referral.as_ref()?.source.clone()?),
            Context::MessageHeadline => Value::Text(self.inbound?.referral.as_ref()?.headline.clone()?),
            Context::MessageEmoji => match &self.inbound?.content {
                Content::Reaction { emoji } => Value::Text(emoji.clone()?),
                _ => return None,
            },
            Context::MessageCaption => match &self.inbound?.content {
                Content::Media { caption, .. } => Value::Text(caption.clone()?),
                Content::Order { text, .. } => Value::Text(text.clone()?),
                _ => return None,
            },
        })
    }

    /// All that is remembered, one line per field.
    fn contact_data(&self) -> String {
        let memory = self.conversation.contact.memory.iter();
        let line = |(field, value): &(MemoryId, Value)| {
            let name = self.scenario.graph.memory_field(*field)?.name.replace('_', " ");
            Some(format!("{name}: {}", self.plain(value)))
        };
        memory.filter_map(line).collect::<Vec<_>>().join("\n")
    }

    /// The items of a cart, as records.
    fn cart(&self) -> Option<Value> {
        let record = self.scenario.graph.cart_item?;
        let Content::Order { items, .. } = &self.inbound?.content else { return None };
        let item = |item: &CartItem| {
            let product = Value::Text(item.product.clone());
            let quantity = Value::Number(i64::from(item.quantity));
            Value::Record(record, vec![Some(product), Some(quantity), item.price.clone()])
        };
        Some(Value::List(items.iter().map(item).collect()))
    }

    fn cart_total(&self) -> Option<Value> {
        let Content::Order { items, .. } = &self.inbound?.content else { return None };
        let cost = |item: &CartItem| {
            money_or_decimal(Op::Multiply, item.price.as_ref()?, &Value::Number(i64::from(item.quantity)))
        };
        let mut costs = items.iter().map(cost);
        let first = costs.next()??;
        costs.try_fold(first, |sum, cost| add(sum, cost?))
    }
}
