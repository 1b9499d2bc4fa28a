//! Slots of an engine: one enum of variants each, known by name.

/// Makes the enums of the slots and the table `SLOTS` of their names; `before` and `behind` are slots that are no enum of this kind.
macro_rules! slots {
    (
        before [$($before:expr),*], behind [$($behind:expr),*];
        $($(#[doc = $doc:literal])* pub enum $slot:ident($slot_name:literal) { $($(#[doc = $variant_doc:literal])* $variant:ident = $name:literal),* $(,)? })*
    ) => {
        $($(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $slot { $($(#[doc = $variant_doc])* $variant),* }
        impl $slot {
            pub const SLOT: &'static str = $slot_name;
            pub const NAMES: &'static [&'static str] = &[$($name),*];
            fn parse(name: &str) -> Result<Self, $crate::error::Error> {
                match name {
                    $($name => Ok(Self::$variant),)*
                    _ => Err($crate::error::Error::parameter($slot_name, format!("no variant {name:?}; there are {}", Self::NAMES.join(", ")))),
                }
            }
        })*
        /// Slots and their variants.
        pub const SLOTS: &[(&str, &[&str])] = &[$($before,)* $(($slot_name, $slot::NAMES),)* $($behind),*];
    };
}
pub(super) use slots;
