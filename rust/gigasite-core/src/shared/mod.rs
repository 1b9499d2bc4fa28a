//! Concepts that both kinds of site use.
crate::concepts! {
    battery,
    reliability,
    mining,
    latency,
    finance,
    carbon,
    water,
    kpis,
    series,
}
