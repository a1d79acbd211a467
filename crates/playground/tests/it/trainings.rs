//! Networks that learn in the server.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::client::{Events, address, ch05, get, good, post, run, server};

fn id(value: &Value) -> u64 {
    value["id"].as_u64().unwrap()
}

#[test]
fn a_network_learns_and_then_reads() {
    run(async {
        let server = server();
        let mut events = Events::open(&server).await;
        assert_eq!(events.next().await, json!({ "trainings": [], "news": [] }));
        let id = id(&good(&server, "trainings", ch05(400)).await);

        let updates = events.until(id, "finished").await;
        let all =
            |key: &str| updates.iter().flat_map(|update| update[key].as_array().unwrap().clone()).collect::<Vec<_>>();
        let losses = all("losses");
        let iterations: Vec<_> = losses.iter().map(|point| point[0].as_u64().unwrap()).collect();
        assert!(iterations.iter().copied().eq(1..=400), "every iteration once, in order");
        let last = losses[399][1].as_f64().unwrap();
        assert!(last < 0.5 * losses[0][1].as_f64().unwrap(), "{last}");
        let end = updates.last().unwrap();
        assert!(end["test_accuracy"].as_f64().unwrap() > 0.6, "{}", end["test_accuracy"]);

        let first = &updates[0]["about"];
        assert_eq!(first["settings"]["network"], "ch05");
        assert!(updates[1..].iter().all(|update| update["about"].is_null()), "it is told once what it is");
        let views: Vec<_> = updates.iter().map(|update| &update["view"]).filter(|view| !view.is_null()).collect();
        assert_eq!(views[0]["weights"].as_array().unwrap().len(), 30);
        assert_eq!(views[0]["activations"].as_array().unwrap().len(), 1);
        if let [first, .., last] = &views[..] {
            assert_ne!(first["weights"], last["weights"], "weights change while it learns");
        }

        let (_, networks) = get(&server, "networks").await;
        let name = format!("training {id} (ch05)");
        assert_eq!(networks.as_array().unwrap().last().unwrap(), name.as_str());
        // Who comes later hears everything at once.
        let event = Events::open(&server).await.next().await;
        assert_eq!(event["news"][0]["losses"].as_array().unwrap().len(), 400);
    });
}

#[test]
fn every_network_of_the_list_learns() {
    let multi_layer = |rest: &str| {
        format!(
            r#"{{"network":"ch06","iters_num":5,"batch_size":50,"learning_rate":0.01,"hidden_layers":3,"hidden_size":20,
            "train_size":300,"seed":2,{rest}}}"#
        )
    };
    let all = [
        ch05(5).replace("ch05", "ch04"),
        multi_layer(
            r#""optimizer":"Adam","activation":"tanh","weight_init_std":"xavier","use_batchnorm":true,"dropout_ratio":0.2,
            "weight_decay_lambda":0.1"#,
        ),
        multi_layer(
            r#""optimizer":"RMSprop","activation":"sigmoid","weight_init_std":"0.1","use_batchnorm":false,
            "dropout_ratio":0,"weight_decay_lambda":0"#,
        ),
        r#"{"network":"ch07","epochs":1,"batch_size":200,"learning_rate":0.001,"optimizer":"Adam","filter_num":4,
            "filter_size":5,"hidden_size":10,"seed":1}"#
            .to_string(),
    ];
    run(async {
        let server = server();
        for (settings, hidden_layers) in all.into_iter().zip([1, 3, 3, 2]) {
            let id = id(&good(&server, "trainings", settings).await);
            let updates = Events::open(&server).await.until(id, "finished").await;
            let view = updates.iter().rev().map(|update| &update["view"]).find(|view| !view.is_null()).unwrap();
            assert_eq!(view["activations"].as_array().unwrap().len(), hidden_layers);
            let (_, networks) = get(&server, "networks").await;
            assert!(
                networks
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|name| name.as_str().unwrap().starts_with(&format!("training {id} ")))
            );
        }
    });
}

#[test]
fn trainings_pause_continue_stop_and_are_removed() {
    run(async {
        let server = server();
        let mut events = Events::open(&server).await;
        let id = id(&good(&server, "trainings", ch05(100_000)).await);
        let act = async |action: &str| good(&server, &format!("trainings/{id}/{action}"), "").await;

        act("pause").await;
        let paused = events.until(id, "paused").await.pop().unwrap();
        act("continue").await;
        let going_on = events.until(id, "running").await.pop().unwrap();
        assert!(going_on["iteration"].as_u64() >= paused["iteration"].as_u64());
        act("pause").await;
        act("stop").await;
        let updates = events.until(id, "stopped").await;
        assert!(updates.last().unwrap()["iteration"].as_u64().unwrap() < 100_000);
        // What has ended does not begin again.
        act("continue").await;
        assert_eq!(events.until(id, "stopped").await.last().unwrap()["phase"], "stopped");
        act("remove").await;
        while events.next().await["trainings"] != json!([]) {}
        assert_eq!(post(&server, &format!("trainings/{id}/stop"), "").await.0, StatusCode::NOT_FOUND);
        assert_eq!(post(&server, &format!("trainings/{id}/dance"), "").await.0, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_thousand_trainings_at_once_are_three() {
    run(async {
        let server = server();
        let starts: Vec<_> = (0..1_000)
            .map(|_| {
                let server = server.clone();
                tokio::spawn(async move { post(&server, "trainings", ch05(100_000)).await })
            })
            .collect();
        let mut started = Vec::new();
        for start in starts {
            let (status, value) = start.await.unwrap();
            if status == StatusCode::OK {
                started.push(id(&value));
                continue;
            }
            assert_eq!(status, StatusCode::CONFLICT);
            assert!(value["error"].as_str().unwrap().starts_with("3 trainings run or are paused already"));
        }
        assert_eq!(started.len(), 3);
        // The page is answered meanwhile, and there is room again for the next one.
        assert_eq!(get(&server, "networks").await.0, StatusCode::OK);
        for id in started {
            good(&server, &format!("trainings/{id}/stop"), "").await;
        }
        good(&server, "trainings", ch05(1)).await;
    });
}

#[test]
fn what_diverges_fails_in_words() {
    run(async {
        let server = server();
        // W is multiplied by 1 - 100·10 in each iteration.
        let settings = json!({
            "network": "ch06", "iters_num": 1_000, "batch_size": 50, "learning_rate": 100, "optimizer": "SGD",
            "hidden_layers": 1, "hidden_size": 20, "activation": "relu", "weight_init_std": "he", "use_batchnorm": false,
            "dropout_ratio": 0, "weight_decay_lambda": 10, "train_size": 300, "seed": 1,
        })
        .to_string();
        let id = id(&good(&server, "trainings", settings).await);
        let updates = Events::open(&server).await.until(id, "failed").await;
        let error = updates.last().unwrap()["error"].as_str().unwrap().to_string();
        assert!(error.contains("learning rate"), "{error}");
    });
}

#[test]
fn the_oldest_that_have_ended_make_room() {
    run(async {
        let server = server();
        let mut events = Events::open(&server).await;
        for _ in 0..14 {
            let id = id(&good(&server, "trainings", ch05(1)).await);
            events.until(id, "finished").await;
        }
        let event = Events::open(&server).await.next().await;
        assert_eq!(event["trainings"], json!((3..=14).collect::<Vec<u64>>()));
    });
}

#[test]
fn without_digits_the_reason_is_said() {
    run(async {
        let folder = std::env::temp_dir().join("there is no such folder of digits");
        let options = dataset::Options { data_dir: Some(folder), ..dataset::Options::default() };
        let server = playground::router(playground::App::new(options).unwrap(), &address());
        let (status, value) = post(&server, "trainings", ch05(1)).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(value["error"].as_str().unwrap().contains("no such folder"), "{value}");
        // Drawing needs none.
        assert_eq!(get(&server, "networks").await.0, StatusCode::OK);
    });
}
