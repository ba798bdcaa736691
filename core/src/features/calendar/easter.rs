//! Easter, and the days that move with it.

use super::days::day;

/// Easter Sunday of the Gregorian calendar: the computus of Meeus, Jones and Butcher (Meeus,
/// *Astronomical Algorithms*, 1991, ch. 8). `None` before 1583 and after 4099.
#[must_use]
pub fn easter(year: i32) -> Option<i32> {
    if !(1583..=4099).contains(&year) {
        return None;
    }
    let a = year % 19;
    let (b, c) = (year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    day(
        year,
        i8::try_from(n / 31).ok()?,
        i8::try_from(n % 31 + 1).ok()?,
    )
}

/// Names of seasons that move with Easter, with their first and last day after Easter Sunday.
/// Ascension and Corpus Christi are kept in Italy on the Sunday after their Thursdays (since 1977).
pub const MOVABLE: [(&str, i32, i32); 13] = [
    ("carnevale", -52, -47),
    ("giovedi-grasso", -52, -52),
    ("martedi-grasso", -47, -47),
    ("ceneri", -46, -46),
    ("quaresima", -46, -3),
    ("palme", -7, -7),
    ("settimana-santa", -7, -1),
    ("venerdi-santo", -2, -2),
    ("pasqua", 0, 0),
    ("pasquetta", 1, 1),
    ("ascensione", 42, 42),
    ("pentecoste", 49, 49),
    ("corpus-domini", 63, 63),
];
