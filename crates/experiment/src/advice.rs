//! The likely reason why a run ends at chance, or diverges.

use anyhow::Error;
use common::TrainError;

use crate::Number;

/// An accuracy below it is hardly better than the 0.1 of guessing one of ten digits.
const CHANCE: f64 = 0.2;

/// For numbers that show an accuracy near chance: what to look at, in one sentence. `flags` are the experiment's.
pub(crate) fn of_numbers(numbers: &[Number], flags: &[(String, String)], quick: bool) -> Option<String> {
    let accuracy = |number: &&Number| number.what.contains("accuracy");
    let mut accuracies = numbers.iter().filter(accuracy).filter_map(|number| number.value.parse::<f64>().ok());
    let chance = accuracies.find(|accuracy| *accuracy < CHANCE)?;
    let reason = if value(flags, "--weights").is_some() {
        "the weights may be of another network, or in another order; save_file of safetensors permutes arrays in Fortran \
         order, so give it numpy.ascontiguousarray(W)"
            .to_string()
    } else if quick {
        "--quick may train too little; try it without".to_string()
    } else {
        let rate = value(flags, "--learning-rate").unwrap_or("the script's");
        let decay = value(flags, "--weight-decay-lambda").or(value(flags, "--weight-decay"));
        let decay = decay.map_or(String::new(), |decay| format!(", too much weight decay (it is {decay})"));
        format!(
            "the usual reasons are a learning rate that is too small or too large (it is {rate}){decay}, too few \
             iterations, or initial weights so small that the layers pass nothing on (§6.2)"
        )
    };
    Some(format!("an accuracy of {chance} is no better than guessing: {reason}"))
}

/// Names weight decay where it is what made a training diverge.
///
/// An update takes η·λ·W from W: where ηλ is above 2, each makes W larger.
pub(crate) fn of_error(error: Error, flags: &[(String, String)]) -> Error {
    let number = |name| value(flags, name).and_then(|value| value.parse::<f64>().ok());
    let lambda = number("--weight-decay-lambda").or(number("--weight-decay"));
    let rate = match error.downcast_ref() {
        Some(TrainError::Diverged { learning_rate, .. }) => *learning_rate,
        _ => return error,
    };
    match lambda {
        // The larger of the two is to blame.
        Some(lambda) if rate * lambda > 2.0 && lambda > rate => error.context(format!(
            "weight decay λ = {lambda} is too large for a learning rate of {rate}: their product must stay below 2, else \
             every update makes the weights larger"
        )),
        _ => error,
    }
}

fn value<'a>(flags: &'a [(String, String)], name: &str) -> Option<&'a str> {
    flags.iter().find(|(flag, _)| flag == name).map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
    }

    fn accuracy(value: &str) -> Number {
        Number { what: "final test accuracy".into(), value: value.into(), ..Number::default() }
    }

    #[test]
    fn only_results_near_chance_get_advice() {
        let loss = Number { what: "loss".into(), ..accuracy("0.01") };
        assert_eq!(of_numbers(&[accuracy("0.9716"), loss], &[], false), None);
        let hint = |pairs: &[(&str, &str)], quick| of_numbers(&[accuracy("0.098")], &flags(pairs), quick).unwrap();
        assert!(hint(&[("--weights", "w.npz")], false).contains("ascontiguousarray"));
        assert!(hint(&[("--learning-rate", "1e-9")], false).contains("it is 1e-9"));
        assert!(hint(&[("--weight-decay-lambda", "3")], false).contains("weight decay (it is 3)"));
        assert!(hint(&[("--learning-rate", "0.1")], true).contains("--quick"));
    }

    #[test]
    fn weight_decay_is_named_where_it_is_the_cause() {
        let diverged = || Error::new(TrainError::Diverged { iteration: 7, loss: f64::INFINITY, learning_rate: 0.5 });
        let words = |lambda| format!("{:#}", of_error(diverged(), &flags(&[("--weight-decay-lambda", lambda)])));
        assert!(words("5").starts_with("weight decay λ = 5 is too large"));
        assert!(words("0.1").starts_with("training diverged"));
        assert_eq!(of_error(Error::msg("no data"), &flags(&[("--weight-decay-lambda", "5")])).to_string(), "no data");
    }
}
