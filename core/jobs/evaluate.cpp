// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/evaluate.h"

#include "core/base/error.h"
#include "core/evaluation/ground_truth.h"
#include "core/jobs/select.h"
#include "core/rendering/renderer.h"

#include <algorithm>

namespace cleave {

namespace {

/// Clicks are pixels of the id maps; prompts are positions in the view at working size.
std::vector<Prompt> promptsFor(const GroundTruth& truth,
                               const EvalTarget& target,
                               std::span<const EvalClick> clicks,
                               const Dataset& dataset) {
    std::vector<Prompt> prompts;
    for (const EvalClick& click : clicks) {
        const View* view = dataset.findView(click.view);
        if (!view)
            throw badInput(
                CLEAVE_TR("Evaluation",
                          "%1 is clicked in view \"%2\", which the project does not have"),
                target.name,
                click.view);
        const auto map = truth.ids(target.kind, *view);
        const Intrinsics& size = view->camera.intrinsics;
        const float scaleX =
            map ? static_cast<float>(size.width) / static_cast<float>(map->width) : 1.0f;
        const float scaleY =
            map ? static_cast<float>(size.height) / static_cast<float>(map->height) : 1.0f;
        Prompt prompt;
        prompt.kind = PromptKind::Point;
        prompt.view = view->id;
        prompt.camera = view->camera;
        prompt.points = {{(static_cast<float>(click.x) + 0.5f) * scaleX,
                          (static_cast<float>(click.y) + 0.5f) * scaleY}};
        prompts.push_back(std::move(prompt));
    }
    return prompts;
}

} // namespace

ParamList describe(EvaluateParams& params) {
    const ParamRange unit{0, 1, 0.01}, threshold{-1, 1, 0.01};
    return {
        {.name = "prompts",
         .value = &params.prompts,
         .label = CLEAVE_TR("Params", "Prompts"),
         .help = CLEAVE_TR("Params",
                           "File of targets with their clicks; empty takes prompts.json of the "
                           "ground truth or derives them.")},
        {.name = "protocol",
         .value = enumParam(&params.protocol),
         .label = CLEAVE_TR("Params", "Protocol"),
         .help = CLEAVE_TR("Params",
                           "Clicks, or the whole true mask of one view as OmniSeg3D is evaluated "
                           "with, which judges the features alone."),
         .choices = {{"clicks", CLEAVE_TR("Params", "Clicks")},
                     {"dense", CLEAVE_TR("Params", "Dense masks")}}},
        {.name = "clicks",
         .value = enumParam(&params.clicks),
         .label = CLEAVE_TR("Params", "Clicks per target"),
         .help = CLEAVE_TR("Params", "One, or three from different views."),
         .choices = {{"one", CLEAVE_TR("Params", "One")}, {"three", CLEAVE_TR("Params", "Three")}}},
        {.name = "object-granularity",
         .value = &params.objectGranularity,
         .label = CLEAVE_TR("Params", "Granularity for objects"),
         .help = CLEAVE_TR(
             "Params", "0 selects whole objects, 1 the finest parts; the same for all objects."),
         .range = unit},
        {.name = "part-granularity",
         .value = &params.partGranularity,
         .label = CLEAVE_TR("Params", "Granularity for parts"),
         .help = CLEAVE_TR("Params",
                           "0 selects whole objects, 1 the finest parts; the same for all parts."),
         .range = unit},
        {.name = "object-threshold",
         .value = &params.objectThreshold,
         .label = CLEAVE_TR("Params", "Threshold for objects"),
         .help = CLEAVE_TR(
             "Params",
             "Similarity above which a primitive is selected; negative chooses it per click."),
         .range = threshold},
        {.name = "part-threshold",
         .value = &params.partThreshold,
         .label = CLEAVE_TR("Params", "Threshold for parts"),
         .help = CLEAVE_TR(
             "Params",
             "Similarity above which a primitive is selected; negative chooses it per click."),
         .range = threshold},
        {.name = "position-weight",
         .value = &params.positionWeight,
         .label = CLEAVE_TR("Params", "Position weight"),
         .help = CLEAVE_TR(
             "Params", "How fast similarity falls with the distance to the click, per scene unit."),
         .range = ParamRange{0, 100, 0.1}},
        {.name = "dense-stride",
         .value = &params.dense.stride,
         .label = CLEAVE_TR("Params", "Stride"),
         .help = CLEAVE_TR("Params",
                           "Dense masks: every so many rows and columns are scored; 1 is as "
                           "published."),
         .range = ParamRange{1, 64, 1}},
        {.name = "dense-every-view",
         .value = &params.dense.everyView,
         .label = CLEAVE_TR("Params", "Every view"),
         .help = CLEAVE_TR("Params",
                           "Dense masks: also score in the views that were trained on, as "
                           "published.")},
        {.name = "millimetres-per-unit",
         .value = &params.dense.millimetresPerUnit,
         .label = CLEAVE_TR("Params", "Scene unit"),
         .help = CLEAVE_TR("Params",
                           "Dense masks: how long a scene unit is, for the falloff with distance."),
         .range = ParamRange{1e-3, 1e6, 1},
         .unit = CLEAVE_TR("Params", "mm")},
    };
}

std::vector<Image> renderSelections(const RadianceField& field,
                                    const Camera& camera,
                                    std::span<const Selection> selections) {
    std::vector<Image> masks;
    constexpr std::size_t channelsAtOnce = 16;
    const std::int64_t primitives = primitiveCount(field);
    for (std::size_t begin = 0; begin < selections.size(); begin += channelsAtOnce) {
        const std::size_t channels = std::min(channelsAtOnce, selections.size() - begin);
        kernels::Array<float, 2> values(primitives, static_cast<std::int64_t>(channels));
        for (std::size_t c = 0; c < channels; ++c) {
            CLEAVE_ASSERT(selections[begin + c].fieldRevision() == revisionOf(field));
            for (const std::int64_t primitive : selections[begin + c].indices())
                values(primitive, static_cast<std::int64_t>(c)) = 1;
        }
        RenderRequest request;
        request.color = false;
        request.values = values.constView();
        const RenderedView rendered = renderView(field, camera, request);
        const int width = camera.intrinsics.width, height = camera.intrinsics.height;
        for (std::size_t c = 0; c < channels; ++c) {
            Image mask(width, height, 1);
            for (std::size_t i = 0; i < mask.pixels.size(); ++i)
                mask.pixels[i] = rendered.values.pixels[i * channels + c] > 0.5f ? 255 : 0;
            masks.push_back(std::move(mask));
        }
    }
    return masks;
}

EvaluationReport runEvaluate(const EvaluateParams& params,
                             const std::filesystem::path& groundTruth,
                             SegmentationMethod& method,
                             const MethodInputs& inputs,
                             const LiftedState* state,
                             const SegmentTree& tree,
                             Progress& progress) {
    if (!inputs.dataset)
        throw missing(CLEAVE_TR(
            "Evaluation",
            "the project has no photos to be evaluated against; make it with cleave new --data"));
    if (!isTrained(inputs.field))
        throw missing(
            CLEAVE_TR("Evaluation", "the project has no trained field; run cleave train first"));
    const Dataset& dataset = *inputs.dataset;
    progress.phase(text(CLEAVE_TR("Evaluation", "Reading ground truth")));
    Progress reading = progress.part(0, 0.1);
    const GroundTruth truth = readGroundTruth(groundTruth, params.prompts, dataset, reading);

    EvalCallbacks callbacks;
    callbacks.select = [&](const EvalTarget& target, std::span<const EvalClick> clicks) {
        const bool isObject = target.kind == TargetKind::Object;
        SelectParams select;
        select.granularity = isObject ? params.objectGranularity : params.partGranularity;
        select.threshold = isObject ? params.objectThreshold : params.partThreshold;
        select.positionWeight = params.positionWeight;
        Progress silent;
        progress.check();
        const SelectResult result = runSelect(
            select, method, inputs, state, promptsFor(truth, target, clicks, dataset), silent);
        return TimedSelection{result.selection, result.milliseconds};
    };
    callbacks.renderMasks = [&](std::span<const Selection> selections, const View& view) {
        return renderSelections(inputs.field, view.camera, selections);
    };

    EvaluationReport report;
    report.method = method.name();
    report.clicks = params.clicks == EvalClicks::Three ? 3 : 1;
    progress.phase(text(CLEAVE_TR("Evaluation", "Selecting targets")));
    Progress scoring = progress.part(0.1, tree.isEmpty() ? 1 : 0.8);
    if (params.protocol == EvalProtocol::Dense) {
        if (!state || !state->features)
            throw missing(CLEAVE_TR("Evaluation",
                                    "method %1 has no features that dense masks could ask; lift "
                                    "one that does, such as omniseg3d"),
                          method.name());
        report.clicks = 0;
        report.targets = scoreDensePrompts(
            truth, dataset, inputs.field, *state->features, params.dense, scoring);
    } else {
        report.targets =
            scorePrompts(truth, dataset, params.clicks == EvalClicks::Three, callbacks, scoring);
    }
    if (!tree.isEmpty()) {
        progress.phase(text(CLEAVE_TR("Evaluation", "Matching segments")));
        std::vector<Selection> segments;
        for (const Segment& segment : tree.segments())
            if (segment.primitives)
                segments.push_back(*segment.primitives);
        Progress matching = progress.part(0.8, 1);
        report.matching = scoreMatching(truth, dataset, segments, callbacks, matching);
    }
    return report;
}

} // namespace cleave
