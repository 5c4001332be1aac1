//! The looks: colours, sizes and type of the window, all in this place.
//!
//! A calm desk: paper is the brightest thing, chrome stays quiet, and colour means something.

use std::sync::Arc;

use eframe::egui::{
    self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, RichText,
    Shadow, Stroke, TextStyle, Theme, Visuals, vec2,
};

use crate::app::message::icons;
use crate::pack::MarkColour;

/// Height of a row in a list, in points.
pub const ROW_HEIGHT: f32 = 30.0;
/// Corner radius of buttons, fields and cards, in points.
pub const RADIUS: u8 = 6;
/// Size of running text, in points.
pub const BODY_SIZE: f32 = 14.0;
/// Size of secondary text, in points.
pub const SMALL_SIZE: f32 = 12.0;
/// Size of headings, in points.
pub const HEADING_SIZE: f32 = 18.0;

const SEMIBOLD: &str = "semibold";

/// Over what is selected on a page; paper is white in both themes.
pub const SELECTED_ON_PAPER: Color32 = Color32::from_rgba_premultiplied(0x0E, 0x24, 0x42, 0x48);

/// The colours of one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Behind everything, and around the pages in the reader.
    pub window: Color32,
    /// Behind lists and forms.
    pub panel: Color32,
    /// Behind text that is being written.
    pub field: Color32,
    /// A row under the pointer.
    pub hover: Color32,
    /// What is written.
    pub text: Color32,
    /// What is written and matters less.
    pub muted: Color32,
    /// Hair lines between things.
    pub line: Color32,
    /// The edges of fields and buttons.
    pub edge: Color32,
    /// What is chosen, active or a link.
    pub accent: Color32,
    /// Behind what is chosen.
    pub accent_soft: Color32,
    /// Written on `accent`.
    pub on_accent: Color32,
    /// Needs a look.
    pub warning: Color32,
    /// Went wrong.
    pub error: Color32,
    /// Went well.
    pub good: Color32,
    /// Multiplied with the colour of a page, so that paper does not glare at night.
    pub paper_tint: Color32,
}

/// The light theme.
pub const LIGHT: Palette = Palette {
    window: Color32::from_rgb(0xF4, 0xF4, 0xF2),
    panel: Color32::from_rgb(0xFB, 0xFB, 0xFA),
    field: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    hover: Color32::from_rgb(0xEF, 0xEF, 0xEC),
    text: Color32::from_rgb(0x1B, 0x1F, 0x24),
    muted: Color32::from_rgb(0x57, 0x60, 0x6A),
    line: Color32::from_rgb(0xE2, 0xE2, 0xDF),
    edge: Color32::from_rgb(0x7C, 0x83, 0x8B),
    accent: Color32::from_rgb(0x1F, 0x5F, 0xA8),
    accent_soft: Color32::from_rgb(0xDD, 0xE9, 0xF7),
    on_accent: Color32::from_rgb(0xFF, 0xFF, 0xFF),
    warning: Color32::from_rgb(0x8A, 0x5A, 0x00),
    error: Color32::from_rgb(0xB3, 0x26, 0x1E),
    good: Color32::from_rgb(0x17, 0x73, 0x31),
    paper_tint: Color32::from_rgb(0xFF, 0xFF, 0xFF),
};

/// The dark theme.
pub const DARK: Palette = Palette {
    window: Color32::from_rgb(0x17, 0x19, 0x1C),
    panel: Color32::from_rgb(0x1E, 0x21, 0x25),
    field: Color32::from_rgb(0x14, 0x16, 0x19),
    hover: Color32::from_rgb(0x29, 0x2D, 0x32),
    text: Color32::from_rgb(0xE8, 0xEA, 0xED),
    muted: Color32::from_rgb(0x9A, 0xA4, 0xAF),
    line: Color32::from_rgb(0x2E, 0x33, 0x38),
    edge: Color32::from_rgb(0x78, 0x82, 0x8D),
    accent: Color32::from_rgb(0x7F, 0xB2, 0xEF),
    accent_soft: Color32::from_rgb(0x20, 0x36, 0x4F),
    on_accent: Color32::from_rgb(0x12, 0x1A, 0x24),
    warning: Color32::from_rgb(0xE3, 0xB3, 0x41),
    error: Color32::from_rgb(0xF2, 0x8B, 0x82),
    good: Color32::from_rgb(0x6F, 0xCF, 0x87),
    paper_tint: Color32::from_rgb(0xEB, 0xEB, 0xEB),
};

impl Palette {
    /// The colours of the theme that `ui` is drawn in.
    pub fn of(ui: &egui::Ui) -> Self {
        Self::of_theme(ui.visuals().dark_mode)
    }

    fn of_theme(dark: bool) -> Self {
        if dark { DARK } else { LIGHT }
    }
}

/// The colours that a marking is shown in: background and text, the same in both themes.
pub fn marking_colours(marking: &str) -> (Color32, Color32) {
    let white = Color32::WHITE;
    if marking.contains("TOP SECRET") {
        (Color32::from_rgb(0x8C, 0x1D, 0x18), white)
    } else if marking.contains("SECRET") {
        (Color32::from_rgb(0xA8, 0x4A, 0x00), white)
    } else if marking.contains("SENSITIVE") {
        (Color32::from_rgb(0x1D, 0x4E, 0x89), white)
    } else if marking.is_empty() {
        (Color32::from_rgb(0x57, 0x60, 0x6A), white)
    } else {
        (Color32::from_rgb(0x2F, 0x5D, 0x50), white)
    }
}

/// The colour that a mark has beside the pages: as a bar, a dot or a line.
pub fn mark_colour(colour: MarkColour, dark: bool) -> Color32 {
    let (red, green, blue) = match (dark, colour) {
        (true, colour) => colour.ground(),
        // The yellow of lines on white paper is too light for the panes.
        (false, MarkColour::Yellow) => (0xA6, 0x7C, 0x00),
        (false, colour) => colour.line(),
    };
    Color32::from_rgb(red, green, blue)
}

/// Text in the semibold weight, at body size.
pub fn strong(text: impl Into<String>) -> RichText {
    RichText::new(text).font(semibold(BODY_SIZE))
}

/// Text that heads a pane or dialog.
pub fn heading(text: impl Into<String>) -> RichText {
    RichText::new(text).font(semibold(HEADING_SIZE))
}

/// An icon at body size; see [`icons`].
pub fn icon(character: &str) -> RichText {
    RichText::new(character).font(icon_font(16.0))
}

/// The semibold weight at a size in points.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(SEMIBOLD.into()))
}

/// The icons at a size in points.
pub fn icon_font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(icons::FAMILY.into()))
}

/// Gives the window its fonts, sizes and colours.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    ctx.options_mut(|options| options.fallback_theme = Theme::Light);
    for theme in [Theme::Light, Theme::Dark] {
        let dark = theme == Theme::Dark;
        ctx.style_mut_of(theme, |style| {
            style.visuals = visuals(Palette::of_theme(dark), dark);
            style.text_styles = text_styles();
            let spacing = &mut style.spacing;
            spacing.item_spacing = vec2(8.0, 8.0);
            spacing.button_padding = vec2(10.0, 5.0);
            spacing.interact_size.y = 28.0;
            spacing.menu_margin = Margin::same(6);
            spacing.window_margin = Margin::same(20);
            spacing.menu_width = 260.0;
            spacing.combo_width = 120.0;
            spacing.scroll.floating = true;
            style.interaction.tooltip_delay = 0.4;
            style.url_in_tooltip = true;
        });
    }
}

fn text_styles() -> std::collections::BTreeMap<TextStyle, FontId> {
    let regular = |size| FontId::new(size, FontFamily::Proportional);
    [
        (TextStyle::Small, regular(SMALL_SIZE)),
        (TextStyle::Body, regular(BODY_SIZE)),
        (TextStyle::Button, regular(BODY_SIZE)),
        (TextStyle::Heading, semibold(HEADING_SIZE)),
        (
            TextStyle::Monospace,
            FontId::new(13.0, FontFamily::Monospace),
        ),
    ]
    .into()
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let inter = include_bytes!("../../../assets/fonts/inter/Inter-roman.var.ttf");
    let icon_bytes = include_bytes!("../../../assets/icons/lucide-subset.ttf");
    let weight = |wght: f32| {
        let mut data = FontData::from_static(inter);
        data.tweak.coords = egui::epaint::text::VariationCoords::new([(b"wght", wght)]);
        Arc::new(data)
    };
    fonts.font_data.insert("inter".to_owned(), weight(400.0));
    fonts
        .font_data
        .insert("inter-semibold".to_owned(), weight(600.0));
    let mut icon_data = FontData::from_static(icon_bytes);
    icon_data.tweak.y_offset_factor = 0.09;
    fonts
        .font_data
        .insert(icons::FAMILY.to_owned(), Arc::new(icon_data));

    // Titles in other scripts are shown in the typefaces that the PDF sets them in.
    let mut fallbacks = Vec::new();
    for font in crate::typeset::FontId::fallbacks() {
        let name = font.postscript_name().to_owned();
        let data = Arc::new(FontData::from_static(font.bytes()));
        fonts.font_data.insert(name.clone(), data);
        fallbacks.push(name);
    }
    let built_in = fonts.families.get(&FontFamily::Proportional);
    fallbacks.extend(built_in.cloned().unwrap_or_default());
    let family = |first: &str| {
        let mut names = vec![first.to_owned()];
        names.extend(fallbacks.iter().cloned());
        names
    };
    fonts
        .families
        .insert(FontFamily::Proportional, family("inter"));
    fonts
        .families
        .insert(FontFamily::Name(SEMIBOLD.into()), family("inter-semibold"));
    fonts.families.insert(
        FontFamily::Name(icons::FAMILY.into()),
        family(icons::FAMILY),
    );
    fonts
}

fn visuals(palette: Palette, dark: bool) -> Visuals {
    let mut visuals = if dark {
        Visuals::dark()
    } else {
        Visuals::light()
    };
    visuals.panel_fill = palette.panel;
    visuals.window_fill = palette.panel;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.faint_bg_color = palette.hover;
    visuals.extreme_bg_color = palette.field;
    visuals.text_edit_bg_color = Some(palette.field);
    visuals.code_bg_color = palette.hover;
    visuals.hyperlink_color = palette.accent;
    visuals.warn_fg_color = palette.warning;
    visuals.error_fg_color = palette.error;
    visuals.weak_text_color = Some(palette.muted);
    visuals.selection.bg_fill = palette.accent_soft;
    visuals.selection.stroke = Stroke::new(1.5, palette.accent);
    visuals.slider_trailing_fill = true;
    let shadow = Shadow {
        offset: [0, 6],
        blur: 24,
        spread: 0,
        color: Color32::from_black_alpha(if dark { 110 } else { 40 }),
    };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;

    let widgets = &mut visuals.widgets;
    for state in [
        &mut widgets.noninteractive,
        &mut widgets.inactive,
        &mut widgets.hovered,
        &mut widgets.active,
        &mut widgets.open,
    ] {
        state.corner_radius = CornerRadius::same(RADIUS);
        state.fg_stroke = Stroke::new(1.0, palette.text);
        state.bg_fill = palette.hover;
        state.weak_bg_fill = palette.panel;
        state.bg_stroke = Stroke::new(1.0, palette.edge);
        state.expansion = 0.0;
    }
    widgets.noninteractive.bg_stroke = Stroke::new(1.0, palette.line);
    widgets.hovered.weak_bg_fill = palette.hover;
    widgets.hovered.bg_stroke = Stroke::new(1.0, palette.muted);
    widgets.active.weak_bg_fill = palette.accent_soft;
    widgets.active.bg_fill = palette.accent_soft;
    widgets.active.bg_stroke = Stroke::new(1.0, palette.accent);
    widgets.open.weak_bg_fill = palette.accent_soft;
    widgets.open.bg_fill = palette.accent_soft;
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, WCAG 2.2.
    fn luminance(colour: Color32) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(colour.r()) + 0.7152 * channel(colour.g()) + 0.0722 * channel(colour.b())
    }

    fn contrast(one: Color32, other: Color32) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn every_text_can_be_read() {
        for palette in [LIGHT, DARK] {
            for background in [
                palette.window,
                palette.panel,
                palette.field,
                palette.hover,
                palette.accent_soft,
            ] {
                for text in [
                    palette.text,
                    palette.muted,
                    palette.accent,
                    palette.warning,
                    palette.error,
                    palette.good,
                ] {
                    let ratio = contrast(text, background);
                    assert!(ratio >= 4.5, "{text:?} on {background:?}: {ratio:.2}");
                }
                // WCAG 1.4.11: the edges of fields and buttons.
                let ratio = contrast(palette.edge, background);
                assert!(ratio >= 3.0, "edge on {background:?}: {ratio:.2}");
            }
            for colour in MarkColour::ALL {
                for background in [
                    palette.panel,
                    palette.field,
                    palette.hover,
                    palette.accent_soft,
                ] {
                    let ratio = contrast(mark_colour(colour, palette == DARK), background);
                    assert!(ratio >= 3.0, "{colour:?} on {background:?}: {ratio:.2}");
                }
            }
            assert!(contrast(palette.on_accent, palette.accent) >= 4.5);
        }
        for marking in ["", "OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET"] {
            let (background, text) = marking_colours(marking);
            assert!(contrast(text, background) >= 4.5, "{marking}");
        }
    }
}
