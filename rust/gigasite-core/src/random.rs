//! Counter-based random numbers: a draw is a function of seed, stream and index, so that it does not depend on the
//! other variables, on the chunk or on the thread that asks for it.

const MULTIPLIER: [u64; 2] = [0xD2E7_470E_E14C_6C93, 0xCA5A_8263_9512_1157];
const WEYL: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xBB67_AE85_84CA_A73B];

/// The four words of Philox4x64-10.
///
/// Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11, DOI 10.1145/2063384.2063405.
pub fn philox(key: [u64; 2], counter: [u64; 4]) -> [u64; 4] {
    let [mut k0, mut k1] = key;
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    for _ in 0..10 {
        let (p0, p1) = (u128::from(MULTIPLIER[0]) * u128::from(c0), u128::from(MULTIPLIER[1]) * u128::from(c2));
        (c0, c1, c2, c3) = ((p1 >> 64) as u64 ^ c1 ^ k0, p1 as u64, (p0 >> 64) as u64 ^ c3 ^ k1, p0 as u64);
        k0 = k0.wrapping_add(WEYL[0]);
        k1 = k1.wrapping_add(WEYL[1]);
    }
    [c0, c1, c2, c3]
}

/// First word for value `index` of a stream. `purpose` 0 is the draw itself; others are for permutations and shifts.
pub fn word(seed: u64, stream: u64, index: u64, purpose: u64) -> u64 {
    philox([seed, 0], [index, stream, purpose, 0])[0]
}

/// A number in (0, 1) from the upper 53 bits of a word: `u = (k + 0.5)/2⁵³`. The largest k would round to 1; it is taken down.
pub fn unit(word: u64) -> f64 {
    let k = word >> 11;
    (((k as f64) + 0.5) / 9_007_199_254_740_992.0).min(1.0 - f64::EPSILON / 2.0)
}

/// Uniform numbers `start..start + out.len()` of a stream.
pub fn uniforms(seed: u64, stream: u64, start: u64, out: &mut [f64]) {
    for (index, slot) in (start..).zip(out) {
        *slot = unit(word(seed, stream, index, 0));
    }
}

/// Inverse of the standard normal distribution function, relative error about 1e-16; infinite at 0 and 1, NaN outside.
///
/// Wichura, "Algorithm AS 241", Applied Statistics 37(3), 1988, 477–484, DOI 10.2307/2347330 (PPND16).
pub fn normal_quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail == 0.0 {
        return if q < 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let r = (-tail.ln()).sqrt();
    let z = if r <= 5.0 { ratio(r - 1.6, &MIDDLE) } else { ratio(r - 5.0, &FAR) };
    if q < 0.0 { -z } else { z }
}

type Rational = [[f64; 8]; 2];

fn ratio(r: f64, [upper, lower]: &Rational) -> f64 {
    let polynomial = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, a| sum * r + a);
    polynomial(upper) / polynomial(lower)
}

const CENTRE: Rational = [
    [
        3.387132872796366608,
        133.14166789178437745,
        1971.5909503065514427,
        13731.693765509461125,
        45921.953931549871457,
        67265.770927008700853,
        33430.575583588128105,
        2509.0809287301226727,
    ],
    [
        1.0,
        42.313330701600911252,
        687.1870074920579083,
        5394.1960214247511077,
        21213.794301586595867,
        39307.89580009271061,
        28729.085735721942674,
        5226.495278852854561,
    ],
];
const MIDDLE: Rational = [
    [
        1.42343711074968357734,
        4.6303378461565452959,
        5.7694972214606914055,
        3.64784832476320460504,
        1.27045825245236838258,
        0.24178072517745061177,
        0.0227238449892691845833,
        7.7454501427834140764e-4,
    ],
    [
        1.0,
        2.05319162663775882187,
        1.6763848301838038494,
        0.68976733498510000455,
        0.14810397642748007459,
        0.0151986665636164571966,
        5.475938084995344946e-4,
        1.05075007164441684324e-9,
    ],
];
const FAR: Rational = [
    [
        6.6579046435011037772,
        5.4637849111641143699,
        1.7848265399172913358,
        0.29656057182850489123,
        0.026532189526576123093,
        0.0012426609473880784386,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ],
    [
        1.0,
        0.59983220655588793769,
        0.13692988092273580531,
        0.014875361290850615025,
        7.868691311456132591e-4,
        1.8463183175100546818e-5,
        1.4215117583164458887e-7,
        2.04426310338993978564e-15,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers_of_the_authors() {
        // kat_vectors of Random123 1.14, philox4x64 10.
        assert_eq!(philox([0, 0], [0; 4]), [0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b]);
        assert_eq!(philox([u64::MAX; 2], [u64::MAX; 4]), [0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0]);
    }

    #[test]
    fn the_unit_interval_is_open() {
        assert!(unit(0) > 0.0);
        assert!(unit(u64::MAX) < 1.0);
    }

    #[test]
    fn quantiles_of_the_paper() {
        for (p, z) in [(0.25, -0.6744897501960817), (0.001, -3.0902323061678135), (1e-20, -9.262340089798408)] {
            assert!((normal_quantile(p) - z).abs() < 1e-15 * z.abs().max(1.0) * 2.0, "{p}");
        }
        assert!(normal_quantile(1.5).is_nan());
    }
}
