// SPDX-License-Identifier: Apache-2.0
// From the studio's types to those of the gaussian kernels, and the kernels' working memory.
#pragma once

#include "core/camera/camera.h"
#include "core/field/gaussian_field.h"
#include "kernels/gaussians/rasterize.h"

#include <memory>

namespace cleave {

kernels::GaussianView gaussianView(const GaussianField& field,
                                   kernels::ArrayView<const float, 1> visibility = {});

/// A workspace borrowed from a pool for as long as this lives, so that rendering frame after frame
/// does not allocate.
class WorkspaceLease {
public:
    WorkspaceLease();
    ~WorkspaceLease();
    WorkspaceLease(const WorkspaceLease&) = delete;
    WorkspaceLease& operator=(const WorkspaceLease&) = delete;

    kernels::RasterWorkspace& operator*() const { return *workspace_; }

    kernels::RasterWorkspace* operator->() const { return workspace_.get(); }

private:
    std::unique_ptr<kernels::RasterWorkspace> workspace_;
};

/// Projects and bins the field's gaussians for the camera. plainColor: spherical harmonics of
/// degree 0 alone.
void prepareTiles(const GaussianField& field,
                  const Camera& camera,
                  kernels::RasterWorkspace& workspace,
                  kernels::ArrayView<const float, 1> visibility = {},
                  bool plainColor = false);

} // namespace cleave
