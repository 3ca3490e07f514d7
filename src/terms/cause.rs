//! What a loss points to, and what to do about it: one list each, code and words side by side.

use serde::{Deserialize, Serialize};

worded! {
    /// What usually brings a loss about. The kebab-case name is the code in `report.json`.
    Cause {
        Sharpening: "sharpening (temperature below 1, top-p, beam search, reward selection)",
        FewSamples: "too few samples between generations",
        SharpeningOfFewSamples: "sharpening on top of finite sampling",
        FewAnswers: "the model gives few answers",
        SharpeningOrSelection: "sharpening or selection toward common answers",
        OwnOutputOrNarrowData: "training on the model's own output, sharper sampling, or a narrower training set",
        OwnOutputOrTuning: "training on the model's own output, or tuning toward one kind of answer",
        SharpeningOrReward: "sharper sampling, or preference tuning that rewards one answer a prompt",
        DuplicatesOrLoops: "too much training on similar or duplicated documents, or a sampler that loops",
        OneFormat: "preference tuning or synthetic data with one answer format",
        LimitsOrReward: "a lower token limit, an earlier stop sequence, or tuning that rewards short answers",
        Serving: "serving errors, a token limit spent on reasoning, refusals, filters or lost jobs",
        OtherRows: "answers that were shuffled, sorted or joined to the wrong rows, or to a model that lost the question",
        ForgettingOrGrader: "forgetting in the last training step, or another grader or prompt",
    }
}

worded! {
    /// What to do next. The kebab-case name is the code in `report.json`.
    Advice {
        SampleWiderSelectLess: "sample at temperature 1 without truncation, weaken selection",
        SampleMore: "sample more, accumulate, keep real data in the mix",
        SampleWiderKeepReal: "sample at temperature 1 without truncation, and keep real data in the mix",
        LookAtRepeats: "look at repeated documents first",
        KeepRealCheckFilters: "keep real data in the training mix and check what was filtered out of it",
        KeepRealCheckSelection: "keep real data in the training mix, and check what selection filtered out of it",
        SampleOften: "raise the temperature, weaken the reward, and sample each prompt several times",
        RemoveDuplicates: "remove duplicates from the training data, then look at the phrases listed below",
        VaryFormats: "vary the formats in the tuning data",
        CompareLimits: "compare token limits and stop sequences of both generations first",
        LookAtUnanswered: "look at these prompts, which are not in the other figures",
        ReadBesidePrompts: "read a few answers beside their prompts, and check how the file was put together",
        CheckGrader: "check that the grader and the prompts are the same, then go back to the last good generation",
    }
}
