// SPDX-License-Identifier: Apache-2.0
// Which visible gaussians touch which 16 x 16 tile, front to back.
#pragma once

#include "kernels/gaussians/raster_workspace.h"

namespace cleave::kernels {

/// Sorts the projected gaussians by depth and lists for every tile those whose ellipse of alpha >=
/// 1/255 meets it. The lists are the same for any number of threads.
void binTiles(RasterWorkspace& workspace);

} // namespace cleave::kernels
