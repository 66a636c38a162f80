// SPDX-License-Identifier: Apache-2.0
// Sparse points for data sets that come without: the cameras are known, so features of two photos
// need only be compared along each other's epipolar lines.
#pragma once

#include "core/base/progress.h"
#include "core/dataset/dataset.h"
#include "core/dataset/photo_store.h"

namespace cleave {

/// SIFT features (Lowe 2004, compared by the square root of their histograms as Arandjelovic and
/// Zisserman 2012) of the training photos, matched between cameras that stand near each other and
/// met in space (Hartley and Zisserman 2004, section 12.2). Takes part of the training photos where
/// there are many. May be empty: photos without texture, or a single one. Same photos, same points.
InitialPoints triangulatePoints(const Dataset& dataset, PhotoStore& photos, Progress& progress);

} // namespace cleave
