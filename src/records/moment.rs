//! A moment in UTC, to the second, as records hold it.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Seconds of a day.
const DAY: i64 = 86_400;
/// The last second that four digits of a year can say.
const LAST: i64 = 253_402_300_799;

/// Seconds since 1970 in UTC, from there to the end of the year 9999; as text `2026-11-28T09:05:00Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Moment(i64);

impl Moment {
    /// The moment so many seconds after the beginning of 1970; what lies outside of its range becomes the nearest end.
    pub fn at(seconds: i64) -> Self {
        Moment(seconds.clamp(0, LAST))
    }

    /// A moment from `2026-11-28`, `2026-11-28T09:05:00Z` or `2026-11-28 09:05:00`; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |from: usize, to: usize| -> Option<i64> {
            let part = text.get(from..to)?;
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten()
        };
        let sign = |at: usize, known: &str| text.get(at..=at).is_some_and(|c| known.contains(c));
        let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
        let (hour, minute, second) = match text.len() {
            10 => (0, 0, 0),
            19 | 20 if sign(10, "T ") && sign(13, ":") && sign(16, ":") => {
                (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?)
            }
            _ => return None,
        };
        let is_said = sign(4, "-") && sign(7, "-") && (text.len() < 20 || text.ends_with('Z'));
        let is_time = hour < 24 && minute < 60 && second < 60;
        let moment = Moment(days(year, month, day) * DAY + hour * 3600 + minute * 60 + second);
        // A day that no month has comes back as another one.
        (is_said && is_time && moment.0 >= 0 && moment.date() == (year, month, day)).then_some(moment)
    }

    /// Year, month and day.
    fn date(self) -> (i64, i64, i64) {
        // Days from 0000-03-01 on, in eras of 400 years, so that the leap day is the last of a year.
        let days = self.0.div_euclid(DAY) + 719_468;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let of_year = day - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let of_month = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (era * 400 + year + i64::from(month <= 2), month, of_month)
    }

    /// Day and minute, for tables: `2026-11-28 09:05`.
    pub fn short(self) -> String {
        self.to_string().get(..16).unwrap_or_default().replace('T', " ")
    }
}

/// Days from 1970-01-01 to a date.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((year, month, day), rest) = (self.date(), self.0.rem_euclid(DAY));
        let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Moment::parse(&text)
            .ok_or_else(|| de::Error::custom(format!("`{text}` is no moment, expected 2026-11-28T09:05:00Z")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_said_and_read() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_709_164_800, "2024-02-29T00:00:00Z"),
            (LAST, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(Moment::at(seconds).to_string(), text);
            assert_eq!(Moment::parse(text), Some(Moment(seconds)));
        }
        assert_eq!(Moment::parse("2024-02-29"), Moment::parse("2024-02-29 00:00:00"));
        assert_eq!(Moment::at(i64::MAX), Moment(LAST));
        for text in [
            "",
            "2023-02-29",
            "2024-13-01",
            "2024-1-1",
            "2024-01-01T24:00:00Z",
            "1969-01-01",
            "+024-01-01",
            "2024-01-01T00:00",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
