//! What the page shows, and the page itself.

use axum::http::{Method, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::client::{get, good, request, run, server};

#[test]
fn the_page_is_whole_and_needs_nothing_from_elsewhere() {
    run(async {
        let server = server();
        let file = async |name: &str| {
            let response = server.clone().oneshot(request(Method::GET, name, "")).await.unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{name}");
            String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
        };
        let page = file("").await;
        let texts = file("text.js").await;
        let scripts = ["main", "server", "text", "chart", "draw", "train", "descend", "inside"];
        for name in scripts.map(|name| format!("{name}.js")).iter().chain(&["style.css".into(), "icon.svg".into()]) {
            let content = file(name).await.replace("http://www.w3.org/2000/svg", "");
            assert!(!content.contains("://"), "{name} names another address");
            assert!(content.lines().count() <= 400, "{name} is long");
            for import in content.lines().filter_map(|line| line.strip_prefix("import ")) {
                let (_, module) = import.split_once("\"./").expect("a module of the page");
                file(module.trim_end_matches("\";")).await;
            }
        }
        assert!(!page.contains("://") && page.contains("src=\"main.js\""));
        let keys = ["data-text=\"", "data-label=\""];
        for key in keys.into_iter().flat_map(|start| page.split(start).skip(1)) {
            let key = key.split('"').next().unwrap();
            assert!(texts.contains(&format!("  {key}: [")), "no text for {key}");
        }
    });
}

/// A test image, five times as large, as the page sends it.
fn picture(image: &str) -> Vec<u8> {
    let pixel = |i: usize| u8::from_str_radix(&image[2 * i..2 * i + 2], 16).unwrap();
    (0..140 * 140).map(|i| pixel(i / 140 / 5 * 28 + i % 140 / 5)).collect()
}

#[test]
fn test_images_are_read_by_every_network() {
    run(async {
        let server = server();
        let (_, networks) = get(&server, "networks").await;
        let mut right = 0;
        for index in 0..10 {
            let (_, sample) = get(&server, &format!("sample/{index}")).await;
            let answer = good(&server, "recognize", picture(sample["image"].as_str().unwrap())).await;
            let digit = &answer["digits"][0];
            let answers = digit["answers"].as_array().unwrap();
            assert!(answers.iter().map(|answer| &answer["network"]).eq(networks.as_array().unwrap()));
            for answer in answers {
                let sum: f64 = answer["probabilities"].as_array().unwrap().iter().map(|p| p.as_f64().unwrap()).sum();
                assert!((sum - 1.0).abs() < 1e-4);
            }
            // One of each network that ships: fully connected, and two with convolutions.
            assert_eq!(answers[0]["responses"], Value::Null);
            assert_eq!(answers[1]["responses"]["images"].as_array().unwrap().len(), 30);
            assert_eq!(
                (&answers[2]["responses"]["width"], &answers[2]["responses"]["height"]),
                (&json!(28), &json!(28))
            );
            right += usize::from(answers[2]["digit"] == sample["label"]);
        }
        assert!(right >= 8, "deep_convnet reads {right} of 10 drawn digits");
    });
}

#[test]
fn two_digits_are_read_from_left_to_right() {
    run(async {
        let server = server();
        let mut picture = vec![0; 140 * 140];
        for y in 30..110 {
            // A bar, and a ring.
            picture[y * 140 + 20..y * 140 + 28].fill(255);
            for x in 60..120 {
                let from_middle = (((x as f64 - 90.0) / 26.0).powi(2) + ((y as f64 - 70.0) / 36.0).powi(2)).sqrt();
                picture[y * 140 + x] = if (0.8..1.1).contains(&from_middle) { 255 } else { 0 };
            }
        }
        let answer = good(&server, "recognize", picture).await;
        let digits = answer["digits"].as_array().unwrap();
        let read: Vec<_> = digits.iter().map(|digit| &digit["answers"][2]["digit"]).collect();
        assert_eq!(read, [&json!(1), &json!(0)]);
        let left = digits[0]["place"][0].as_f64().unwrap();
        assert!((left - 20.0 / 140.0).abs() < 0.02, "{left}");
    });
}

#[test]
fn paths_are_those_of_the_optimizers() {
    run(async {
        let server = server();
        let (_, surfaces) = get(&server, "surfaces").await;
        assert_eq!(surfaces.as_array().unwrap().len(), 3);
        let question = json!({
            "function": "valley", "start": [-7.0, 2.0], "steps": 2,
            "optimizers": [
                { "name": "SGD", "learning_rate": 0.95 },
                { "name": "Momentum", "learning_rate": 0.1, "momentum": 0.5 },
            ],
        });
        let paths = good(&server, "descend", question.to_string()).await;
        let point = |path: usize, step: usize| [0, 1].map(|axis| paths[path]["points"][step][axis].as_f64().unwrap());
        let close = |a: [f64; 2], b: [f64; 2]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-9);
        assert!(close(point(0, 2), [-7.0 * 0.905 * 0.905, 1.62]), "{paths}");
        // v = -0.1·g, then v = 0.5·v - 0.1·g.
        assert!(close(point(1, 2), [-6.93 + 0.5 * 0.07 + 0.0693, 1.6 - 0.5 * 0.4 - 0.32]), "{paths}");
    });
}

#[test]
fn who_goes_off_is_cut_short() {
    run(async {
        let question = json!({
            "function": "valley", "start": [1.0, 1.0], "steps": 1000, "optimizers": [{ "name": "SGD", "learning_rate": 50 }],
        });
        let paths = good(&server(), "descend", question.to_string()).await;
        let points = paths[0]["points"].as_array().unwrap();
        assert!(points.len() < 10 && points.iter().flat_map(|p| p.as_array().unwrap()).all(Value::is_number));
    });
}

#[test]
fn im2col_and_the_graph_have_the_books_numbers() {
    run(async {
        let server = server();
        let sizes = json!({ "height": 4, "width": 4, "filter": 3, "stride": 1, "pad": 0 }).to_string();
        let columns = good(&server, "im2col", sizes).await;
        assert_eq!(columns["col"][3], json!([6.0, 7.0, 8.0, 10.0, 11.0, 12.0, 14.0, 15.0, 16.0]));
        assert_eq!(columns["out"][0], json!(2.0 + 3.0 + 6.0 + 14.0 + 9.0 + 22.0));
        let basket = json!({ "apple": 100, "apple_num": 2, "orange": 150, "orange_num": 3, "tax": 1.1 }).to_string();
        let graph = good(&server, "graph", basket).await;
        let names = graph["names"].as_array().unwrap();
        let at = |name: &str| names.iter().position(|known| known == name).unwrap();
        assert_eq!(graph["forward"][at("price")].as_f64().unwrap().round(), 715.0);
        assert_eq!(graph["backward"][at("tax")], json!(650.0));
        assert!((graph["backward"][at("apple_num")].as_f64().unwrap() - 110.0).abs() < 1e-9);
    });
}
