//! The window's contents in an ordinary browser: the built UI and the program's calls, over HTTP on this computer.
//!
//! A web page of somebody else must not be able to drive the program, so that only what comes from this host's own page is answered:
//! the `Host` must name this computer (a page elsewhere whose name was made to point here names itself), the `Origin` must be the
//! host's own, and a call must be JSON, which a page elsewhere may not send without asking first.

use std::path::{Component, Path as FilePath, PathBuf};
use std::sync::Arc;

use app::App;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;

/// What the host serves.
#[derive(Clone)]
struct Served {
    app: App,
    page: Arc<FilePath>,
    policy: Arc<str>,
}

/// Serves the built UI of a folder, and the calls of a program.
pub fn router(app: App, page: PathBuf) -> Router {
    let served = Served { app, page: page.into(), policy: content_security_policy().into() };
    Router::new().route("/call/{method}", post(call)).fallback(get(file)).layer(from_fn(from_its_own_page)).with_state(served)
}

/// Lets through what comes from this computer and from no page but the host's own.
async fn from_its_own_page(request: Request, next: Next) -> Response {
    if is_its_own(request.headers()) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "Only the page of this host itself is answered.\n").into_response()
    }
}

fn is_its_own(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let Some(host) = text(HOST) else { return false };
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|digit| digit.is_ascii_digit())).map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]") && text(ORIGIN).is_none_or(|origin| origin.strip_prefix("http://") == Some(host))
}

/// `POST /call/{method}`: the arguments as one JSON object; the answer, or the problem with status 422.
async fn call(State(served): State<Served>, Path(method): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().map(str::trim) != Some("application/json") {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "A call is JSON.\n").into_response();
    }
    let Ok(args) = serde_json::from_slice::<Value>(&body) else {
        return (StatusCode::BAD_REQUEST, "This is not JSON.\n").into_response();
    };
    match served.app.dispatch(&method, args).await {
        Ok(value) => json(StatusCode::OK, &value),
        Err(problem) => json(StatusCode::UNPROCESSABLE_ENTITY, &problem),
    }
}

fn json(status: StatusCode, value: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => (status, [(CONTENT_TYPE, "application/json")], body).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// A file of the built UI.
async fn file(State(served): State<Served>, uri: Uri) -> Response {
    let name = match uri.path() {
        "/" => "index.html",
        path => path.trim_start_matches('/'),
    };
    let inside = FilePath::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    let Some(kind) = kind_of(name).filter(|_| inside) else { return StatusCode::NOT_FOUND.into_response() };
    match tokio::fs::read(served.page.join(name)).await {
        Ok(body) => {
            let headers = [
                (CONTENT_TYPE, kind),
                (CONTENT_SECURITY_POLICY, &*served.policy),
                (X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (CACHE_CONTROL, "no-store"),
            ];
            (headers, body).into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The types of what the UI's build makes. Nothing else is served.
fn kind_of(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "css" => "text/css",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        _ => return None,
    })
}

/// The window's own policy, with the calls going to this host in place of the shell.
fn content_security_policy() -> String {
    let configuration: Value = serde_json::from_str(include_str!("../../tauri.conf.json")).expect("Tauri's configuration is JSON");
    let rules = configuration["app"]["security"]["csp"].as_object().expect("the window has a policy");
    let rule = |(name, sources): (&String, &Value)| match name.as_str() {
        "connect-src" => "connect-src 'self'".to_owned(),
        _ => format!("{name} {}", sources.as_str().expect("a rule is a text")),
    };
    rules.iter().map(rule).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use serde_json::json;
    use tempfile::TempDir;
    use tokio::net::TcpListener;

    use super::*;

    struct Host {
        address: SocketAddr,
        http: reqwest::Client,
        _folder: TempDir,
    }

    impl Host {
        async fn start() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let page = folder.path().join("page");
            std::fs::create_dir(&page).unwrap();
            std::fs::write(page.join("index.html"), "<title>the page</title>").unwrap();
            std::fs::write(folder.path().join("secret.html"), "not of the page").unwrap();
            let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
            let address = listener.local_addr().unwrap();
            let app = App::new(app::Options::new(folder.path().join("home")));
            tokio::spawn(async move { axum::serve(listener, router(app, page)).await });
            Self { address, http: reqwest::Client::builder().no_proxy().build().unwrap(), _folder: folder }
        }

        /// Status and body of a call with these headers.
        async fn call(&self, method: &str, args: &Value, headers: &[(&str, &str)]) -> (u16, String) {
            let mut request = self.http.post(format!("http://{}/call/{method}", self.address)).body(args.to_string());
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let answer = request.send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        }
    }

    const JSON: (&str, &str) = ("content-type", "application/json");

    #[tokio::test]
    async fn a_call_is_answered_with_its_answer_or_its_problem() {
        let host = Host::start().await;
        assert_eq!(host.call("list_labs", &json!({}), &[JSON]).await, (200, "[]".to_owned()));
        let (status, body) = host.call("lab", &json!({ "name": "none" }), &[JSON]).await;
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert_eq!((status, &problem["code"]), (422, &json!("lab_not_found")));
    }

    #[tokio::test]
    async fn nobody_but_its_own_page_is_answered() {
        let host = Host::start().await;
        let here = host.address.to_string();
        let port = host.address.port();
        let own = format!("http://{here}");
        let named = format!("localhost:{port}");
        let named_origin = format!("http://{named}");
        for (headers, expected) in [
            (vec![JSON, ("origin", own.as_str())], 200),
            (vec![JSON, ("host", named.as_str()), ("origin", named_origin.as_str())], 200),
            (vec![JSON, ("origin", "https://elsewhere.example")], 403),
            (vec![JSON, ("origin", "http://127.0.0.1:1")], 403),
            (vec![JSON, ("origin", "null")], 403),
            (vec![JSON, ("host", "elsewhere.example")], 403),
            (vec![JSON, ("host", "127.0.0.1.elsewhere.example")], 403),
            (vec![("content-type", "text/plain")], 415),
            (vec![], 415),
        ] {
            let (status, _) = host.call("list_labs", &json!({}), &headers).await;
            assert_eq!(status, expected, "{headers:?}");
        }
    }

    #[tokio::test]
    async fn only_files_of_the_page_are_served() {
        let host = Host::start().await;
        let page = host.http.get(format!("http://{}/", host.address)).send().await.unwrap();
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("connect-src 'self'") && policy.contains("default-src 'self'"), "{policy}");
        assert_eq!(page.text().await.unwrap(), "<title>the page</title>");
        // The client tidies a path up before it asks, so these are asked for by hand.
        for path in ["/../secret.html", "/./../secret.html", "//secret.html", "/index.html/../../secret.html", "/nothing.html"] {
            assert_eq!(by_hand(host.address, path).await, "HTTP/1.1 404 Not Found", "{path}");
        }
        assert_eq!(by_hand(host.address, "/index.html").await, "HTTP/1.1 200 OK");
    }

    /// The first line of the answer to a request for a path just as it is written.
    async fn by_hand(address: SocketAddr, path: &str) -> String {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer.lines().next().unwrap_or_default().to_owned()
    }
}
