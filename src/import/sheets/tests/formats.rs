//! Numbers, dates and times as spreadsheets show them. What is expected is what Excel shows.

use calamine::{ExcelDateTime, ExcelDateTimeType};

use super::super::format;

#[test]
fn numbers_are_shown_as_their_formats_say() {
    for (value, code, shown) in [
        (1234.5, "#,##0.00", "1,234.50"),
        (0.5, "0%", "50%"),
        (1.005, "0.00", "1.01"),
        (-5.0, "0;(0)", "(5)"),
        (-5.0, "0.0", "-5.0"),
        (0.0, "0;-0;\"nil\"", "nil"),
        (1_500_000.0, "0.0,,\"m\"", "1.5m"),
        (7.0, "000", "007"),
        (12.5, "General", "12.5"),
        (12.0, "[$€-2] #,##0", "€ 12"),
        (0.1, "0.0##", "0.1"),
        (1e20, "General", "1E+20"),
        (0.25, "# ?/?", "1/4"),
        (1.0 / 3.0, "General", "0.333333333"),
        (1_234_567.891, "General", "1234567.891"),
        (0.1 + 0.2, "General", "0.3"),
        (123_456_789_012.0, "General", "123456789012"),
        (0.004_999_95, "0.00", "0.00"),
        (2.675, "0.00", "2.68"),
        (-0.004, "0.00", "0.00"),
        (999.995, "#,##0.00", "1,000.00"),
        (-9876.5, "#,##0;(#,##0)", "(9,877)"),
        (-1234.5, "#,##0.00;[Red]-#,##0.00", "-1,234.50"),
        (
            -1234.5,
            "_-£* #,##0.00_-;-£* #,##0.00_-;_-£* \"-\"??_-;_-@_-",
            "-£1,234.50",
        ),
        (
            0.0,
            "_-£* #,##0.00_-;-£* #,##0.00_-;_-£* \"-\"??_-;_-@_-",
            "£-",
        ),
        (1234.5, "#,##0.00\\ [$€-407]", "1,234.50 €"),
        (-1234.5, "\"£\"#,##0", "-£1,235"),
        (0.0456, "+0.0%;-0.0%", "+4.6%"),
        (-0.0456, "+0.0%;-0.0%", "-4.6%"),
        (1234567.0, "#,##0,", "1,235"),
        (12.0, "0\" days\"", "12 days"),
        (5.0, "#.##", "5."),
        (123456.0, "00-00-00", "12-34-56"),
        (1234567.891, "0.00E+00", "1.23E+06"),
        (0.000_999_99, "0.00E+00", "1.00E-03"),
        (12345.0, "##0.0E+0", "12.3E+3"),
        (2.75, "# ?/?", "2 3/4"),
        (2.75, "?/?", "11/4"),
        (3.15, "# ??/??", "3 3/20"),
        (2.5, "# ?/8", "2 4/8"),
        (0.0, "0;-0;;@", ""),
        (150.0, "[>100]0;0.00", "150"),
        (50.0, "[>100]0;0.00", "50.00"),
        (-50.0, "[Red][<0]-0.0;0", "-50.0"),
        (-50.0, "[<100]0.0;0", "-50.0"),
        (-0.5, "[<1]0%;0", "-50%"),
        // Red is not to be seen here.
        (-50.0, "0.0;[Red]0.0", "-50.0"),
        (-50.0, "0.0;[Red](0.0)", "(50.0)"),
        (-50.0, "[$£-809]0.0;[Red][$£-809]0.0", "-£50.0"),
        (-5.0, "[>=0]0.00;[Red]-0.00", "-5.00"),
        (-5.0, "[>0]#,##0;(#,##0)", "(5)"),
        (-5.0, "[>9]0;[$-809]0.0", "-5.0"),
        (5.0, "0;@", "5"),
        (3.0, "General\" kg\"", "3 kg"),
        (1.0, "\"Yes\";\"No\";\"None\"", "Yes"),
        (42.0, "@", "42"),
    ] {
        assert_eq!(format::number(value, code), shown, "{value} {code}");
    }
}

#[test]
fn an_exponent_of_very_many_digits_is_cut() {
    let code = format!("0E+{}", "0".repeat(70_000));
    assert_eq!(format::number(50.0, &code), "5E+000000001");
}

/// 5 March 2024, half past seven minutes after nine in the morning.
const MOMENT: f64 = 45_356.380_208_333_3;

#[test]
fn dates_and_times_are_shown_as_their_formats_say() {
    for (code, shown) in [
        ("yyyy-mm-dd", "2024-03-05"),
        ("dd/mm/yyyy", "05/03/2024"),
        ("d/m/yy", "5/3/24"),
        ("dd.mm.yyyy", "05.03.2024"),
        ("d-mmm-yy", "5-Mar-24"),
        ("dd mmmm yyyy", "05 March 2024"),
        ("mmm yyyy", "Mar 2024"),
        ("mmmm", "March"),
        ("yyyy", "2024"),
        (
            "[$-809]dddd\\,\\ d\\ mmmm\\ yyyy;@",
            "Tuesday, 5 March 2024",
        ),
        ("ddd d mmm", "Tue 5 Mar"),
        ("hh:mm", "09:07"),
        ("h:mm AM/PM", "9:07 AM"),
        ("h:mm:ss", "9:07:30"),
        ("mm:ss.0", "07:30.0"),
        ("dd/mm/yyyy hh:mm", "05/03/2024 09:07"),
        ("d \"of\" mmmm", "5 of March"),
        // Which of the two is the month would be anybody's guess.
        ("mm-dd-yy", "5 March 2024"),
        ("mm/dd/yyyy", "5 March 2024"),
        ("m/d", "5 March"),
        ("m/d/yy h:mm", "5 March 2024 9:07"),
        ("hh:mm mm/dd/yyyy", "09:07 5 March 2024"),
        ("\"Due \"mm/dd/yyyy", "Due 5 March 2024"),
        ("ddd mm/dd", "Tue 5 March"),
        ("mm/dd/yyyy dddd", "5 March 2024 Tuesday"),
        ("dd/mm/yyyy;;", "05/03/2024"),
        ("General", "5 March 2024"),
    ] {
        let value = ExcelDateTime::new(MOMENT, ExcelDateTimeType::DateTime, false);
        assert_eq!(format::date(&value, code), shown, "{code}");
    }
}

#[test]
fn lengths_of_time_run_beyond_a_day() {
    for (days, code, shown) in [
        (1.5625, "[h]:mm", "37:30"),
        (1.5625, "[h]:mm:ss", "37:30:00"),
        (2.999_999_999_999_999_6, "[h]:mm", "72:00"),
        (2.999_999_999_999_999_6, "[h]:mm:ss", "72:00:00"),
        (2.999_999_999_999_999_6, "[mm]:ss", "4320:00"),
        (-0.5, "[h]:mm;[Red]-[h]:mm", "-12:00"),
        (-0.5, "[h]:mm:ss;@", "-12:00:00"),
        (0.0, "dd/mm/yyyy;;", ""),
        (0.0, "[h]:mm;;\"none\"", "none"),
        (0.003_472_222, "[mm]:ss", "05:00"),
        (-0.5, "[h]:mm", "-12:00"),
    ] {
        let value = ExcelDateTime::new(days, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(format::date(&value, code), shown, "{code}");
    }
}
