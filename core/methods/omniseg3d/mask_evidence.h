// SPDX-License-Identifier: Apache-2.0
// What the photos' masks say about how much belongs to a click. The features order the primitives
// by likeness; where to cut is read off the masks: the threshold whose selection coincides with
// masks in as many photos as possible.
#pragma once

#include "core/dataset/dataset.h"
#include "core/field/primitive_cloud.h"
#include "core/masks/mask_set.h"
#include "core/methods/segmentation_method.h"

#include <Eigen/Core>

#include <optional>
#include <span>
#include <vector>

namespace cleave {

/// A sample of every photo's pixels with the patch and the primitive that each one shows.
struct MaskEvidence {
    struct Sample {
        std::int32_t patch;     ///< 0: in no mask
        std::int32_t primitive; ///< that shows most in the pixel
        float share;            ///< pixels that it stands for
        float reach; ///< half the distance to the next sample of its patch, about, scene units
    };

    struct ViewEvidence {
        int patchCount = 0;
        std::vector<std::uint16_t> correlation; ///< [patchCount, patchCount] shared masks
        std::vector<Sample> samples;
    };

    std::vector<ViewEvidence> views;
};

MaskEvidence gatherEvidence(const Dataset& dataset,
                            const RadianceField& field,
                            const MaskSet& masks,
                            int samplesPerView,
                            std::uint64_t seed,
                            Progress& progress);

/// As named arrays for LiftedState::arrays, and back.
void storeEvidence(const MaskEvidence& evidence,
                   std::map<std::string, kernels::Array<float, 2>>& arrays);
MaskEvidence loadEvidence(const std::map<std::string, kernels::Array<float, 2>>& arrays);

/// Where a prompt touches the field.
struct EvidenceAnchor {
    Eigen::Vector3f point; ///< scene units
    float radius = 0; ///< scene units: distance at which a sample still shows the prompted spot
};

/// The patches of a view that show an anchor, ascending; empty where it is not seen or in no mask.
/// Samples that resemble the prompt vote.
std::vector<int> patchesAt(const MaskEvidence::ViewEvidence& view,
                           kernels::ArrayView<const float, 1> values,
                           const PrimitiveCloud& cloud,
                           std::span<const EvidenceAnchor> anchors);

struct MaskThreshold {
    float threshold = 0; ///< [0, 1]
    double support = 0;  ///< how many masks fit the selection, each counted by how well
};

/// The threshold for which `values` > threshold agrees best with masks that contain an anchor.
/// granularity 0 prefers the large among the well supported answers, 1 the small. Nothing when no
/// mask contains an anchor. values [N] similarity.
std::optional<MaskThreshold> thresholdFromMasks(const MaskEvidence& evidence,
                                                kernels::ArrayView<const float, 1> values,
                                                const PrimitiveCloud& cloud,
                                                std::span<const EvidenceAnchor> anchors,
                                                float granularity);

/// Without masks: the middle of the widest range of thresholds over which the number of selected
/// primitives hardly changes.
float thresholdFromPlateau(kernels::ArrayView<const float, 1> values, float granularity);

} // namespace cleave
