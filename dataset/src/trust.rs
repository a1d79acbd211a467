//! Whose signature on a mirror's certificate is trusted.
//!
//! The certificate authorities that are built in suffice for the mirrors. A network that inspects connections, as of a
//! school or a company, signs with an authority of its own. Its computers have that one in the store of the system, or
//! in the files that `SSL_CERT_FILE` and `SSL_CERT_DIR` name, which is asked where the built-in authorities know nothing.
//! That more are trusted does no harm: the files have to have the published sums, whoever delivers them.

use std::io;

use rustls::CertificateError;
use rustls_native_certs::load_native_certs;
use ureq::tls::{Certificate, RootCerts};

use crate::options::set;

const VARIABLES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// The authorities that the variables name; where they are not set, those of the system.
pub(crate) fn further_roots() -> RootCerts {
    let certificates = load_native_certs().certs;
    RootCerts::from(certificates.iter().map(|one| Certificate::from_der(one).to_owned()).collect::<Vec<_>>())
}

/// What is wrong with a certificate, if that is what ended a connection.
pub(crate) fn refused_certificate(error: &ureq::Error) -> Option<&CertificateError> {
    let ureq::Error::Io(error) = error else { return None };
    match error.get_ref().and_then(|error| error.downcast_ref()) {
        Some(rustls::Error::InvalidCertificate(problem)) if error.kind() == io::ErrorKind::InvalidData => Some(problem),
        _ => None,
    }
}

/// What to say of a certificate that was refused.
pub(crate) fn describe(problem: &CertificateError) -> String {
    use CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext, UnknownIssuer};
    match problem {
        UnknownIssuer => {
            let named = VARIABLES.into_iter().find_map(|name| Some((name, set(name)?)));
            let tried = named.map_or_else(String::new, |(name, value)| {
                let error = load_native_certs().errors.into_iter().next();
                let error = error.map_or_else(|| "it does not sign this one".into(), |error| error.to_string());
                format!(" ({name} is {value:?}: {error})")
            });
            format!(
                "has a certificate of an issuer that is unknown here: a school or company network that inspects \
                 connections? Set SSL_CERT_FILE to the file (PEM) of its root certificate{tried}"
            )
        }
        Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. } => {
            "has a certificate that is not valid at this time: is the clock of this computer right?".into()
        }
        other => format!("has a certificate that is refused: {other}"),
    }
}
