//! Other names for leads, where people read who must not know who they are.
//!
//! A name is a keyed hash of the key: the same for the same salt, and without the salt nobody gets
//! back to the lead. `commands` keeps the salt in a file that git ignores; `report` uses the names.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::diagnostic::Diagnostic;
use crate::hash::hex;

/// Hex digits of a name.
const DIGITS: usize = 10;
/// Fewest bytes of a salt.
const LEAST: usize = 16;

/// The secret that names are made with.
#[derive(Clone)]
pub struct Salt(Hmac<Sha256>);

impl std::fmt::Debug for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Salt(..)")
    }
}

impl Salt {
    /// Takes a text, which has at least 16 bytes.
    pub fn of(text: &str) -> Result<Self, Diagnostic> {
        let secret = text.trim().as_bytes();
        let keyed = Hmac::new_from_slice(secret).ok().filter(|_| secret.len() >= LEAST);
        keyed.map(Self).ok_or_else(|| {
            let message = format!("the salt for names of leads has fewer than {LEAST} bytes");
            Diagnostic::general("bad-salt", message)
                .help("`openssl rand -hex 32` makes one; without one, `kpi` makes its own")
        })
    }

    /// Makes a text for a new salt from the random numbers of the system.
    pub fn fresh() -> Result<String, Diagnostic> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| {
            let message = format!("the system gives no random numbers: {error}");
            Diagnostic::general("bad-salt", message).help("set `KPI_SALT` to a secret text")
        })?;
        Ok(hex(&bytes, 2 * bytes.len()))
    }

    /// Gives the other name of a key: HMAC-SHA-256 (RFC 2104), its first 40 bits.
    pub fn name(&self, key: &str) -> String {
        let mut hash = self.0.clone();
        hash.update(key.as_bytes());
        format!("id-{}", hex(&hash.finalize().into_bytes(), DIGITS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_openssl_says() {
        // printf hello | openssl dgst -sha256 -hmac 0123456789abcdef
        let salt = Salt::of("0123456789abcdef\n").unwrap();
        assert_eq!(salt.name("hello"), "id-713ba20d2e");
        assert_ne!(salt.name("hello"), salt.name("hello "));
        assert_ne!(salt.name("hello"), Salt::of("0123456789abcdeg").unwrap().name("hello"));
    }

    #[test]
    fn a_salt_is_long_and_not_printed() {
        assert!(Salt::of("short").is_err());
        let fresh = Salt::fresh().unwrap();
        assert_eq!(fresh.len(), 64);
        assert_ne!(fresh, Salt::fresh().unwrap());
        assert_eq!(format!("{:?}", Salt::of(&fresh).unwrap()), "Salt(..)");
    }
}
