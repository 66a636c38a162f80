// SPDX-License-Identifier: Apache-2.0
// Some primitives of a field alone, for drawing them many times.
#pragma once

#include "core/field/radiance_field.h"
#include "core/rendering/renderer.h"

#include <span>
#include <vector>

namespace cleave {

/// A field of its own where that is cheaper to draw, or the whole field with the rest hidden. Its
/// primitives are not counted as those of the whole field: it is for looking at, not for selecting
/// in.
struct IsolatedField {
    RadianceField field;
    std::vector<float> visibility; ///< [N] of `field`; empty: everything in it is shown

    /// As a RenderRequest takes it; lives as long as this.
    kernels::ArrayView<const float, 1> visibilityView() const {
        return visibility.empty()
                   ? kernels::ArrayView<const float, 1>()
                   : kernels::ArrayView<const float, 1>(visibility.data(), visibility.size());
    }
};

/// The primitives whose visibility [N] is 1; that of the others is 0.
IsolatedField isolate(const RadianceField& field, std::span<const float> visibility);

} // namespace cleave
