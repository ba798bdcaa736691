//! Words for reading a file.

use super::I18n;
use crate::i18n::*;
use recinto_core::events::import::{DateFormat, Encoding, Format, Role};

/// The tools, as they are offered.
pub const FORMATS: [Format; 9] = [
    Format::Columns,
    Format::Ga4,
    Format::Segment,
    Format::Mixpanel,
    Format::Amplitude,
    Format::Matomo,
    Format::Shopify,
    Format::Snowplow,
    Format::Umami,
];

/// A tool in the page's own addresses.
pub fn format_code(format: Format) -> &'static str {
    match format {
        Format::Columns => "columns",
        Format::Ga4 => "ga4",
        Format::Segment => "segment",
        Format::Mixpanel => "mixpanel",
        Format::Amplitude => "amplitude",
        Format::Matomo => "matomo",
        Format::Shopify => "shopify",
        Format::Snowplow => "snowplow",
        Format::Umami => "umami",
    }
}

/// A tool's name, and what it is known by.
pub fn format(i18n: I18n, format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Columns => (
            t_string!(i18n, tool.columns),
            t_string!(i18n, tool.columns_why),
        ),
        Format::Ga4 => (
            "Google Analytics 4 (BigQuery)",
            t_string!(i18n, tool.ga4_why),
        ),
        Format::Segment => ("Segment", t_string!(i18n, tool.segment_why)),
        Format::Mixpanel => ("Mixpanel", t_string!(i18n, tool.mixpanel_why)),
        Format::Amplitude => ("Amplitude", t_string!(i18n, tool.amplitude_why)),
        Format::Matomo => ("Matomo", t_string!(i18n, tool.matomo_why)),
        Format::Shopify => (
            t_string!(i18n, tool.shopify),
            t_string!(i18n, tool.shopify_why),
        ),
        Format::Snowplow => ("Snowplow", t_string!(i18n, tool.snowplow_why)),
        Format::Umami => ("Umami", t_string!(i18n, tool.umami_why)),
    }
}

/// How bytes become text.
pub fn encoding(i18n: I18n, encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Utf16Le => "UTF-16 LE",
        Encoding::Utf16Be => "UTF-16 BE",
        Encoding::Windows1252 => t_string!(i18n, columns.latin),
    }
}

/// How dates are written, in the page's own addresses.
pub fn date_code(format: DateFormat) -> &'static str {
    match format {
        DateFormat::Iso => "iso",
        DateFormat::Compact => "compact",
        DateFormat::DayMonthYear => "dmy",
        DateFormat::MonthDayYear => "mdy",
        DateFormat::EpochSeconds => "s",
        DateFormat::EpochMillis => "ms",
        DateFormat::EpochMicros => "us",
    }
}

/// Whether several columns may have a role.
pub fn may_repeat(role: Role) -> bool {
    matches!(role, Role::Ignore | Role::Attribute)
}

/// A role's name.
pub fn role(i18n: I18n, role: Role) -> &'static str {
    match role {
        Role::Ignore => t_string!(i18n, role.ignore),
        Role::Person => t_string!(i18n, columns.person),
        Role::Time => t_string!(i18n, columns.time),
        Role::Kind => t_string!(i18n, columns.kind),
        Role::Value => t_string!(i18n, columns.value),
        Role::Quantity => t_string!(i18n, role.quantity),
        Role::Id => t_string!(i18n, role.id),
        Role::Item => t_string!(i18n, role.item),
        Role::Category => t_string!(i18n, role.category),
        Role::Currency => t_string!(i18n, role.currency),
        Role::Brand => t_string!(i18n, role.brand),
        Role::Page => t_string!(i18n, role.page),
        Role::Query => t_string!(i18n, role.query),
        Role::Campaign => t_string!(i18n, role.campaign),
        Role::Source => t_string!(i18n, role.source),
        Role::Duration => t_string!(i18n, role.duration),
        Role::Depth => t_string!(i18n, role.depth),
        Role::Latitude => t_string!(i18n, role.lat),
        Role::Longitude => t_string!(i18n, role.lon),
        Role::Accuracy => t_string!(i18n, role.accuracy),
        Role::UserAgent => t_string!(i18n, role.user_agent),
        Role::Address => t_string!(i18n, role.address),
        Role::UtcOffset => t_string!(i18n, role.offset),
        Role::Attribute => t_string!(i18n, role.attribute),
    }
}
