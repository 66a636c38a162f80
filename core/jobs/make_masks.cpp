// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/make_masks.h"

#include "core/base/error.h"
#include "core/dataset/photo_store.h"
#include "core/masks/mask_import.h"
#include "core/masks/mask_source.h"
#include "kernels/base/parallel_for.h"

#include <chrono>
#include <mutex>

namespace cleave {

namespace {

std::unique_ptr<MaskSource> makeSource(const MakeMasksParams& params) {
    if (params.source == MaskSourceKind::Sam)
        throw Error(ErrorKind::Unsupported,
                    text(CLEAVE_TR("Masks",
                                   "SAM masks are not in this build; use --source regions, or "
                                   "--from with masks made elsewhere")));
    return makeRegionMaskSource(params.regions);
}

std::int64_t countMasks(const MaskSet& set) {
    std::int64_t count = 0;
    for (const auto& [id, view] : set.views)
        count += view->masks.empty() ? view->hierarchy.patchCount - 1
                                     : static_cast<std::int64_t>(view->masks.size());
    return count;
}

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

MakeMasksResult resultOf(std::shared_ptr<const MaskSet> masks,
                         std::chrono::steady_clock::time_point start) {
    MakeMasksResult result;
    result.images = static_cast<std::int64_t>(masks->views.size());
    result.maskCount = countMasks(*masks);
    result.secondsPerImage =
        result.images > 0 ? secondsSince(start) / static_cast<double>(result.images) : 0;
    result.source = masks->source;
    result.masks = std::move(masks);
    return result;
}

} // namespace

ParamList describe(MakeMasksParams& params) {
    ParamList list = {
        {.name = "source",
         .value = enumParam(&params.source),
         .label = CLEAVE_TR("Params", "Mask source"),
         .help = CLEAVE_TR("Params", "Regions need no checkpoint; SAM finds things better."),
         .choices = {{"auto", CLEAVE_TR("Params", "Automatic")},
                     {"sam", CLEAVE_TR("Params", "SAM")},
                     {"regions", CLEAVE_TR("Params", "Regions")}}},
        {.name = "checkpoint",
         .value = &params.checkpoint,
         .label = CLEAVE_TR("Params", "Checkpoint"),
         .help =
             CLEAVE_TR("Params", "File of the network's weights; empty takes the installed one.")},
    };
    for (Param& param : describe(params.regions))
        list.push_back(std::move(param));
    return list;
}

MakeMasksResult
runMakeMasks(const MakeMasksParams& params, const Dataset& dataset, Progress& progress) {
    const std::unique_ptr<MaskSource> source = makeSource(params);
    const std::vector<ViewId> ids = dataset.trainViews();
    if (ids.empty())
        throw badInput(CLEAVE_TR("Masks", "the project has no training photos to make masks of"));
    progress.phase(text(CLEAVE_TR("Masks", "Making masks")));
    const auto start = std::chrono::steady_clock::now();
    const auto count = static_cast<std::int64_t>(ids.size());
    std::vector<std::shared_ptr<const ViewMasks>> views(ids.size());
    std::mutex mutex;
    std::int64_t done = 0;
    const std::int64_t grain = source->isConcurrent() ? 1 : count;
    kernels::forChunks(count, grain, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
        for (std::int64_t i = begin; i < end; ++i) {
            progress.check();
            const View& view = dataset.view(ids[static_cast<std::size_t>(i)]);
            const Image photo = loadPhoto(dataset, view);
            auto masks = std::make_shared<ViewMasks>();
            masks->masks = source->masks(photo, progress);
            masks->hierarchy = buildMaskHierarchy(masks->masks, photo.width, photo.height);
            views[static_cast<std::size_t>(i)] = std::move(masks);
            const std::lock_guard lock(mutex);
            progress.advance(++done, count);
        }
    });
    auto set = std::make_shared<MaskSet>();
    set->source = source->name();
    for (std::size_t i = 0; i < ids.size(); ++i)
        set->views[ids[i]] = std::move(views[i]);
    return resultOf(std::move(set), start);
}

MakeMasksResult
runImportMasks(const Dataset& dataset, const std::filesystem::path& folder, Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    MaskImport import = importMasks(dataset, folder, progress);
    MakeMasksResult result = resultOf(std::move(import.masks), start);
    result.skippedViews = std::move(import.skippedViews);
    result.unmatchedFiles = std::move(import.unmatchedFiles);
    return result;
}

} // namespace cleave
