// SPDX-License-Identifier: Apache-2.0
#include "core/methods/choose_segmenter.h"

#include "core/base/error.h"
#include "core/masks/imported_segmenter.h"

namespace cleave {

std::vector<ParamChoice> segmenterChoices() {
    return {{"auto", CLEAVE_TR("Params", "Automatic")},
            {"imported", CLEAVE_TR("Params", "Masks of the project")}};
}

std::shared_ptr<PromptableSegmenter>
chooseSegmenter(SegmenterChoice, std::shared_ptr<const MaskSet> masks, bool hasPhotos) {
    if (!hasPhotos)
        throw missing(CLEAVE_TR("Methods",
                                "no segmenter is there: this project was made from a splat alone, "
                                "and masks answer only in photos"));
    if (!masks || masks->maskCount() == 0)
        throw missing(CLEAVE_TR("Methods",
                                "no segmenter is there: the project has no masks to answer prompts "
                                "with; make or import them with cleave masks first"));
    return std::make_shared<ImportedSegmenter>(std::move(masks));
}

} // namespace cleave
