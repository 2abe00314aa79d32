use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::TcpListener;

fn url(text: &str) -> Url {
    Url::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn live() -> Egress {
    Egress::new(false, system()).unwrap()
}

/// Names stand for what the n-th answer says, the last one from then on.
fn names(answers: &'static [&'static [&'static str]]) -> Lookup {
    let asked = AtomicUsize::new(0);
    Arc::new(move |_| {
        let turn = asked.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
        Box::pin(async move { Ok(answers[turn].iter().map(|ip| ip.parse().unwrap()).collect()) })
    })
}

#[test]
fn this_machine_is_known_however_it_is_spelt() {
    for host in [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "017700000001",
        "0177.0.0.1",
        "127.0.0.1.",
        "127.255.255.254",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "%31%32%37.0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "shop.localhost",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:7f00:0001]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
    ] {
        for scheme in ["http", "https"] {
            let url = url(&format!("{scheme}://{host}/orders"));
            assert_eq!(live().to(&url, false).err(), Some(Forbidden::Private), "{url}");
            assert!(live().to(&url, true).is_ok(), "allowed where it is said: {url}");
        }
    }
}

#[test]
fn private_networks_need_permission_and_what_belongs_to_nobody_is_never_reached() {
    for host in [
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "[fd12:3456::1]",
        "[fc00::1]",
    ] {
        let url = url(&format!("https://{host}"));
        assert_eq!(live().to(&url, false).err(), Some(Forbidden::Private), "{url}");
        assert!(live().to(&url, true).is_ok(), "{url}");
    }
    for host in [
        "169.254.169.254",
        "0xa9fea9fe",
        "[::ffff:169.254.169.254]",
        "100.100.100.200",
        "168.63.129.16",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[::]",
        "0.0.0.0",
        "0",
        "255.255.255.255",
        "224.0.0.1",
        "[ff02::1]",
        "192.0.2.1",
        "198.18.0.1",
        "[2001:db8::1]",
        "[64:ff9b::169.254.169.254]",
        "[64:ff9b:1::1]",
        "[::127.0.0.1]",
        "[2001::1]",
        "[fec0::1]",
    ] {
        let url = url(&format!("https://{host}"));
        assert_eq!(live().to(&url, true).err(), Some(Forbidden::Nowhere), "{url}");
        assert_eq!(
            Egress::new(true, system()).unwrap().to(&url, true).err(),
            Some(Forbidden::Nowhere),
            "{url}"
        );
    }
    for host in [
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "11.0.0.1",
        "[2606:4700::1111]",
        "[64:ff9b::8.8.8.8]",
        "shop.example",
    ] {
        assert!(live().to(&url(&format!("https://{host}")), false).is_ok(), "{host}");
    }
}

#[test]
fn http_is_for_private_networks_alone() {
    assert_eq!(live().to(&url("http://shop.example"), false).err(), Some(Forbidden::Plain));
    assert_eq!(live().to(&url("http://8.8.8.8"), true).err(), Some(Forbidden::Plain));
    assert!(live().to(&url("http://192.168.1.9:8000"), true).is_ok());
    assert!(live().to(&url("http://shop.lan"), true).is_ok(), "judged when it is connected to");
}

async fn ask(egress: &Egress, url: &Url, private_network: bool) -> Result<u16, Option<Forbidden>> {
    let client = egress.to(url, private_network).map_err(Some)?;
    let answer = client.get(url.clone()).send().await.map_err(|error| forbidden(&error))?;
    Ok(answer.status().as_u16())
}

/// A server on this machine that counts who came.
async fn server() -> (u16, Arc<AtomicUsize>) {
    let came = Arc::new(AtomicUsize::new(0));
    let counted = came.clone();
    let router = axum::Router::new().fallback(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        async { "there" }
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (port, came)
}

#[tokio::test]
async fn a_name_is_judged_by_where_it_leads_each_time() {
    let (port, came) = server().await;
    let shop = url(&format!("https://shop.example:{port}"));
    for to in [&["127.0.0.1"][..], &["::ffff:127.0.0.1"], &["10.0.0.1", "192.168.0.1"]] {
        let to: &'static [&'static [&'static str]] = Box::leak(Box::new([to]));
        let egress = Egress::new(false, names(to)).unwrap();
        assert_eq!(ask(&egress, &shop, false).await, Err(Some(Forbidden::Private)), "{to:?}");
    }
    let metadata = Egress::new(false, names(&[&["169.254.169.254"]])).unwrap();
    for allowed in [false, true] {
        assert_eq!(ask(&metadata, &shop, allowed).await, Err(Some(Forbidden::Nowhere)));
    }
    // First a harmless address, then the inside: the second connection finds nothing.
    let rebinding = Egress::new(false, names(&[&[], &["127.0.0.1"]])).unwrap();
    assert_eq!(ask(&rebinding, &shop, false).await, Err(None), "it stands for no address");
    assert_eq!(ask(&rebinding, &shop, false).await, Err(Some(Forbidden::Private)));
    assert_eq!(came.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_permission_opens_the_inside_and_http_stays_there() {
    let (port, came) = server().await;
    let shop = url(&format!("http://shop.lan:{port}"));
    let inside = Egress::new(false, names(&[&["127.0.0.1"]])).unwrap();
    assert_eq!(ask(&inside, &shop, true).await, Ok(200));
    let outside = Egress::new(false, names(&[&["8.8.8.8"]])).unwrap();
    assert_eq!(ask(&outside, &shop, true).await, Err(Some(Forbidden::Plain)));
    let sandbox = Egress::new(true, names(&[&["127.0.0.1"]])).unwrap();
    assert_eq!(ask(&sandbox, &url(&format!("http://127.0.0.1:{port}")), false).await, Ok(200));
    assert_eq!(came.load(Ordering::SeqCst), 2);
}
