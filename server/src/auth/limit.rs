//! How often somebody may try to sign in, by account and by address.

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::{net::IpAddr, num::NonZeroU32};

/// Tries at once, and then one every two seconds, for one account.
const ACCOUNT: NonZeroU32 = NonZeroU32::new(30).expect("not zero");
/// Tries a minute from one address: an office shares one.
const ADDRESS: NonZeroU32 = NonZeroU32::new(120).expect("not zero");

/// The counters; they live as long as the program runs.
#[derive(Debug)]
pub struct Limits {
    accounts: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            accounts: RateLimiter::keyed(Quota::per_minute(ACCOUNT)),
            addresses: RateLimiter::keyed(Quota::per_minute(ADDRESS)),
        }
    }
}

impl Limits {
    /// Counts a try; false when there were too many.
    pub fn allow(&self, email: &str, address: Option<IpAddr>) -> bool {
        let account = self.accounts.check_key(&email.to_lowercase()).is_ok();
        let address = address.is_none_or(|address| self.addresses.check_key(&address).is_ok());
        account && address
    }

    /// Forgets those who have not tried for long.
    pub fn tidy(&self) {
        self.accounts.retain_recent();
        self.addresses.retain_recent();
    }
}
