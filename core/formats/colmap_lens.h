// SPDX-License-Identifier: Apache-2.0
// COLMAP's camera models by number and name. Private to the readers and the writer of COLMAP
// models.
#pragma once

#include "core/camera/intrinsics.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cleave::detail {

struct ColmapLensModel {
    int number;
    const char* name;
    int parameterCount;
    bool isRead; ///< the others are known by name only, to be refused clearly
};

const ColmapLensModel* colmapLensModel(int number);
const ColmapLensModel* colmapLensModel(std::string_view name);

/// Throws Error(Unsupported) where the model is not read; `place` names file and camera.
void requireColmapLens(const ColmapLensModel* model,
                       const std::string& named,
                       const std::string& place);

/// parameters: as many as the model has. Throws Error where size or focal length are not positive
/// and finite.
Intrinsics colmapIntrinsics(const ColmapLensModel& model,
                            std::uint64_t width,
                            std::uint64_t height,
                            std::span<const double> parameters,
                            const std::string& place);

} // namespace cleave::detail
