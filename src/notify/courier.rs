//! The courier that really goes.

use super::{
    Article, Courier, Delivery, Receipt, Verdict,
    draft::Draft,
    outcome,
    protocol::{index_now, podping, rest, rss_cloud, webhook, websub, xml_rpc},
    secrets::{Environment, Keys, Safe},
};
use crate::{
    config::{Endpoint, Protocol, Proxy, Secret, Transport},
    net::{Detour, Outgoing, Reply, Sender, Way},
    value::{Clock, Timestamp, WebUrl},
};
use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Carries deliveries by HTTP. Endpoints that are reached by the same way share their connections.
#[derive(Debug)]
pub struct HttpCourier {
    safe: Safe,
    clock: Clock,
    started: Instant,
    senders: Mutex<HashMap<Way, Arc<Sender>>>,
    /// Where keys of IndexNow were found to be in order.
    keys: Mutex<HashSet<String>>,
}

impl HttpCourier {
    /// A courier for the publication in `root`, which stands at `clock` now. Secrets of the environment are asked for when a
    /// request is made.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>, clock: Clock, environment: Environment) -> Self {
        Self {
            safe: Safe { root: root.into(), environment },
            clock,
            started: Instant::now(),
            senders: Mutex::default(),
            keys: Mutex::default(),
        }
    }

    /// The file that holds an endpoint's key of IndexNow, relative to the root, and what is in it; `None` if the
    /// configuration names none.
    ///
    /// # Errors
    /// The key cannot be had, or is none; says what to do.
    pub fn key_file(&self, endpoint: &Endpoint) -> Result<Option<(String, String)>, String> {
        let Protocol::IndexNow { key, key_file: Some(file), .. } = &endpoint.protocol else { return Ok(None) };
        let key = index_now_key(&Keys::of(&self.safe), key)?;
        Ok(Some((file.replace("{key}", &key), key)))
    }

    fn now(&self) -> Timestamp {
        let passed = i64::try_from(self.started.elapsed().as_secs()).unwrap_or(i64::MAX);
        let now = self.clock.now();
        Timestamp::from_unix(now.unix().saturating_add(passed)).unwrap_or(now)
    }

    /// The sender for this way.
    fn sender(&self, transport: &Transport, keys: &Keys<'_>) -> Result<Arc<Sender>, String> {
        let certificates = match &transport.ca_file {
            Some(path) => {
                let path = self.safe.root.join(path);
                let bytes = std::fs::read(&path);
                Some(bytes.map_err(|error| format!("`ca_file`: {} cannot be read: {error}", path.display()))?)
            }
            None => None,
        };
        let proxy = match &transport.proxy {
            Proxy::Environment => Detour::Environment,
            Proxy::Direct => Detour::Straight,
            Proxy::Through(address) => Detour::Through(keys.address(address)?),
        };
        let way = Way { certificates, proxy, connect: transport.connect, allow_private: transport.allow_private };
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = senders.get(&way) {
            return Ok(Arc::clone(known));
        }
        let made = Arc::new(Sender::new(&way).map_err(|error| outcome::in_full(&error))?);
        senders.insert(way, Arc::clone(&made));
        Ok(made)
    }
}

impl Courier for HttpCourier {
    fn deliver(&self, endpoint: &Endpoint, delivery: &Delivery, deadline: Instant) -> Receipt {
        let start = Instant::now();
        let keys = Keys::of(&self.safe);
        let errand = Errand {
            courier: self,
            endpoint,
            delivery,
            deadline,
            keys: &keys,
            status: Cell::new(None),
            taken: RefCell::default(),
        };
        // What is wrong on this side is no refusal: it can be mended, and the news are not lost.
        let verdict = errand.run().unwrap_or_else(|why| Verdict::Again { why, after: None });
        let verdict = match verdict {
            Verdict::Delivered => Verdict::Delivered,
            Verdict::Again { why, after } => Verdict::Again { why: keys.scrub(&why), after },
            Verdict::Refused { why } => Verdict::Refused { why: keys.scrub(&why) },
        };
        Receipt { verdict, taken: errand.taken.take(), status: errand.status.get(), duration: start.elapsed() }
    }
}

/// The requests that a delivery takes, as text, with the names of secrets in their places. Nothing is sent or looked up.
///
/// A ping by XML-RPC shows the extended one; the plain one follows only where that is not known.
#[must_use]
pub fn rehearse(endpoint: &Endpoint, delivery: &Delivery) -> Vec<String> {
    let keys = Keys::masked();
    let now = Clock::system().now();
    // With masked secrets nothing can be missing.
    let drafts = drafts(endpoint, delivery, &keys, now).unwrap_or_default();
    let dress = |draft| dressed(draft, &endpoint.transport, &keys).map(|draft| draft.shown());
    drafts.into_iter().filter_map(|draft| dress(draft).ok()).collect()
}

/// Every request of a delivery, if nothing goes wrong.
fn drafts(endpoint: &Endpoint, delivery: &Delivery, keys: &Keys<'_>, now: Timestamp) -> Result<Vec<Draft>, String> {
    let news = &delivery.news;
    Ok(match &endpoint.protocol {
        Protocol::WebSub { hub } => vec![websub::draft(hub.as_str(), news)],
        Protocol::XmlRpc { url, extended: true } => vec![xml_rpc::extended(&keys.address(url)?, news)],
        Protocol::XmlRpc { url, extended: false } => vec![xml_rpc::plain(&keys.address(url)?, news)],
        Protocol::Rest { template, post } => vec![rest::draft(&keys.template(template)?, *post, news)],
        Protocol::RssCloud { url, cloud } => vec![rss_cloud::draft(url.as_str(), cloud.protocol == "xml-rpc", news)],
        Protocol::IndexNow { url, key, key_location, .. } => {
            let key = index_now_key(keys, key)?;
            let location = index_now::location(key_location.as_deref(), &delivery.topic, &key);
            let pages = index_now::pages(news, &delivery.topic, &location);
            let mut drafts = index_now::drafts(url.as_str(), &delivery.topic, &key, &location, &pages.inside);
            if !drafts.is_empty() {
                drafts.insert(0, index_now::key_draft(&location));
            }
            drafts
        }
        Protocol::Podping { url, token, reason, medium } => {
            let token = token.as_ref().map(|token| keys.secret(token)).transpose()?;
            vec![podping::draft(url.as_str(), token.as_deref(), reason, medium, news)]
        }
        Protocol::PodcastIndex { url } => vec![podping::index_draft(url.as_str(), news)],
        Protocol::Webhook { url, secret } => {
            let url = keys.address(url)?;
            let secret = secret.as_ref().map(|secret| keys.secret(secret)).transpose()?;
            let signature = match &secret {
                None => webhook::Signature::None,
                Some(name) if keys.are_masked() => webhook::Signature::Named(name),
                Some(secret) => webhook::Signature::With(secret),
            };
            vec![webhook::draft(&url, &signature, delivery, now)]
        }
    })
}

/// The key, if it can be one.
fn index_now_key(keys: &Keys<'_>, key: &Secret) -> Result<String, String> {
    let found = keys.secret(key)?;
    if !keys.are_masked() {
        index_now::check_key(&found).map_err(|why| format!("{key}: {why}"))?;
    }
    Ok(found)
}

/// The request with the fields that the configuration adds to all of an endpoint.
fn dressed(draft: Draft, transport: &Transport, keys: &Keys<'_>) -> Result<Draft, String> {
    let name = transport.user_agent.as_deref().unwrap_or(concat!("courant/", env!("CARGO_PKG_VERSION")));
    // Who states both in one has said everything.
    let agent = if name.contains("(+") { name.to_owned() } else { format!("{name} (+{})", transport.contact) };
    let mut draft = draft.header("User-Agent", agent);
    for (name, value) in &transport.headers {
        draft = draft.private_header(name, keys.text(value)?);
    }
    Ok(draft)
}

/// One delivery on its way.
struct Errand<'a> {
    courier: &'a HttpCourier,
    endpoint: &'a Endpoint,
    delivery: &'a Delivery,
    deadline: Instant,
    keys: &'a Keys<'a>,
    /// The last status that came back.
    status: Cell<Option<u16>>,
    /// Articles that were taken so far.
    taken: RefCell<Vec<Article>>,
}

impl Errand<'_> {
    fn run(&self) -> Result<Verdict, String> {
        let drafts = drafts(self.endpoint, self.delivery, self.keys, self.courier.now())?;
        match &self.endpoint.protocol {
            Protocol::XmlRpc { url, extended } => {
                let mut known = true;
                let verdict = self.all(drafts, |reply, now| {
                    let (verdict, is_unknown) = xml_rpc::judge(reply, now);
                    known = !is_unknown;
                    verdict
                })?;
                if known || !extended {
                    return Ok(verdict);
                }
                let plain = xml_rpc::plain(&self.keys.address(url)?, &self.delivery.news);
                self.all([plain], |reply, now| xml_rpc::judge(reply, now).0)
            }
            Protocol::RssCloud { cloud, .. } => {
                self.all(drafts, |reply, now| rss_cloud::judge(reply, cloud.protocol == "xml-rpc", now))
            }
            Protocol::Podping { token, .. } => {
                self.all(drafts, |reply, now| podping::judge(reply, token.is_some(), now))
            }
            Protocol::IndexNow { key, key_location, .. } => self.index_now(drafts, key, key_location.as_deref()),
            _ => self.all(drafts, outcome::by_status),
        }
    }

    /// Sees to the key first, then submits.
    fn index_now(&self, drafts: Vec<Draft>, key: &Secret, stated: Option<&str>) -> Result<Verdict, String> {
        let host = self.delivery.topic.as_str();
        let key = index_now_key(self.keys, key)?;
        let location = index_now::location(stated, host, &key);
        let mut drafts = drafts.into_iter();
        if let Some(draft) = drafts.next() {
            let known = self.courier.keys.lock().unwrap_or_else(PoisonError::into_inner).contains(&location);
            if !known {
                let seen = self.all([draft], |reply, now| index_now::judge_key(reply, &key, &location, now))?;
                if seen != Verdict::Delivered {
                    return Ok(seen);
                }
                self.courier.keys.lock().unwrap_or_else(PoisonError::into_inner).insert(location.clone());
            }
        }
        let index_now::Pages { inside, outside } = index_now::pages(&self.delivery.news, host, &location);
        for (draft, urls) in drafts.zip(index_now::batches(&inside)) {
            let verdict = self.all([draft], |reply, now| index_now::judge(reply, host, &location, now))?;
            if verdict != Verdict::Delivered {
                return Ok(verdict);
            }
            let urls: HashSet<&str> = urls.iter().copied().collect();
            let is_taken = |article: &&Article| article.url.as_deref().is_some_and(|url| urls.contains(url));
            self.taken.borrow_mut().extend(self.delivery.news.articles.iter().filter(is_taken).cloned());
        }
        let Some(first) = outside.first() else { return Ok(Verdict::Delivered) };
        let pages =
            if outside.len() == 1 { "one page was".to_owned() } else { format!("{} pages were", outside.len()) };
        Ok(Verdict::Refused {
            why: format!(
                "{pages} not submitted, such as {first}: the key at {location} covers only its own folder; put it at the \
                 root of the site"
            ),
        })
    }

    /// Sends one after another, as long as they are taken.
    fn all(
        &self,
        drafts: impl IntoIterator<Item = Draft>,
        mut judge: impl FnMut(&Reply, Timestamp) -> Verdict,
    ) -> Result<Verdict, String> {
        for draft in drafts {
            let verdict = match self.send(draft)? {
                Ok(reply) => judge(&reply, self.courier.now()),
                Err(verdict) => verdict,
            };
            if verdict != Verdict::Delivered {
                return Ok(verdict);
            }
        }
        Ok(Verdict::Delivered)
    }

    /// Sends one request. `Err` in `Ok` is what it means that no answer came.
    fn send(&self, draft: Draft) -> Result<Result<Reply, Verdict>, String> {
        let transport = &self.endpoint.transport;
        let draft = dressed(draft, transport, self.keys)?;
        let url = WebUrl::parse(&draft.url)?;
        let sender = self.courier.sender(transport, self.keys)?;
        let timeout = transport.timeout.min(self.deadline.saturating_duration_since(Instant::now()));
        if timeout < Duration::from_millis(1) {
            return Err("there was no time left for it in this run".to_owned());
        }
        let outgoing = Outgoing {
            body: draft.body.as_ref().map(|(media_type, body)| (*media_type, body.as_slice())),
            url: &url,
            headers: &draft.headers,
            private_headers: &draft.private_headers,
            reads_body: draft.reads_body,
            timeout,
        };
        // What an earlier request of this delivery was told is no answer to this one.
        self.status.set(None);
        Ok(match sender.send(&outgoing) {
            Ok(reply) => {
                self.status.set(Some(reply.status));
                Ok(reply)
            }
            Err(error) => {
                self.status.set(match &error {
                    crate::net::Error::Moved { status, .. } => Some(*status),
                    crate::net::Error::Proxied { .. } => Some(407),
                    _ => None,
                });
                Err(outcome::by_error(&error))
            }
        })
    }
}
