//! Where requests may go: to the public internet over https, and inside private networks only where the configuration
//! says so. A name is judged by the addresses it stands for at the moment of connecting, so that one that changes its
//! mind in between leads nowhere.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Url, redirect::Policy};
use std::collections::BTreeSet;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;

/// Asks which addresses a name stands for.
pub(crate) type Lookup = Arc<dyn Fn(String) -> Looking + Send + Sync>;
type Looking = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>>;

/// Which network an address is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Network {
    Public,
    /// This machine, or the network of the house.
    Private,
    /// Nothing of the business is there: descriptions of cloud machines, broadcasts, addresses of no one.
    Nowhere,
}

/// Which networks a client may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Public,
    Private,
    Both,
}

/// Why nothing is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forbidden {
    /// It is in a private network, and nobody allowed that.
    Private,
    /// It is spoken to over http, and is in no private network.
    Plain,
    Nowhere,
}

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Forbidden::Private => "its address leads into a private network, which `private_network: yes` in scn.yaml would allow",
            Forbidden::Plain => "its address begins with http://, which only systems in a private network may have: use https://, or set `private_network: yes` in scn.yaml when it is in yours",
            Forbidden::Nowhere => "its address belongs to no system: it is reserved, or describes the machine this runs on",
        })
    }
}
impl std::error::Error for Forbidden {}

/// The ways out.
#[derive(Clone)]
pub(crate) struct Egress {
    public: Client,
    /// Into private networks, past any proxy.
    private: Client,
    /// The same over http, which goes nowhere else.
    plain: Client,
    /// Everything is allowed for trying things out.
    sandbox: bool,
}

impl Egress {
    pub(crate) fn new(sandbox: bool, lookup: Lookup) -> Result<Egress, reqwest::Error> {
        let client = |reach, proxy: bool| {
            let exempt = if proxy { proxies() } else { BTreeSet::new() };
            let guard = Guard { lookup: lookup.clone(), reach, exempt };
            // A redirect would carry the customer's data to where nobody has declared it to go.
            let client = Client::builder().user_agent("scn").redirect(Policy::none());
            let client = client.dns_resolver(Arc::new(guard));
            if proxy { client.build() } else { client.no_proxy().build() }
        };
        Ok(Egress {
            public: client(if sandbox { Reach::Both } else { Reach::Public }, true)?,
            private: client(Reach::Both, false)?,
            plain: client(Reach::Private, false)?,
            sandbox,
        })
    }

    /// The client for this address, or why nothing goes there.
    pub(crate) fn to(&self, url: &Url, private_network: bool) -> Result<&Client, Forbidden> {
        let network = literal(url);
        if network == Some(Network::Nowhere) {
            return Err(Forbidden::Nowhere);
        }
        if self.sandbox {
            return Ok(if network == Some(Network::Private) { &self.private } else { &self.public });
        }
        match (url.scheme(), private_network, network) {
            (_, false, Some(Network::Private)) => Err(Forbidden::Private),
            ("https", false, _) => Ok(&self.public),
            ("https", true, _) => Ok(&self.private),
            (_, true, None | Some(Network::Private)) => Ok(&self.plain),
            _ => Err(Forbidden::Plain),
        }
    }
}

/// As the machine resolves names.
pub(crate) fn system() -> Lookup {
    Arc::new(|name| {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    })
}

/// What forbade a request that failed.
pub(crate) fn forbidden(error: &reqwest::Error) -> Option<Forbidden> {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<Forbidden>() {
            return Some(*found);
        }
        cause = error.source();
    }
    None
}

/// Resolves names to those addresses that may be reached.
struct Guard {
    lookup: Lookup,
    reach: Reach,
    /// Proxies of this machine: they are not where a request goes.
    exempt: BTreeSet<String>,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (looking, reach) = ((self.lookup)(name.as_str().to_owned()), self.reach);
        let exempt = self.exempt.contains(name.as_str());
        Box::pin(async move {
            let found = looking.await?;
            let refused = found.iter().map(|ip| reach.refuses(*ip)).find(Option::is_some).flatten();
            let open = found.into_iter().filter(|ip| exempt || reach.refuses(*ip).is_none());
            let open: Vec<SocketAddr> = open.map(|ip| SocketAddr::new(ip, 0)).collect();
            match refused {
                Some(refused) if open.is_empty() => Err(refused.into()),
                _ => Ok(Box::new(open.into_iter()) as Addrs),
            }
        })
    }
}

impl Reach {
    fn refuses(self, ip: IpAddr) -> Option<Forbidden> {
        match (network(ip), self) {
            (Network::Nowhere, _) => Some(Forbidden::Nowhere),
            (Network::Private, Reach::Public) => Some(Forbidden::Private),
            (Network::Public, Reach::Private) => Some(Forbidden::Plain),
            _ => None,
        }
    }
}

/// The network of an address that is no name, or a name of this machine. However it was spelt: reading an address
/// writes all forms of a number alike.
fn literal(url: &Url) -> Option<Network> {
    let host = url.host_str()?.trim_end_matches('.');
    if host == "localhost" || host.ends_with(".localhost") {
        return Some(Network::Private);
    }
    IpAddr::from_str(host.trim_matches(['[', ']'])).ok().map(network)
}

/// Which network an address is in.
pub(crate) fn network(ip: IpAddr) -> Network {
    match ip {
        IpAddr::V4(ip) => network_v4(ip),
        IpAddr::V6(ip) => network_v6(ip),
    }
}

fn network_v4(ip: Ipv4Addr) -> Network {
    match ip.octets() {
        // Descriptions of cloud machines, with their keys.
        [169, 254, ..] | [100, 100, 100, 200] | [168, 63, 129, 16] | [192, 0, 0, 192] => Network::Nowhere,
        [10, ..] | [127, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Network::Private,
        // This network, protocols, examples, relays, benchmarks, groups and the reserved rest.
        [0, ..] | [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18 | 19, ..] | [198, 51, 100, _] => {
            Network::Nowhere
        }
        [203, 0, 113, _] | [224..=255, ..] => Network::Nowhere,
        _ => Network::Public,
    }
}

fn network_v6(ip: Ipv6Addr) -> Network {
    let [first, second, ..] = ip.segments();
    let embedded = |from: usize| {
        let octets = ip.octets();
        let part = |place: usize| octets.get(from + place).copied().unwrap_or_default();
        network_v4(Ipv4Addr::new(part(0), part(1), part(2), part(3)))
    };
    match (first, second) {
        _ if ip.is_loopback() => Network::Private,
        _ if ip.to_ipv4_mapped().is_some() => embedded(12),
        // Addresses of the older protocol behind a translator (the second kind inside a network), and in a tunnel.
        (0x64, 0xff9b) if ip.segments()[2..6] == [0; 4] => embedded(12),
        (0x2002, _) => embedded(2),
        // The same descriptions as above.
        (0xfd00, 0x0ec2) => Network::Nowhere,
        (0xfc00..=0xfdff, _) => Network::Private,
        // Protocols and tunnels, examples.
        (0x2001, 0..=0x1ff | 0x0db8) | (0x3fff, 0..=0xfff) => Network::Nowhere,
        (0x2000..=0x3fff, _) => Network::Public,
        _ => Network::Nowhere,
    }
}

/// The names of the proxies that this machine goes through.
fn proxies() -> BTreeSet<String> {
    let variables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];
    let values = variables.iter().flat_map(|name| [(*name).to_owned(), name.to_lowercase()]);
    let values = values.filter_map(|name| std::env::var(name).ok());
    let urls = values.filter_map(|value| match value.contains("://") {
        true => Url::parse(&value).ok(),
        false => Url::parse(&format!("http://{value}")).ok(),
    });
    urls.filter_map(|url| url.host_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests;
