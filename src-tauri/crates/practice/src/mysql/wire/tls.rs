//! TLS with the certificate that mysqld made for itself.

use std::sync::Arc;

use rustls::ServerConfig;
use tokio_rustls::TlsAcceptor;

use super::super::identity::Identity;
use super::packets::{Broken, Stream};

/// The connection encrypted, with its protocol version and cipher as Ssl_version and Ssl_cipher name them.
///
/// # Errors
/// The client does not agree.
pub(super) async fn accept(stream: Box<dyn Stream>, identity: &Identity) -> Result<(Box<dyn Stream>, (String, String)), Broken> {
    let config = config(identity).ok_or(Broken::Malformed)?;
    let stream = TlsAcceptor::from(Arc::new(config)).accept(stream).await?;
    let (_, connection) = stream.get_ref();
    let version = match connection.protocol_version() {
        Some(rustls::ProtocolVersion::TLSv1_3) => "TLSv1.3",
        _ => "TLSv1.2",
    };
    let suite = connection.negotiated_cipher_suite().map(|suite| format!("{:?}", suite.suite())).unwrap_or_default();
    let names = (version.to_owned(), openssl_name(&suite));
    Ok((Box::new(stream), names))
}

fn config(identity: &Identity) -> Option<ServerConfig> {
    let (certificate, key) = identity.tls().ok()?;
    ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .ok()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .ok()
}

/// A cipher suite as OpenSSL, and so MySQL, names it.
fn openssl_name(suite: &str) -> String {
    match suite.strip_prefix("TLS13_") {
        Some(rest) => format!("TLS_{rest}"),
        None => suite.trim_start_matches("TLS_").replace("_WITH_", "-").replace("AES_", "AES").replace('_', "-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ciphers_have_openssls_names() {
        assert_eq!(openssl_name("TLS13_AES_256_GCM_SHA384"), "TLS_AES_256_GCM_SHA384");
        assert_eq!(openssl_name("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"), "ECDHE-ECDSA-AES256-GCM-SHA384");
    }
}
