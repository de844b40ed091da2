//! What operations see of the reviewers' queue (`GET /metrics`).

use metrics_exporter_prometheus::PrometheusBuilder;
use tegata::operations::metrics_text;
use tegata_tests::harness::TestApp;
use tegata_tests::on_both;

use super::{desk_with, file};

/// The value of a gauge, read past the recorder that all tests of the process share.
fn gauge(app: &TestApp, name: &str) -> f64 {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let text = metrics::with_local_recorder(&recorder, || {
        actix_web::rt::System::new().block_on(metrics_text(&app.app, &handle))
    });
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
    line.unwrap_or_else(|| panic!("no {name} in\n{text}")).parse().unwrap()
}

on_both! {
    /// RIS-REV-01: how many applications wait, how many of them too long, and how long the oldest does.
    fn the_queue_is_measured(app) {
        let desk = desk_with(app, &["1ANACA0A", "1ANACA0B"]);
        let measured = || {
            let names = ["tegata_reissue_waiting", "tegata_reissue_overdue"];
            names.map(|name| gauge(app, name))
        };
        assert_eq!(measured(), [0.0, 0.0]);
        assert_eq!(gauge(app, "tegata_reissue_oldest_age_seconds"), 0.0);
        app.advance_to("2041-11-22T15:00:00+09:00");
        let friday = file(&desk.office, &["1ANACA0A"]);
        app.advance_to("2041-11-25T15:00:00+09:00");
        file(&desk.office, &["1ANACA0B"]);
        assert_eq!(measured(), [2.0, 0.0]);
        let three_days = 3.0 * 86_400.0;
        let age = gauge(app, "tegata_reissue_oldest_age_seconds");
        assert!((three_days..three_days + 60.0).contains(&age), "{age}");
        app.advance_to("2041-11-26T00:00:00+09:00");
        assert_eq!(measured(), [2.0, 1.0]);
        friday.request_correction(&desk.operator).expect(200);
        assert_eq!(measured(), [1.0, 0.0], "who is asked for a correction keeps nobody waiting");
        let age = gauge(app, "tegata_reissue_oldest_age_seconds");
        assert!(age < 10.0 * 3_600.0, "{age}");
    }
}
