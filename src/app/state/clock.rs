//! The time that the window goes by.

use std::time::Duration;

use eframe::egui::Context;

/// The time of the frame that is drawn, as of the start. All that the window does after a while goes
/// by it, so that tests need not wait.
pub fn time_of(ctx: &Context) -> Duration {
    Duration::from_secs_f64(ctx.input(|input| input.time.max(0.0)))
}
