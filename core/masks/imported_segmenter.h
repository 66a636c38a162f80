// SPDX-License-Identifier: Apache-2.0
// The masks that a project already has (imported, from regions or from SAM), answering prompts as a
// promptable segmenter does.
#pragma once

#include "core/masks/mask_set.h"
#include "core/networks/promptable_segmenter.h"

#include <memory>

namespace cleave {

/// Points: the masks that hold all positive and no negative points, from part to whole; of more
/// than three the smallest, the one nearest the middle by size, and the largest. Where no mask
/// holds all positives, those that hold most of them. A box: by the IoU of the masks' boxes with
/// it. An earlier answer (`mask`): by IoU with that over the pixels whose logit is not 0; positive
/// points then only say that at least one of them is inside.
/// predictedIou = the mask's own, times the share of positives inside, times that IoU where there
/// is a box or a mask: so the one best answer is the smallest mask around the points, or the one
/// most like the box or mask.
class ImportedSegmenter final : public PromptableSegmenter {
public:
    explicit ImportedSegmenter(std::shared_ptr<const MaskSet> masks);
    ~ImportedSegmenter() override;

    std::string name() const override { return "imported"; }

    bool knows(const SegmenterImage& image) const override;
    void setImage(const SegmenterImage& image, const Progress& progress) override;
    std::vector<SegmenterCandidate> predict(const SegmenterPrompt& prompt) override;

    bool needsPixels() const override { return false; }

    const MaskSet* storedMasks() const override { return masks_.get(); }

private:
    struct Region;

    std::shared_ptr<const MaskSet> masks_;
    std::vector<Region> regions_; ///< of the current view, ascending by area
    ViewId view_;
    int width_ = 0;
    int height_ = 0;
};

} // namespace cleave
