// SPDX-License-Identifier: Apache-2.0
#include "core/methods/choose_segmenter.h"

#include "core/base/error.h"
#include "core/masks/imported_segmenter.h"
#include "core/networks/sam/sam_segmenter.h"

#include <filesystem>

namespace cleave {

namespace {

/// The checkpoint to work with; empty: none.
std::filesystem::path checkpointOf(const SegmenterSettings& settings) {
    if (settings.choice == SegmenterChoice::Imported)
        return {};
    if (!settings.checkpoint.empty())
        return settings.checkpoint;
    return installedSam().value_or(std::filesystem::path());
}

} // namespace

std::vector<ParamChoice> segmenterChoices() {
    return {{"auto", CLEAVE_TR("Params", "Automatic")},
            {"sam", CLEAVE_TR("Params", "SAM")},
            {"imported", CLEAVE_TR("Params", "Masks of the project")}};
}

std::shared_ptr<PromptableSegmenter> chooseSegmenter(const SegmenterSettings& settings,
                                                     std::shared_ptr<const MaskSet> masks,
                                                     bool hasPhotos) {
    if (const std::filesystem::path checkpoint = checkpointOf(settings); !checkpoint.empty())
        return makeSamSegmenter(std::make_shared<const Sam>(checkpoint));
    if (settings.choice == SegmenterChoice::Sam)
        throw missing(CLEAVE_TR("Methods",
                                "no segmenter is there: SAM needs its weights; add them with "
                                "cleave models add FILE, or give --checkpoint FILE"));
    if (!hasPhotos)
        throw missing(CLEAVE_TR("Methods",
                                "no segmenter is there: this project was made from a splat alone, "
                                "and masks answer only in photos; add the weights of SAM with "
                                "cleave models add FILE"));
    if (!masks || masks->maskCount() == 0)
        throw missing(CLEAVE_TR("Methods",
                                "no segmenter is there: neither weights of SAM nor masks of the "
                                "photos; add weights with cleave models add, or make masks with "
                                "cleave masks first"));
    return std::make_shared<ImportedSegmenter>(std::move(masks));
}

} // namespace cleave
