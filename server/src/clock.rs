//! The one place that knows what time it is.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeZone, Utc};
use chrono_tz::Tz;
use std::sync::{Arc, Mutex, PoisonError};

/// Tells the time: the machine's, or a fixed one for demonstrations and tests.
#[derive(Clone, Debug)]
pub struct Clock {
    fixed: Option<Arc<Mutex<DateTime<Utc>>>>,
    zone: Tz,
}

impl Clock {
    /// The machine's clock, in the zone of the region.
    #[must_use]
    pub fn system(zone: Tz) -> Self {
        Self { fixed: None, zone }
    }

    /// A clock that stands still at half past nine in the morning of a day.
    #[must_use]
    pub fn fixed(zone: Tz, day: NaiveDate) -> Self {
        let morning = day.and_time(NaiveTime::from_hms_opt(9, 30, 0).unwrap_or_default());
        let moment = zone
            .from_local_datetime(&morning)
            .earliest()
            .map_or_else(|| morning.and_utc(), |m| m.to_utc());
        Self {
            fixed: Some(Arc::new(Mutex::new(moment))),
            zone,
        }
    }

    /// Moves a fixed clock to another moment; the machine's clock can't be moved.
    pub fn set(&self, moment: DateTime<Utc>) {
        if let Some(fixed) = &self.fixed {
            *fixed.lock().unwrap_or_else(PoisonError::into_inner) = moment;
        }
    }

    /// Now, to the microsecond (what both databases can keep).
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let fixed = self
            .fixed
            .as_ref()
            .map(|fixed| *fixed.lock().unwrap_or_else(PoisonError::into_inner));
        fixed.unwrap_or_else(Utc::now).trunc_subsecs(6)
    }

    /// Now, on the clocks of the region.
    #[must_use]
    pub fn local(&self) -> NaiveDateTime {
        self.now().with_timezone(&self.zone).naive_local()
    }

    /// Today, on the calendars of the region.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.local().date()
    }

    /// The zone of the region.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.zone
    }
}
