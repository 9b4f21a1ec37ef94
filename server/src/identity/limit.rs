//! How often somebody may try to sign in, by account and by address.
//!
//! The narrow limit of an account counts the tries of one address alone: whoever tries somebody
//! else's account too often shuts out nobody but those who share that address.

use app::fold;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
};

/// Tries a minute for one account from one address.
const PAIR: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
/// Tries a minute from one address: an office shares one.
const ADDRESS: NonZeroU32 = NonZeroU32::new(120).expect("not zero");
/// Tries a minute for one account from everywhere: a limit to guessing from many addresses, so wide
/// that few can't use it up for its owner.
const ACCOUNT: NonZeroU32 = NonZeroU32::new(300).expect("not zero");

/// The counters; they live as long as the program runs.
#[derive(Debug)]
pub struct Limits {
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    pairs: DefaultKeyedRateLimiter<(String, Option<IpAddr>)>,
    accounts: DefaultKeyedRateLimiter<String>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            addresses: RateLimiter::keyed(Quota::per_minute(ADDRESS)),
            pairs: RateLimiter::keyed(Quota::per_minute(PAIR)),
            accounts: RateLimiter::keyed(Quota::per_minute(ACCOUNT)),
        }
    }
}

impl Limits {
    /// Counts a try; false when there were too many. One that a narrower limit refuses does not
    /// count for a wider one.
    pub fn allow(&self, email: &str, address: Option<IpAddr>) -> bool {
        let (email, address) = (fold::email(email), address.map(network));
        address.is_none_or(|address| self.addresses.check_key(&address).is_ok())
            && self.pairs.check_key(&(email.clone(), address)).is_ok()
            && self.accounts.check_key(&email).is_ok()
    }

    /// Forgets those who have not tried for long.
    pub fn tidy(&self) {
        self.addresses.retain_recent();
        self.pairs.retain_recent();
        self.accounts.retain_recent();
    }
}

/// What counts as one address. Of IPv6 that is the network: everybody has a whole one (/64).
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: &str = "a@example.nl";

    fn ip(text: &str) -> Option<IpAddr> {
        text.parse().ok()
    }

    #[test]
    fn a_stranger_elsewhere_can_not_lock_somebody_out() {
        let limits = Limits::default();
        let allowed = (0..200).filter(|_| limits.allow(OWNER, ip("192.0.2.1")));
        assert_eq!(allowed.count(), 30);
        assert!(!limits.allow("A@Example.nl ", ip("192.0.2.1")));
        assert!(limits.allow(OWNER, ip("192.0.2.2")));
        // What an address is refused counts for no account.
        for number in 0..500 {
            limits.allow(&format!("{number}@example.nl"), ip("192.0.2.3"));
        }
        for _ in 0..500 {
            assert!(!limits.allow("b@example.nl", ip("192.0.2.3")));
        }
        assert!(limits.allow("b@example.nl", ip("192.0.2.4")));
    }

    #[test]
    fn guessing_from_everywhere_has_an_end() {
        let limits = Limits::default();
        let allowed = (0..200)
            .flat_map(|host| [host; 10])
            .filter(|host| limits.allow(OWNER, ip(&format!("192.0.2.{host}"))));
        assert!((300..310).contains(&allowed.count()));
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        let limits = Limits::default();
        let allowed = (0..200).filter(|n| limits.allow(OWNER, ip(&format!("2001:db8:1:2::{n}"))));
        assert_eq!(allowed.count(), 30);
        assert!(limits.allow(OWNER, ip("2001:db8:1:3::1")));
    }
}
