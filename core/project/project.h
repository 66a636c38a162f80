// SPDX-License-Identifier: Apache-2.0
// Everything a .cleave document holds. A value: copying is a snapshot that shares the immutable
// assets.
#pragma once

#include "core/dataset/dataset.h"
#include "core/field/radiance_field.h"
#include "core/masks/mask_set.h"
#include "core/methods/segmentation_method.h"
#include "core/segments/segment_tree.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cleave {

/// Figures of a finished training, kept for `info` and for resuming.
struct TrainingRecord {
    std::string field = "gaussians";
    std::int64_t iterations = 0;
    std::int64_t primitives = 0;
    double seconds = 0;
    double psnr = 0; ///< dB, mean over the test views
    double ssim = 0;
    std::int64_t peakMemory = 0; ///< bytes
    std::vector<std::pair<std::string, std::string>> params;
    bool operator==(const TrainingRecord&) const = default;
};

struct Project {
    std::shared_ptr<const Dataset> dataset; ///< null for a project made from a splat alone
    RadianceField field;
    std::shared_ptr<const std::vector<std::byte>>
        trainingState; ///< optimiser checkpoint for --resume; may be null
    TrainingRecord training;
    std::shared_ptr<const MaskSet> masks;
    std::map<std::string, std::shared_ptr<const LiftedState>> lifted; ///< by method
    std::string currentMethod;                                        ///< lifted last
    SegmentTree segments;
    std::map<std::string, std::string>
        settings; ///< small values of the programs that belong to the document (JSON texts)
    std::uint64_t seed = 0;
};

} // namespace cleave
