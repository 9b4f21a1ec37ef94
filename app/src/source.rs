//! Where a value comes from.

codes! {
    /// How sure we are of a value from outside.
    pub enum Checked {
        /// Read in the law or an official publication.
        Yes = "yes",
        /// Read in a published page.
        Press = "press",
        /// Background knowledge, to be confirmed.
        No = "no",
    }
}
