// SPDX-License-Identifier: Apache-2.0
// Gaussians of the scene -> ellipses of the image (EWA splatting, Zwicker et al. 2001; colour from
// spherical harmonics), and the way back of the gradients.
#pragma once

#include "kernels/gaussians/gaussian_view.h"
#include "kernels/gaussians/raster_workspace.h"

namespace cleave::kernels {

/// Fills the workspace's projected gaussians. Those behind the near plane, outside the image,
/// fainter than 1/255 everywhere or with a parameter that is not finite are left out.
void projectGaussians(const GaussianView& gaussians,
                      const PinholeCamera& camera,
                      RasterWorkspace& workspace);

/// Where gradients of the gaussians go. What is empty is not written.
struct GaussianGradients {
    ArrayView<float, 2>
        planes; ///< [planeCount, >= end - begin], like the parameters; column 0 = gaussian `begin`
    ArrayView<float, 1> meanGradientNorms =
        {}; ///< [N] added: |dL/d centre| with the image measured as [-1, 1]^2
    ArrayView<float, 1> visibleCounts = {}; ///< [N] added: 1 for each gaussian that was in view
    ArrayView<float, 1> visibility = {};    ///< [N] added: dL/d visibility multiplier
    bool overwrite = false; ///< planes are set (0 where nothing was seen) instead of added into
};

/// Gradients of the parameters from what rasterizeBackward left in the workspace, for gaussians
/// [begin, end). begin is a multiple of 16; planes of unused SH bands get zero. Writes whole packs
/// of 16: columns up to the next multiple of 16 must exist (planes of stride gaussianPlaneStride
/// have them). Calls on disjoint ranges may run concurrently, so a trainer can go on with its
/// optimiser while a range is in the cache.
void projectGaussiansBackward(const GaussianView& gaussians,
                              const PinholeCamera& camera,
                              const RasterWorkspace& workspace,
                              std::int64_t begin,
                              std::int64_t end,
                              const GaussianGradients& gradients);

/// The same for all gaussians, on all threads.
void projectGaussiansBackward(const GaussianView& gaussians,
                              const PinholeCamera& camera,
                              const RasterWorkspace& workspace,
                              const GaussianGradients& gradients);

} // namespace cleave::kernels
