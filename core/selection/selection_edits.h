// SPDX-License-Identifier: Apache-2.0
// Selection algebra. Every edit returns a new selection of the same field revision; operands of
// different revisions are a broken promise.
#pragma once

#include "core/field/primitive_cloud.h"
#include "core/selection/selection.h"
#include "kernels/base/array_view.h"

namespace cleave {

/// similarity [N] > threshold.
Selection
selectAbove(kernels::ArrayView<const float, 1> similarity, float threshold, Revision fieldRevision);

Selection unite(const Selection& a, const Selection& b);
Selection subtract(const Selection& a, const Selection& b);
Selection intersect(const Selection& a, const Selection& b);
Selection invert(const Selection& selection);

/// Adds (removes) primitives within `distance` (scene units) of the selection (of its complement).
Selection grow(const Selection& selection, const PrimitiveCloud& cloud, double distance);
Selection shrink(const Selection& selection, const PrimitiveCloud& cloud, double distance);
/// Keeps connected pieces (neighbours within `distance`) with at least `minimumShare` of the
/// largest piece's primitives.
Selection removeIslands(const Selection& selection,
                        const PrimitiveCloud& cloud,
                        double distance,
                        double minimumShare);
/// Adds unselected pieces that are enclosed: fewer than `maximumShare` of the selection's
/// primitives and touching nothing else.
Selection fillHoles(const Selection& selection,
                    const PrimitiveCloud& cloud,
                    double distance,
                    double maximumShare);
/// Majority vote among the `neighborCount` nearest primitives.
Selection smooth(const Selection& selection, const PrimitiveCloud& cloud, int neighborCount);
/// A distance that suits the cloud: a few times the median spacing of neighbours. Scene units.
double typicalSpacing(const PrimitiveCloud& cloud);

} // namespace cleave
