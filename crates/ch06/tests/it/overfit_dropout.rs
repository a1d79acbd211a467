use ch06::CHAPTER;

/// What the captions of both overfitting scripts say of their settings.
#[test]
fn captions_state_the_settings() {
    let default = |script: &str, flag: &str| -> f64 {
        let defaults = CHAPTER.find(script).unwrap().defaults().unwrap();
        defaults.get_one::<f64>(flag).copied().unwrap_or_else(|| panic!("{script} has no {flag}"))
    };
    let (ratio, lambda) =
        (default("overfit_dropout", "dropout_ratio"), default("overfit_weight_decay", "weight_decay_lambda"));
    assert!(CHAPTER.caption("overfit_dropout").contains(&format!("ratio {ratio}:")));
    assert!(CHAPTER.caption("overfit_weight_decay").contains(&format!("λ = {lambda}:")));
    for (script, figure) in
        [("overfit_dropout", "overfit_dropout_without"), ("overfit_weight_decay", "overfit_weight_decay_without")]
    {
        let defaults = CHAPTER.find(script).unwrap().defaults().unwrap();
        let train_size = defaults.get_one::<usize>("train_size").unwrap();
        assert!(CHAPTER.caption(figure).contains(&format!("all {train_size} training images right")));
    }
}
