// SPDX-License-Identifier: Apache-2.0
// Which promptable segmenter a method works with: the one that a person chose, or the best that is
// there.
#pragma once

#include "core/base/params.h"
#include "core/masks/mask_set.h"
#include "core/networks/promptable_segmenter.h"

#include <memory>
#include <string>
#include <vector>

namespace cleave {

enum class SegmenterChoice : int {
    Auto, ///< a network where its weights are there, else the masks of the project
    Sam,
    Imported,
};

struct SegmenterSettings {
    SegmenterChoice choice = SegmenterChoice::Auto;
    std::string checkpoint; ///< of SAM or MobileSAM; empty: the installed one
    bool operator==(const SegmenterSettings&) const = default;
};

/// For a parameter's declaration.
std::vector<ParamChoice> segmenterChoices();

/// Throws Error saying what is missing and how to get it when the choice has nothing to work with.
/// masks may be null.
std::shared_ptr<PromptableSegmenter> chooseSegmenter(const SegmenterSettings& settings,
                                                     std::shared_ptr<const MaskSet> masks,
                                                     bool hasPhotos);

} // namespace cleave
