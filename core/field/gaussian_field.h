// SPDX-License-Identifier: Apache-2.0
// A trained Gaussian splat: data only. Parameters lie in planes (one row per scalar parameter),
// because the kernels work on many gaussians at once.
#pragma once

#include "core/base/revision.h"
#include "core/camera/bounds.h"
#include "kernels/base/array.h"
#include "kernels/gaussians/planes.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace cleave {

/// A per-gaussian property of an imported file that Cleave does not know; kept for export.
struct ExtraProperty {
    std::string name;
    std::string type;                ///< PLY type name: float, uchar, int, ...
    std::vector<std::uint8_t> bytes; ///< count x size of type, little-endian
    bool operator==(const ExtraProperty&) const = default;
};

struct GaussianField {
    std::int64_t count = 0;
    int shDegree = 0;         ///< 0..3
    bool antialiased = false; ///< trained with opacity compensation for the 0.3 px dilation
    kernels::Array<float, 2>
        planes; ///< [planeCount(shDegree), planeStride(count)], see kernels/gaussians/planes.h
    std::vector<ExtraProperty> extras;
    Revision revision = newRevision();

    GaussianField() = default;

    GaussianField(std::int64_t gaussianCount, int degree)
        : count(gaussianCount)
        , shDegree(degree)
        , planes(kernels::gaussianPlaneCount(degree), kernels::gaussianPlaneStride(gaussianCount)) {
        kernels::padGaussianPlanes(planes, count);
    }

    float* plane(int index) { return planes.data() + index * planes.size(1); }

    const float* plane(int index) const { return planes.data() + index * planes.size(1); }

    Eigen::Vector3f mean(std::int64_t i) const { return {plane(0)[i], plane(1)[i], plane(2)[i]}; }

    /// A deep copy with a revision of its own.
    GaussianField clone() const;
    /// The chosen gaussians, in order, with their extras. indices in [0, count).
    GaussianField subset(const std::vector<std::int64_t>& indices) const;
};

} // namespace cleave
