//! The commands that the page shows.

use std::fs;

use clap::{Args as _, FromArgMatches as _};
use experiment::{Chapter, DataStore, Entry, Options, Screen, run_entry};
use serde_json::json;

use crate::client::{Events, address, app, ch05, good, run, server};

/// The experiment that a command runs, and its flags.
fn parse(command: &str) -> (&'static Chapter, &'static Entry, Vec<String>) {
    let words = shlex::split(command).unwrap();
    let [cargo, run, p, package, bin, binary, dashes, flags @ ..] = &words[..] else { panic!("{command}") };
    assert_eq!([cargo, run, p, bin, dashes], ["cargo", "run", "-p", "--bin", "--"]);
    let chapters: [&Chapter; 4] = [&ch04::CHAPTER, &ch05::CHAPTER, &ch06::CHAPTER, &ch07::CHAPTER];
    let chapter = chapters.into_iter().find(|chapter| chapter.crate_name() == *package).unwrap();
    let entry = chapter.experiments.iter().find(|entry| entry.info.binary == binary);
    (chapter, entry.unwrap_or_else(|| panic!("no binary {binary}")), flags.to_vec())
}

/// What the binary makes of the flags.
fn matches(entry: &Entry, flags: &[String]) -> clap::ArgMatches {
    let command = Options::augment_args(entry.command(entry.info.binary)).no_binary_name(true);
    command.try_get_matches_from(flags).unwrap_or_else(|error| panic!("{flags:?}: {error}"))
}

#[test]
fn every_command_exists_with_its_flags() {
    let multi_layer = |optimizer: &str, batch_norm: bool, dropout: f64, decay: f64| {
        json!({
            "network": "ch06", "iters_num": 100, "batch_size": 50, "learning_rate": 0.01, "optimizer": optimizer,
            "hidden_layers": 4, "hidden_size": 100, "activation": "relu", "weight_init_std": "he",
            "use_batchnorm": batch_norm, "dropout_ratio": dropout, "weight_decay_lambda": decay, "train_size": 300, "seed": 3,
        })
        .to_string()
    };
    let ch07 = json!({
        "network": "ch07", "epochs": 2, "batch_size": 100, "learning_rate": 1e-5, "optimizer": "RMSprop", "filter_num": 8,
        "filter_size": 7, "hidden_size": 20, "seed": 1,
    });
    let cases = [
        (ch05(7), "train_neuralnet", true),
        (ch05(7).replace("ch05", "ch04"), "ch04_train_neuralnet", true),
        (multi_layer("SGD", false, 0.0, 0.0), "weight_init_compare", false),
        (multi_layer("Adam", false, 0.0, 0.0), "optimizer_compare_mnist", false),
        (multi_layer("SGD", true, 0.0, 0.0), "batch_norm_test", false),
        (multi_layer("SGD", false, 0.2, 0.0), "overfit_dropout", false),
        (multi_layer("SGD", false, 0.0, 0.1), "overfit_weight_decay", false),
        (ch07.to_string(), "train_convnet", true),
    ];
    run(async {
        let server = server();
        for (settings, binary, same) in cases {
            let answer = good(&server, "trainings/command", settings).await;
            let command = answer["command"].as_str().unwrap();
            let (_, entry, flags) = parse(command);
            assert_eq!((entry.info.binary, &answer["same"]), (binary, &json!(same)), "{command}");
            let options = Options::from_arg_matches(&matches(entry, &flags)).unwrap();
            assert_eq!(options.dataset, dataset::Choice::Synthetic, "{command}");
        }
    });
}

/// The script draws 6,000 digits with `--quick`: so does the server here.
#[test]
fn the_command_trains_the_same_network() {
    let settings = ch05(40).replace("\"seed\":1", "\"seed\":5");
    let (command, here) = run(async {
        let server = playground::router(app(6_000, 1_000), &address());
        let command =
            good(&server, "trainings/command", settings.clone()).await["command"].as_str().unwrap().to_string();
        let id = good(&server, "trainings", settings).await["id"].as_u64().unwrap();
        let updates = Events::open(&server).await.until(id, "finished").await;
        let points = updates.iter().flat_map(|update| update["losses"].as_array().unwrap().clone());
        (command, points.map(|point| point[1].as_f64().unwrap()).collect::<Vec<f64>>())
    });

    let (chapter, entry, mut flags) = parse(&command);
    let folder = tempfile::tempdir().unwrap();
    flags.extend(["--quick".into(), "--out-dir".into(), folder.path().display().to_string()]);
    let matches = matches(entry, &flags);
    let options = Options::from_arg_matches(&matches).unwrap();
    run_entry(chapter, entry, &matches, &options, Screen::new(false).silent(), DataStore::default()).unwrap();
    let csv = fs::read_to_string(folder.path().join("train_neuralnet_loss.csv")).unwrap();
    let losses = csv.lines().skip(1).map(|row| row.rsplit(',').next().unwrap().parse().unwrap());
    let there: Vec<f64> = losses.collect();
    // The script's file has the running mean behind the losses.
    assert_eq!((here.len(), there.len()), (40, 80));
    for (i, (here, there)) in here.iter().zip(&there).enumerate() {
        assert!((here - there).abs() < 1e-5, "loss {i}: {here} here, {there} by {command}");
    }
}
