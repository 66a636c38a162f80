// SPDX-License-Identifier: Apache-2.0
// Features on primitives. Per-primitive vectors now; functions of position join as a second kind
// that is sampled at primitives.
#pragma once

#include "core/base/revision.h"
#include "kernels/base/array.h"

#include <memory>
#include <string>

namespace cleave {

struct FeatureField {
    kernels::Array<float, 2> features; ///< [N, D]
    Revision fieldRevision = 0;        ///< of the radiance field whose primitives carry them
    Revision revision = newRevision();

    std::int64_t count() const { return features.size(0); }

    std::int64_t dimensions() const { return features.size(1); }
};

} // namespace cleave
