//! Requests that make no sense are refused with a sentence, and change nothing.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::client::{Events, answer, ch05, get, post, request, run, server};

/// The two-layer network with one value replaced.
fn with(from: &str, to: &str) -> String {
    let changed = ch05(10).replace(from, to);
    assert_ne!(changed, ch05(10), "{from}");
    changed
}

const CH06: &str = r#"{"network":"ch06","iters_num":10,"batch_size":100,"learning_rate":0.01,"optimizer":"SGD",
    "hidden_layers":2,"hidden_size":20,"activation":"relu","weight_init_std":"he","use_batchnorm":false,
    "dropout_ratio":0,"weight_decay_lambda":0,"train_size":300,"seed":1}"#;
const CH07: &str = r#"{"network":"ch07","epochs":1,"batch_size":100,"learning_rate":0.01,"optimizer":"Adam","filter_num":3,
    "filter_size":5,"hidden_size":20,"seed":1}"#;

#[test]
fn trainings_that_make_no_sense_do_not_start() {
    let bad = [
        ("", "EOF"),
        ("[]", "missing field `network`"),
        ("{}", "network"),
        (&with("ch05", "ch09"), "unknown variant `ch09`"),
        (&with("0.1", "NaN"), "expected value"),
        (&with("0.1", "1e999"), "out of range"),
        (&with("0.1", "0"), "the learning rate must be from"),
        (&with("0.1", "-0.1"), "the learning rate must be from"),
        (&with("0.1", "\"much\""), "invalid type"),
        (&with(":10,", ":0,"), "iters_num must be from 1"),
        (&with(":10,", ":-1,"), "invalid value"),
        (&with(":10,", ":100001,"), "iters_num must be from 1"),
        (&with(":10,", ":99999999999999999999999,"), "invalid"),
        (&with(":100,", ":601,"), "batch size 601: expected 1 to 600"),
        (&with(":100,", ":0,"), "batch size 0"),
        (&with(":50,", ":100000,"), "hidden_size must be from"),
        (&with("0.01", "-1"), "weight_init_std must be from"),
        (&with("\"seed\"", "\"momentum\":1,\"seed\""), "unknown field `momentum`"),
        (&CH06.replace("SGD", "Newton"), "unknown optimizer `Newton`"),
        (&CH06.replace("relu", "gelu"), "unknown activation `gelu`"),
        (&CH06.replace("\"he\"", "\"nan\""), "unknown initial weights `nan`"),
        (&CH06.replace("\"dropout_ratio\":0", "\"dropout_ratio\":1"), "dropout_ratio must be from 0 to 0.95"),
        (&CH06.replace("300", "601"), "train_size must be from 1 to 600"),
        (&CH06.replace("\"hidden_layers\":2", "\"hidden_layers\":0"), "hidden_layers must be from"),
        (&CH07.replace("\"filter_size\":5", "\"filter_size\":28"), "filter_size must be from"),
        (&CH07.replace("\"epochs\":1", "\"epochs\":0"), "epochs must be from"),
    ];
    run(async {
        let server = server();
        for path in ["trainings", "trainings/command"] {
            for (body, reason) in &bad {
                let (status, value) = post(&server, path, body.to_string()).await;
                assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
                assert!(value["error"].as_str().unwrap().contains(reason), "{body}: {value}");
            }
        }
        let event = Events::open(&server).await.next().await;
        assert_eq!(event, json!({ "trainings": [], "news": [] }), "nothing has begun");
    });
}

#[test]
fn pictures_of_a_wrong_size_are_refused() {
    run(async {
        let server = server();
        for (length, status, reason) in [
            (0, StatusCode::BAD_REQUEST, "140×140 pixels make 19600 bytes, not 0"),
            (19_599, StatusCode::BAD_REQUEST, "not 19599"),
            (19_601, StatusCode::BAD_REQUEST, "not 19601"),
            (19_600, StatusCode::BAD_REQUEST, "nothing stands out"),
            (1 << 20, StatusCode::PAYLOAD_TOO_LARGE, "more than 65536 bytes"),
        ] {
            let (found, value) = post(&server, "recognize", vec![0; length]).await;
            assert_eq!(found, status, "{length} bytes");
            assert!(value["error"].as_str().unwrap().contains(reason), "{length} bytes: {value}");
        }
        // All of it ink, and noise.
        for picture in
            [vec![255; 19_600], (0..19_600_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect()]
        {
            let (status, _) = post(&server, "recognize", picture).await;
            assert!(status == StatusCode::OK || status == StatusCode::BAD_REQUEST, "{status}");
        }
    });
}

#[test]
fn other_questions_that_make_no_sense_are_refused() {
    let descend = |function: &str, x: &str, steps: &str, name: &str, rate: &str| {
        format!(
            r#"{{"function":"{function}","start":[{x},2],"steps":{steps},
            "optimizers":[{{"name":"{name}","learning_rate":{rate}}}]}}"#
        )
    };
    let im2col = |height: &str, filter: &str, stride: &str, pad: &str| {
        format!(r#"{{"height":{height},"width":4,"filter":{filter},"stride":{stride},"pad":{pad}}}"#)
    };
    let bad = [
        ("descend", descend("bowl", "1", "9", "SGD", "0.1"), "unknown variant `bowl`"),
        ("descend", descend("valley", "NaN", "9", "SGD", "0.1"), "expected"),
        ("descend", descend("valley", "1e9", "9", "SGD", "0.1"), "x must be from"),
        ("descend", descend("valley", "1", "0", "SGD", "0.1"), "steps must be from"),
        ("descend", descend("valley", "1", "1001", "SGD", "0.1"), "steps must be from"),
        ("descend", descend("valley", "1", "9", "Newton", "0.1"), "unknown optimizer `Newton`"),
        ("descend", descend("valley", "1", "9", "SGD", "0"), "the learning rate must be from"),
        (
            "descend",
            r#"{"function":"valley","start":[1,2],"steps":3,"optimizers":[]}"#.into(),
            "optimizers must be from 1",
        ),
        ("im2col", im2col("0", "3", "1", "0"), "the height must be from"),
        ("im2col", im2col("4000000000", "3", "1", "0"), "the height must be from"),
        ("im2col", im2col("4", "5", "1", "0"), "(input + 2·pad − filter)/stride + 1"),
        ("im2col", im2col("4", "3", "0", "0"), "the stride must be from"),
        ("im2col", im2col("4", "3", "1", "6"), "the padding must be from"),
        ("graph", r#"{"apple":1e300,"apple_num":2,"orange":1,"orange_num":1,"tax":1}"#.into(), "apple must be from"),
        ("graph", r#"{"apple":1}"#.into(), "missing field"),
        ("graph", "\u{0}".into(), "expected value"),
    ];
    run(async {
        let server = server();
        for (path, body, reason) in bad {
            let (status, value) = post(&server, path, body.clone()).await;
            assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
            assert!(value["error"].as_str().unwrap().contains(reason), "{body}: {value}");
        }
        for (path, status, reason) in [
            ("sample/100", StatusCode::BAD_REQUEST, "there are 100 images, no number 100"),
            ("sample/-1", StatusCode::BAD_REQUEST, "numbered from 0"),
            ("nothing", StatusCode::NOT_FOUND, "there is nothing here"),
        ] {
            let (found, value) = get(&server, path).await;
            assert_eq!(found, status, "{path}");
            assert!(value["error"].as_str().unwrap().contains(reason), "{path}: {value}");
        }
        for (path, status) in [
            ("trainings/1/pause", StatusCode::NOT_FOUND),
            ("trainings/x/pause", StatusCode::BAD_REQUEST),
            ("trainings/99999999999999999999999/stop", StatusCode::BAD_REQUEST),
        ] {
            assert_eq!(post(&server, path, "").await.0, status, "{path}");
        }
        let (status, _) = answer(&server, request(Method::GET, "trainings/command/", "")).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    });
}
