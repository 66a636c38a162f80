// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/select.h"

#include "core/base/error.h"
#include "core/selection/selection_edits.h"

#include <algorithm>
#include <chrono>

namespace cleave {

ParamList describe(SelectParams& params) {
    return {
        {.name = "threshold",
         .value = &params.threshold,
         .label = CLEAVE_TR("Params", "Similarity threshold"),
         .help = CLEAVE_TR("Params",
                           "Higher keeps only the closest matches: part rather than whole. "
                           "Negative: chosen automatically."),
         .range = ParamRange{-1, 1, 0.01}},
        {.name = "granularity",
         .value = &params.granularity,
         .label = CLEAVE_TR("Params", "Granularity"),
         .help = CLEAVE_TR(
             "Params", "For the automatic threshold: 0 takes the whole object, 1 its finest part."),
         .range = ParamRange{0, 1, 0.05}},
        {.name = "position-weight",
         .value = &params.positionWeight,
         .label = CLEAVE_TR("Params", "Distance falloff"),
         .help = CLEAVE_TR(
             "Params",
             "Likeness fades with the distance to the prompts, by this much per scene unit."),
         .range = ParamRange{0, 1000, 0.1},
         .advanced = true},
        {.name = "connected",
         .value = &params.connected,
         .label = CLEAVE_TR("Params", "Connected only"),
         .help = CLEAVE_TR("Params",
                           "Takes only what hangs together with the prompted surface, not "
                           "everything that looks alike."),
         .advanced = true},
    };
}

SelectResult runSelect(const SelectParams& params,
                       SegmentationMethod& method,
                       const MethodInputs& inputs,
                       const LiftedState* state,
                       std::span<const Prompt> prompts,
                       Progress& progress,
                       const std::function<void(SelectResult)>& onRefined) {
    if (!isTrained(inputs.field))
        throw missing(CLEAVE_TR(
            "Selection", "the project has no trained field to select from; train one first"));
    const LiftedState nothingLifted;
    if (method.needs().lifting) {
        if (!state)
            throw missing(
                CLEAVE_TR("Selection", "%1 has not been lifted in this project; lift it first"),
                method.name());
        if (state->fieldRevision != revisionOf(inputs.field))
            throw missing(CLEAVE_TR("Selection", "%1 was lifted onto another field; lift it again"),
                          method.name());
    }
    if (std::none_of(prompts.begin(), prompts.end(), [](const Prompt& prompt) {
            return !prompt.isNegative;
        }))
        throw badInput(CLEAVE_TR("Selection",
                                 "a selection needs at least one prompt that says what to take, "
                                 "not only what to leave out"));
    progress.check();

    const auto start = std::chrono::steady_clock::now();
    const auto resultOf = [&](Similarity similarity) {
        SelectResult result;
        result.similarity = std::move(similarity);
        result.threshold =
            params.threshold >= 0 ? params.threshold : result.similarity.suggestedThreshold;
        result.selection = selectAbove(
            result.similarity.values, result.threshold, result.similarity.fieldRevision);
        result.primitives = result.selection.count();
        result.milliseconds =
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                .count();
        return result;
    };
    QueryFeedback feedback{.progress = progress};
    if (onRefined)
        feedback.onRefined = [&](const Similarity& similarity) {
            Similarity copy{similarity.values.clone(),
                            similarity.suggestedThreshold,
                            similarity.fieldRevision,
                            similarity.views};
            onRefined(resultOf(std::move(copy)));
        };
    return resultOf(method.query(inputs,
                                 state ? *state : nothingLifted,
                                 prompts,
                                 {.granularity = params.granularity,
                                  .positionWeight = params.positionWeight,
                                  .connected = params.connected},
                                 feedback));
}

} // namespace cleave
