//! Lanes: the same line of arithmetic for several cases side by side, which the compiler turns into vector instructions.
//!
//! A loop over lanes is compiled once for each width of vectors and the widest that the processor has is taken at run time. No
//! fused multiply-add and no reduction across lanes: the bits are the same for every width. What is called inside must be
//! `#[inline(always)]`: a function that is not inlined, a closure too, does not inherit the features of its caller.

/// Vectors that a loop over lanes is compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// Those that every processor of the target has.
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Width {
    /// All that this processor has, the widest last.
    pub fn available() -> Vec<Self> {
        #[allow(unused_mut)]
        let mut widths = vec![Self::Plain];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                widths.push(Self::Avx2);
            }
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq") && is_x86_feature_detected!("avx512vl") {
                widths.push(Self::Avx512);
            }
        }
        widths
    }

    /// The widest that this processor has.
    pub fn widest() -> Self {
        Self::available().pop().unwrap_or(Self::Plain)
    }
}

/// A function for every [`Width`] of a body that is `#[inline(always)]`: `widths! { pub fn fly[](block: &mut Block) => fly_lanes; }`
/// makes `fly(width, block)`. The width must be one that [`Width::available`] gave.
#[macro_export]
macro_rules! widths {
    ($(#[$meta:meta])* $vis:vis fn $name:ident[$($generic:tt)*]($($argument:ident: $kind:ty),* $(,)?) $(-> $out:ty)? => $body:expr;) => {
        $(#[$meta])*
        $vis fn $name<$($generic)*>(width: $crate::lanes::Width, $($argument: $kind),*) $(-> $out)? {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512dq,avx512vl")]
            fn avx512<$($generic)*>($($argument: $kind),*) $(-> $out)? {
                ($body)($($argument),*)
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            fn avx2<$($generic)*>($($argument: $kind),*) $(-> $out)? {
                ($body)($($argument),*)
            }
            match width {
                $crate::lanes::Width::Plain => ($body)($($argument),*),
                // SAFETY: a width is made by `Width::available`, which found these features.
                #[cfg(target_arch = "x86_64")]
                $crate::lanes::Width::Avx2 => unsafe { avx2($($argument),*) },
                #[cfg(target_arch = "x86_64")]
                $crate::lanes::Width::Avx512 => unsafe { avx512($($argument),*) },
            }
        }
    };
}

/// A struct of numbers, and the same side by side with `new`, `get(lane)` and `set(lane, one)`.
#[macro_export]
macro_rules! side_by_side {
    ($(#[$meta:meta])* $vis:vis struct $one:ident, $many:ident { $($(#[$field_meta:meta])* $name:ident),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default)]
        $vis struct $one { $($(#[$field_meta])* pub $name: f64),* }
        #[doc = concat!("[`", stringify!($one), "`] side by side.")]
        #[derive(Clone, Copy, Debug)]
        #[repr(align(64))]
        $vis struct $many<const L: usize> { $(pub $name: [f64; L]),* }
        impl<const L: usize> $many<L> {
            pub fn new() -> Self {
                Self { $($name: [0.0; L]),* }
            }
            #[inline(always)]
            pub fn get(&self, lane: usize) -> $one {
                $one { $($name: self.$name[lane]),* }
            }
            #[inline(always)]
            pub fn set(&mut self, lane: usize, one: $one) {
                $(self.$name[lane] = one.$name;)*
            }
        }
        impl<const L: usize> Default for $many<L> {
            fn default() -> Self {
                Self::new()
            }
        }
    };
}
