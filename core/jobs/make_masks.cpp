// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/make_masks.h"

#include "core/base/error.h"
#include "core/dataset/photo_store.h"
#include "core/jobs/kept_masks.h"
#include "core/masks/mask_import.h"
#include "core/masks/mask_source.h"
#include "core/masks/sam_mask_source.h"
#include "core/networks/sam/sam_segmenter.h"
#include "kernels/base/parallel_for.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <mutex>
#include <optional>

namespace cleave {

namespace {

/// The checkpoint that was asked for, or the one that is installed; the larger network first.
std::filesystem::path samCheckpoint(const MakeMasksParams& params) {
    if (!params.checkpoint.empty())
        return params.checkpoint;
    return installedSam().value_or(std::filesystem::path());
}

std::unique_ptr<MaskSource> makeSource(const MakeMasksParams& params, std::string& settings) {
    const std::filesystem::path checkpoint =
        params.source == MaskSourceKind::Regions ? std::filesystem::path() : samCheckpoint(params);
    if (checkpoint.empty()) {
        if (params.source == MaskSourceKind::Sam)
            throw missing(CLEAVE_TR("Masks",
                                    "SAM needs its weights: give them with --checkpoint FILE, or "
                                    "use --source regions"));
        return makeRegionMaskSource(params.regions);
    }
    const auto sam = std::make_shared<const Sam>(checkpoint);
    settings += std::to_string(sam->fingerprint()) + "\n";
    return makeSamMaskSource(sam, params.sam);
}

/// Everything but network and photos that masks depend on.
std::string settingsOf(MakeMasksParams params) {
    params.checkpoint.clear(); // where it lies does not matter
    std::string settings = "masks 1\n";
    for (const auto& [name, value] : paramTexts(describe(params)))
        settings += name + "=" + value + "\n";
    return settings;
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
    for (Param& param : describe(params.sam))
        list.push_back(std::move(param));
    return list;
}

namespace {

/// The views' masks one by one; those that an earlier run finished are taken from there.
class MaskRun {
public:
    MaskRun(MaskSource& source, const Dataset& dataset, const KeptMasks& kept)
        : source_(source)
        , dataset_(dataset)
        , kept_(kept) {}

    std::int64_t keptCount() const { return keptCount_; }

    std::shared_ptr<const ViewMasks> masksOf(ViewId id, const Progress& progress) {
        const View& view = dataset_.view(id);
        const Image photo = loadPhoto(dataset_, view);
        auto result = std::make_shared<ViewMasks>();
        std::optional<std::vector<Mask>> earlier = kept_.find(view, photo.width, photo.height);
        if (earlier) {
            result->masks = std::move(*earlier);
            ++keptCount_;
        } else {
            result->masks = source_.masks(photo, progress);
            kept_.keep(view, result->masks);
        }
        result->hierarchy = buildMaskHierarchy(result->masks, photo.width, photo.height);
        return result;
    }

private:
    MaskSource& source_;
    const Dataset& dataset_;
    const KeptMasks& kept_;
    std::atomic<std::int64_t> keptCount_ = 0;
};

using Views = std::vector<std::shared_ptr<const ViewMasks>>;

Views allAtOnce(MaskRun& run, const std::vector<ViewId>& ids, Progress& progress) {
    Views views(ids.size());
    std::mutex mutex;
    const auto count = static_cast<std::int64_t>(ids.size());
    std::int64_t done = 0;
    kernels::forChunks(count, 1, [&](std::int64_t i, std::int64_t, std::int64_t) {
        progress.check();
        const auto index = static_cast<std::size_t>(i);
        views[index] = run.masksOf(ids[index], progress);
        const std::lock_guard lock(mutex);
        progress.advance(++done, count);
    });
    return views;
}

/// With the photo that it is at and the time that the others will take.
Views oneByOne(MaskRun& run, const std::vector<ViewId>& ids, Progress& progress) {
    Views views;
    const auto start = std::chrono::steady_clock::now();
    const auto count = static_cast<std::int64_t>(ids.size());
    for (std::int64_t i = 0; i < count; ++i) {
        progress.advance(i, count);
        std::string detail = "photo " + std::to_string(i + 1) + " of " + std::to_string(count);
        if (const std::int64_t made = i - run.keptCount(); made > 0) {
            const double left =
                secondsSince(start) / static_cast<double>(made) * static_cast<double>(count - i);
            detail += ", " +
                      (left < 90 ? std::to_string(std::lround(left)) + " s"
                                 : std::to_string(std::lround(left / 60)) + " min") +
                      " left";
        }
        progress.detail(detail);
        const Progress part =
            progress.part(static_cast<double>(i) / static_cast<double>(count),
                          static_cast<double>(i + 1) / static_cast<double>(count));
        views.push_back(run.masksOf(ids[static_cast<std::size_t>(i)], part));
    }
    return views;
}

} // namespace

MakeMasksResult runMakeMasks(const MakeMasksParams& params,
                             const Dataset& dataset,
                             Progress& progress,
                             const std::filesystem::path& keptFolder) {
    const std::vector<ViewId> ids = dataset.trainViews();
    if (ids.empty())
        throw badInput(CLEAVE_TR("Masks", "the project has no training photos to make masks of"));
    std::string settings = settingsOf(params);
    progress.phase(text(CLEAVE_TR("Masks", "Making masks")));
    const std::unique_ptr<MaskSource> source = makeSource(params, settings);
    const auto start = std::chrono::steady_clock::now();
    // Sources that take all photos at once are fast, and the order of their photos is no order to
    // go on in.
    const KeptMasks kept = source->isConcurrent() ? KeptMasks() : KeptMasks(keptFolder, settings);
    MaskRun run(*source, dataset, kept);
    Views views =
        source->isConcurrent() ? allAtOnce(run, ids, progress) : oneByOne(run, ids, progress);
    auto set = std::make_shared<MaskSet>();
    set->source = source->name();
    for (std::size_t i = 0; i < ids.size(); ++i)
        set->views[ids[i]] = std::move(views[i]);
    progress.advance(1);
    MakeMasksResult result = resultOf(std::move(set), start);
    result.resumedImages = run.keptCount();
    return result;
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
