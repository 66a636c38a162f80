// SPDX-License-Identifier: Apache-2.0
#include "core/masks/sam_mask_source.h"

namespace cleave {

namespace {

class SamMaskSource : public MaskSource {
public:
    SamMaskSource(std::shared_ptr<const Sam> sam, const AutomaticMaskParams& params)
        : sam_(std::move(sam))
        , params_(params) {}

    std::string name() const override { return "sam"; }

    bool isConcurrent() const override { return false; }

    std::vector<Mask> masks(const Image& photo, const Progress& progress) override {
        std::vector<Mask> masks;
        for (AutomaticMask& found : automaticMasks(*sam_, photo, params_, progress))
            if (found.region.counts.size() > 1) // one count: no pixel inside
                masks.push_back({std::move(found.region), found.predictedIou, found.stability});
        return masks;
    }

private:
    std::shared_ptr<const Sam> sam_;
    AutomaticMaskParams params_;
};

} // namespace

std::unique_ptr<MaskSource> makeSamMaskSource(std::shared_ptr<const Sam> sam,
                                              const AutomaticMaskParams& params) {
    return std::make_unique<SamMaskSource>(std::move(sam), params);
}

} // namespace cleave
