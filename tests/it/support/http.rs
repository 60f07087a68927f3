//! A small HTTP server on loopback, which does exactly what a test says: real bytes over real sockets.

use std::{
    io::{BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// A request as it came in.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// The first field of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// An answer. `Content-Length` is added unless the head has a length or a transfer coding.
#[derive(Debug, Clone, Default)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Bytes of the body after which the connection is closed.
    pub cut: Option<usize>,
    /// What goes wrong besides.
    pub fault: Option<Fault>,
}

/// What can go wrong with a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The answer takes its time.
    Late(Duration),
    /// The connection stays open, and no answer ever comes.
    Never,
    /// The head comes at once, and of the body one byte after each pause.
    Drip(Duration),
    /// The connection is closed without an answer.
    Close,
    /// The connection is reset.
    Reset,
    /// The answer is no HTTP.
    Garbage,
}

impl Response {
    pub fn new(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self
    }

    pub fn cut(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self
    }

    pub fn fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }
}

type Handler = dyn Fn(&Request) -> Response + Send + Sync;

/// A server; it ends with the test.
pub struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Request>>>,
    scheme: &'static str,
}

impl Server {
    /// A server that answers with what `handler` gives.
    pub fn start(handler: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Self {
        Self::serve("http", handler, |stream| Some(Box::new(stream)))
    }

    /// A server with a certificate that nobody has signed.
    pub fn start_tls(handler: impl Fn(&Request) -> Response + Send + Sync + 'static) -> Self {
        Self::start_tls_with_certificate(handler).0
    }

    /// The same, with its certificate as PEM.
    pub fn start_tls_with_certificate(
        handler: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> (Self, String) {
        let made = rcgen::generate_simple_self_signed(names()).expect("a certificate can be made");
        let pem = made.cert.pem();
        (Self::tls(handler, made.cert.der().clone(), &made.signing_key), pem)
    }

    /// A server whose certificate is signed by an authority of one's own, and that one's certificate as PEM.
    pub fn start_tls_with_authority(handler: impl Fn(&Request) -> Response + Send + Sync + 'static) -> (Self, String) {
        let key = || rcgen::KeyPair::generate().expect("a key can be made");
        let mut authority = rcgen::CertificateParams::new(Vec::new()).expect("an authority");
        authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        authority.distinguished_name.push(rcgen::DnType::CommonName, "Harbour Authority");
        let authority = rcgen::CertifiedIssuer::self_signed(authority, key()).expect("an authority signs itself");
        let own = key();
        let certificate = rcgen::CertificateParams::new(names())
            .and_then(|made| made.signed_by(&own, &authority))
            .expect("it is signed");
        (Self::tls(handler, certificate.der().clone(), &own), authority.pem())
    }

    /// With a certificate as `openssl req -x509` makes it: signed by itself, an authority, and for this host or another.
    pub fn start_tls_as_authority(
        host: &str,
        handler: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> (Self, String) {
        let key = rcgen::KeyPair::generate().expect("a key can be made");
        let mut parameters = rcgen::CertificateParams::new(vec![host.to_owned()]).expect("a certificate");
        parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let made = parameters.self_signed(&key).expect("it signs itself");
        (Self::tls(handler, made.der().clone(), &key), made.pem())
    }

    fn tls(
        handler: impl Fn(&Request) -> Response + Send + Sync + 'static,
        certificate: rustls::pki_types::CertificateDer<'static>,
        key: &rcgen::KeyPair,
    ) -> Self {
        rustls::crypto::ring::default_provider().install_default().ok();
        let key = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let config = rustls::ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("the certificate fits");
        let config = Arc::new(config);
        Self::serve("https", handler, move |stream| {
            let session = rustls::ServerConnection::new(Arc::clone(&config)).ok()?;
            Some(Box::new(rustls::StreamOwned::new(session, stream)))
        })
    }

    fn serve(
        scheme: &'static str,
        handler: impl Fn(&Request) -> Response + Send + Sync + 'static,
        wrap: impl Fn(TcpStream) -> Option<Box<dyn Stream>> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let address = listener.local_addr().expect("the port has a number");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, handler, wrap) =
            (Arc::clone(&seen), Arc::<Handler>::from(Box::new(handler) as Box<Handler>), Arc::new(wrap));
        thread::spawn(move || {
            for stream in listener.incoming().filter_map(Result::ok) {
                let (log, handler, wrap) = (Arc::clone(&log), Arc::clone(&handler), Arc::clone(&wrap));
                thread::spawn(move || {
                    stream.set_read_timeout(Some(Duration::from_secs(20))).ok();
                    let Ok(socket) = stream.try_clone() else { return };
                    // A client may go away whenever it likes.
                    wrap(stream).and_then(|mut stream| answer(stream.as_mut(), &socket, &handler, &log).ok());
                });
            }
        });
        Self { address, seen, scheme }
    }

    /// The address of a path on it.
    pub fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.address)
    }

    /// What was asked so far.
    pub fn seen(&self) -> Vec<Request> {
        self.seen.lock().expect("the log").clone()
    }
}

fn names() -> Vec<String> {
    vec!["localhost".to_owned(), "127.0.0.1".to_owned()]
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

fn answer(
    stream: &mut dyn Stream,
    socket: &TcpStream,
    handler: &Arc<Handler>,
    log: &Mutex<Vec<Request>>,
) -> std::io::Result<()> {
    let request = read(&mut BufReader::new(&mut *stream))?;
    log.lock().expect("the log").push(request.clone());
    let response = handler(&request);
    match response.fault {
        Some(Fault::Late(pause)) => thread::sleep(pause),
        // The thread ends with the test's process.
        Some(Fault::Never) => thread::sleep(Duration::from_secs(3600)),
        Some(Fault::Close) => return Ok(()),
        Some(Fault::Reset) => {
            rustix::net::sockopt::set_socket_linger(socket, Some(Duration::ZERO))?;
            return Ok(());
        }
        Some(Fault::Garbage) => return stream.write_all(b"220 mail.example ESMTP\r\n"),
        Some(Fault::Drip(_)) | None => {}
    }
    let mut head = format!("HTTP/1.1 {} Test\r\nConnection: close\r\n", response.status);
    let has = |name: &str| response.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    if !has("content-length") && !has("transfer-encoding") && response.status != 304 {
        head.push_str(&format!("Content-Length: {}\r\n", response.body.len()));
    }
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    let body = match request.method.as_str() {
        "HEAD" => &[][..],
        _ => &response.body[..response.cut.unwrap_or(response.body.len())],
    };
    if let Some(Fault::Drip(pause)) = response.fault {
        for byte in body {
            stream.write_all(&[*byte])?;
            stream.flush()?;
            thread::sleep(pause);
        }
    } else {
        stream.write_all(body)?;
    }
    stream.flush()
}

fn read(reader: &mut impl std::io::BufRead) -> std::io::Result<Request> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let mut request = Request {
        method: words.next().unwrap_or_default().to_owned(),
        path: words.next().unwrap_or_default().to_owned(),
        ..Request::default()
    };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        request.headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    request.body = vec![0; length];
    reader.read_exact(&mut request.body)?;
    Ok(request)
}
