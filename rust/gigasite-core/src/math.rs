//! Elementary functions as plain arithmetic: no call into the system's library, so that they vectorise and give the same
//! bits on every machine. Relative error below 2e-14, the last terms of the series that matter for physics.

/// Smaller of two numbers; unlike `f64::min` one instruction, and NaN in `b` wins.
#[inline(always)]
pub fn min(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// Larger of two numbers.
#[inline(always)]
pub fn max(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// `x` kept within `low`–`high`.
#[inline(always)]
pub fn clamp(x: f64, low: f64, high: f64) -> f64 {
    min(max(x, low), high)
}

/// Smallest whole number not below `x`, for 0 ≤ x < 2⁵¹.
#[inline(always)]
pub fn ceil(x: f64) -> f64 {
    let nearest = (x + SHIFT) - SHIFT;
    if nearest < x { nearest + 1.0 } else { nearest }
}

const SHIFT: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²: adding it rounds to an integer in the low bits

/// eˣ for |x| ≤ 700, clamped there.
///
/// x = k ln 2 + r with |r| ≤ ln 2/2; eʳ by its series, 2ᵏ by the exponent bits.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let x = clamp(x, -700.0, 700.0);
    let shifted = x * std::f64::consts::LOG2_E + SHIFT;
    let k = shifted - SHIFT;
    let r = (x - k * 6.931_471_803_691_238e-1) - k * 1.908_214_929_270_587_7e-10;
    // Pairs of terms, then pairs of pairs: the chain of dependent operations is short.
    let (r2, r4) = (r * r, (r * r) * (r * r));
    let low = (1.0 + r) + (0.5 + r * (1.0 / 6.0)) * r2;
    let middle = (1.0 / 24.0 + r * (1.0 / 120.0)) + (1.0 / 720.0 + r * (1.0 / 5_040.0)) * r2;
    let high = (1.0 / 40_320.0 + r * (1.0 / 362_880.0)) + (1.0 / 3_628_800.0 + r * (1.0 / 39_916_800.0)) * r2;
    let sum = low + (middle + high * r4) * r4;
    let scale = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    sum * scale
}

/// Natural logarithm of a normal positive number; −708.4 (of the smallest normal) for anything below.
///
/// x = 2ᵉ m with m in [√½, √2); ln m = 2 artanh s, s = (m − 1)/(m + 1).
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    let bits = max(x, f64::MIN_POSITIVE).to_bits();
    // Moves the split of mantissa and exponent from 1 to √½.
    let moved = bits.wrapping_sub(0x3fe6_a09e_667f_3bcd);
    let exponent = ((moved >> 52) ^ 0x800) | 0x4330_0000_0000_0000;
    let e = f64::from_bits(exponent & 0x433f_ffff_ffff_ffff) - 4_503_599_627_372_544.0;
    let m = f64::from_bits((moved & 0x000f_ffff_ffff_ffff).wrapping_add(0x3fe6_a09e_667f_3bcd));
    let s = (m - 1.0) / (m + 1.0);
    let z = s * s;
    let (z2, z4) = (z * z, (z * z) * (z * z));
    let low = (1.0 + z * (1.0 / 3.0)) + (1.0 / 5.0 + z * (1.0 / 7.0)) * z2;
    let high = (1.0 / 9.0 + z * (1.0 / 11.0)) + (1.0 / 13.0 + z * (1.0 / 15.0)) * z2;
    let sum = low + (high + z4 * (1.0 / 17.0)) * z4;
    e * 6.931_471_803_691_238e-1 + (2.0 * s * sum + e * 1.908_214_929_270_587_7e-10)
}

/// ln(a/b) for normal positive numbers with a ≥ 0.8 b, with one division where `ln(a / b)` takes two.
///
/// a/b = 2ᵉ m with m in [⅔, 3/2]; ln m = 2 artanh s, s = (m − 1)/(m + 1) = (a − 2ᵉ b)/(a + 2ᵉ b).
#[inline(always)]
pub fn ln_ratio(a: f64, b: f64) -> f64 {
    // The difference of the bits is close to log₂(a/b); half is added so that the exponent is rounded.
    let apart = a.to_bits().wrapping_sub(b.to_bits()).wrapping_add(1 << 51);
    let e = f64::from_bits((apart >> 52) | 0x4330_0000_0000_0000) - 4_503_599_627_370_496.0;
    let scaled = f64::from_bits(a.to_bits().wrapping_sub(apart & 0xfff0_0000_0000_0000));
    let s = (scaled - b) / (scaled + b);
    let z = s * s;
    let (z2, z4) = (z * z, (z * z) * (z * z));
    let low = (1.0 + z * (1.0 / 3.0)) + (1.0 / 5.0 + z * (1.0 / 7.0)) * z2;
    let high = (1.0 / 9.0 + z * (1.0 / 11.0)) + (1.0 / 13.0 + z * (1.0 / 15.0)) * z2;
    let sum = low + (high + z4 * (1.0 / 17.0)) * z4;
    e * 6.931_471_803_691_238e-1 + (2.0 * s * sum + e * 1.908_214_929_270_587_7e-10)
}

/// xʸ for x ≥ 0.
#[inline(always)]
pub fn pow(x: f64, y: f64) -> f64 {
    exp(y * ln(x))
}

/// Minus the value where bit 1 is set.
#[inline(always)]
fn flipped(value: f64, bits: u64) -> f64 {
    f64::from_bits(value.to_bits() ^ ((bits & 2) << 62))
}

/// sin and cos of an angle in turns, |x| ≤ 2⁴⁸: the quarter turns out of the low bits, the rest by both series.
#[inline(always)]
pub fn sin_cos_of_turns(x: f64) -> (f64, f64) {
    let shifted = 4.0 * x + SHIFT;
    let t = (x - 0.25 * (shifted - SHIFT)) * std::f64::consts::TAU;
    let (z, z2) = (t * t, (t * t) * (t * t));
    let z4 = z2 * z2;
    let sine_low = (1.0 - z * (1.0 / 6.0)) + (1.0 / 120.0 - z * (1.0 / 5_040.0)) * z2;
    let sine_high = (1.0 / 362_880.0 - z * (1.0 / 39_916_800.0)) + (1.0 / 6_227_020_800.0 - z * (1.0 / 1_307_674_368_000.0)) * z2;
    let sine = t * (sine_low + sine_high * z4);
    let cosine_low = (1.0 - z * 0.5) + (1.0 / 24.0 - z * (1.0 / 720.0)) * z2;
    let cosine_high = (1.0 / 40_320.0 - z * (1.0 / 3_628_800.0)) + (1.0 / 479_001_600.0 - z * (1.0 / 87_178_291_200.0)) * z2;
    let cosine = cosine_low + (cosine_high + z4 * (1.0 / 20_922_789_888_000.0)) * z4;
    let quarter = shifted.to_bits();
    let odd = quarter & 1 == 1;
    let (sine, cosine) = (if odd { cosine } else { sine }, if odd { sine } else { cosine });
    (flipped(sine, quarter), flipped(cosine, quarter.wrapping_add(1)))
}

/// arccos of −1 … 1, by a rational function of |x| ≤ ½ (FreeBSD's `e_asin.c`), beyond by the angle of twice the size.
#[inline(always)]
pub fn acos(x: f64) -> f64 {
    let size = x.abs();
    let near_end = size > 0.5;
    let z = if near_end { 0.5 * (1.0 - size) } else { size * size };
    let t = if near_end { z.sqrt() } else { size };
    let p = z
        * (1.666_666_666_666_666_574_15e-1
            + z * (-3.255_658_186_224_009_154_05e-1
                + z * (2.012_125_321_348_629_258_81e-1
                    + z * (-4.005_553_450_067_941_140_27e-2
                        + z * (7.915_349_942_898_145_321_76e-4 + z * 3.479_331_075_960_211_675_70e-5)))));
    let q = 1.0
        + z * (-2.403_394_911_734_414_218_78
            + z * (2.020_945_760_233_505_694_71 + z * (-6.882_839_716_054_532_930_30e-1 + z * 7.703_815_055_590_193_527_91e-2)));
    let angle = t + t * (p / q);
    let toward_end = if x > 0.0 { 2.0 * angle } else { std::f64::consts::PI - 2.0 * angle };
    let about_middle = std::f64::consts::FRAC_PI_2 - if x > 0.0 { angle } else { -angle };
    if near_end { toward_end } else { about_middle }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ln_of_a_ratio_is_ln() {
        let mut ratio: f64 = 0.8;
        while ratio < 1e6 {
            for b in [1e-3, 0.77, 1.0, 13.0, 51.3] {
                let exact = (ratio * b / b).ln();
                assert!((ln_ratio(ratio * b, b) - exact).abs() <= 4e-14 * exact.abs().max(1e-2), "ln({ratio})");
            }
            ratio *= 1.0137;
        }
        assert_eq!(ln_ratio(3.7, 3.7), 0.0);
    }

    #[test]
    fn they_agree_with_the_standard_library() {
        let mut x = -30.0;
        while x < 30.0 {
            let reference = f64::exp(x);
            assert!((exp(x) / reference - 1.0).abs() < 2e-14, "exp({x})");
            let y = reference * 1.37;
            assert!((ln(y) - y.ln()).abs() <= 2e-14 * y.ln().abs().max(1.0), "ln({y})");
            x += 0.00317;
        }
        for i in -1000..=1000 {
            let cosine = f64::from(i) * 1e-3;
            assert!((acos(cosine) - cosine.acos()).abs() < 2e-15, "acos({cosine})");
        }
        let mut turns = -3.0;
        while turns < 3.0 {
            let (sine, cosine) = sin_cos_of_turns(turns);
            let (s, c) = (turns * std::f64::consts::TAU).sin_cos();
            assert!((sine - s).abs() < 4e-15 && (cosine - c).abs() < 4e-15, "{turns} turns");
            turns += 0.00137;
        }
        assert_eq!([sin_cos_of_turns(0.25), sin_cos_of_turns(0.5), sin_cos_of_turns(-0.25)], [(1.0, 0.0), (0.0, -1.0), (-1.0, 0.0)]);
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(ln(1.0), 0.0);
        assert!((pow(0.3, 1.4) - 0.3f64.powf(1.4)).abs() < 1e-14);
        assert!(pow(0.0, 1.4) < 1e-300);
    }
}
