//! The C ABI of a law, version 1. A plugin hands over a [`LawV1`]; in Python in a capsule named [`CAPSULE`].
//!
//! `docs/plugins/gigasite_law.h` is the same for C. Whoever gives the struct keeps it and what `ctx` points to alive while the capsule is.

use std::ffi::c_void;

use super::Law;

/// Name of the capsule.
pub const CAPSULE: &str = "gigasite.law.v1";
/// Version of the ABI; read before anything else.
pub const VERSION: u32 = 1;

/// One draw in one step; 1 is success, anything else is failure (a numba function that raised returns 0).
pub type Function = unsafe extern "C" fn(
    ctx: *mut c_void,
    inputs: *const f64,
    n_in: usize,
    params: *const f64,
    n_par: usize,
    outputs: *mut f64,
    n_out: usize,
) -> i32;

/// What a capsule points to.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct LawV1 {
    /// [`VERSION`].
    pub abi: u32,
    /// Size of this struct in bytes: a later version only adds at the end.
    pub size: u32,
    /// The function; it may be called from several threads at once.
    pub law: Option<Function>,
    /// Handed to the function as it is; may be null.
    pub ctx: *mut c_void,
}

/// A law behind the ABI.
#[derive(Clone, Copy, Debug)]
pub struct Foreign {
    function: Function,
    ctx: *mut c_void,
}

// SAFETY: the ABI asks of a law that it may be called from any thread and from several at once; the core only hands `ctx` through.
unsafe impl Send for Foreign {}
// SAFETY: as above.
unsafe impl Sync for Foreign {}

impl Foreign {
    /// The law that a struct describes, or what is wrong with it.
    ///
    /// # Safety
    /// `law` is null or points to a struct whose first word is the version of its ABI, and that is a [`LawV1`] where the version is 1.
    /// Its function keeps to the signature and the lengths that it is given, for as long as the result is used.
    pub unsafe fn from_struct(law: *const LawV1) -> Result<Self, String> {
        if law.is_null() {
            return Err("the pointer to the law is null".into());
        }
        if !law.is_aligned() {
            return Err("the pointer to the law is not aligned".into());
        }
        // SAFETY: not null, aligned, and the caller promises that a version stands there.
        let abi = unsafe { (&raw const (*law).abi).read() };
        if abi != VERSION {
            return Err(format!("the law has version {abi} of the ABI, this gigasite has {VERSION}"));
        }
        // SAFETY: in version 1 the size stands behind the version.
        let size = unsafe { (&raw const (*law).size).read() } as usize;
        if size < size_of::<LawV1>() {
            return Err(format!("the struct of the law has {size} bytes, version {VERSION} has {}", size_of::<LawV1>()));
        }
        // SAFETY: version and size say that all fields are there.
        let LawV1 { law, ctx, .. } = unsafe { law.read() };
        law.map(|function| Self { function, ctx }).ok_or_else(|| "the function of the law is null".into())
    }

    /// The law at an address, as a numba `cfunc` gives it; no context.
    ///
    /// # Safety
    /// `address` is 0 or that of a [`Function`] that stays loaded for as long as the result is used.
    pub unsafe fn from_address(address: usize) -> Result<Self, String> {
        // SAFETY: `Option` of a function pointer has the layout of an address, with 0 for `None`; the caller promises the rest.
        let function: Option<Function> = unsafe { std::mem::transmute::<usize, Option<Function>>(address) };
        function.map(|function| Self { function, ctx: std::ptr::null_mut() }).ok_or_else(|| "the address of the law is 0".into())
    }
}

impl Law for Foreign {
    fn evaluate(&self, inputs: &[f64], parameters: &[f64], outputs: &mut [f64]) -> bool {
        // SAFETY: pointers and lengths belong together; that the function keeps to them was promised when it was taken.
        let status = unsafe {
            (self.function)(
                self.ctx,
                inputs.as_ptr(),
                inputs.len(),
                parameters.as_ptr(),
                parameters.len(),
                outputs.as_mut_ptr(),
                outputs.len(),
            )
        };
        status == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ptr::null_mut;

    unsafe extern "C" fn double(ctx: *mut c_void, i: *const f64, n_in: usize, _: *const f64, _: usize, o: *mut f64, _: usize) -> i32 {
        if n_in == 0 || !ctx.is_null() {
            return 0;
        }
        // SAFETY: one input and one output are there.
        unsafe { o.write(2.0 * i.read()) };
        1
    }

    const SOUND: LawV1 = LawV1 { abi: VERSION, size: size_of::<LawV1>() as u32, law: Some(double), ctx: null_mut() };

    fn taken(law: &LawV1) -> Result<Foreign, String> {
        // SAFETY: a whole struct.
        unsafe { Foreign::from_struct(law) }
    }

    #[test]
    fn a_sound_struct_is_taken() {
        let mut out = [f64::NAN];
        assert!(taken(&SOUND).is_ok_and(|law| law.evaluate(&[21.0], &[], &mut out) && out == [42.0]));
        assert!(taken(&SOUND).is_ok_and(|law| !law.evaluate(&[], &[], &mut out)));
        assert!(taken(&LawV1 { size: SOUND.size + 64, ..SOUND }).is_ok());
    }

    #[test]
    fn what_is_not_a_law_is_refused() {
        for abi in (0..200).chain([u32::MAX, VERSION << 16, VERSION << 24]).filter(|abi| *abi != VERSION) {
            assert!(taken(&LawV1 { abi, ..SOUND }).is_err_and(|text| text.contains("version")));
        }
        for size in 0..SOUND.size {
            assert!(taken(&LawV1 { size, ..SOUND }).is_err_and(|text| text.contains("bytes")));
        }
        assert!(taken(&LawV1 { law: None, ..SOUND }).is_err_and(|text| text.contains("null")));
        let sound = SOUND;
        // SAFETY: null and addresses that are not aligned are not read.
        unsafe {
            assert!(Foreign::from_struct(std::ptr::null()).is_err());
            assert!(Foreign::from_struct((&raw const sound).byte_add(1)).is_err());
            assert!(Foreign::from_address(0).is_err());
            assert!(Foreign::from_address(double as *const () as usize).is_ok());
        }
    }
}
