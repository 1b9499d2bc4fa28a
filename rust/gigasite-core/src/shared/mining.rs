//! Proof of work as a load (T19).

/// Price of power at which mining earns nothing [USD/MWh]: `hashprice/(24 e) · 10⁶`, hashprice per TH/s and day, e in J/TH.
///
/// e J/TH is e W per TH/s, so a TH/s uses 24 e · 10⁻⁶ MWh a day.
pub fn break_even_usd_per_mwh(hashprice_usd_per_th_day: f64, efficiency_j_per_th: f64) -> f64 {
    hashprice_usd_per_th_day / (24.0 * efficiency_j_per_th) * 1e6
}

/// Hashprice [USD per TH/s and day]: `blocks S (1 + f) price/H`, the network hashrate `H = D 2³²/t_block` in TH/s.
pub fn hashprice_usd_per_th_day(difficulty: f64, price_usd_per_btc: f64, subsidy_btc: f64, fee_share: f64, blocks_per_day: f64) -> f64 {
    let network_th_s = network_hashrate_eh_s(difficulty, 600.0) * 1e6;
    blocks_per_day * subsidy_btc * (1.0 + fee_share) * price_usd_per_btc / network_th_s
}

/// Hashrate of the whole network [EH/s]: `D 2³²/t_block · 10⁻¹⁸`.
pub fn network_hashrate_eh_s(difficulty: f64, block_interval_s: f64) -> f64 {
    difficulty * 4_294_967_296.0 / block_interval_s * 1e-18
}

crate::kernels! {
    break_even_usd_per_mwh(hashprice_usd_per_th_day, efficiency_j_per_th) -> f64;
    hashprice_usd_per_th_day(difficulty, price_usd_per_btc, subsidy_btc, fee_share, blocks_per_day) -> f64;
    network_hashrate_eh_s(difficulty, block_interval_s) -> f64;
}
