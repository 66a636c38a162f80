// SPDX-License-Identifier: Apache-2.0
#include "core/field/primitive_cloud.h"

#include "core/base/error.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

/// The standard deviation of a trilinear weight along an axis: 1 / sqrt(6).
constexpr float extentOfSpacing = 0.40824829f;

PrimitiveCloud cloudOf(const GaussianField& field) {
    PrimitiveCloud cloud;
    cloud.positions = kernels::Array<float, 2>(field.count, 3);
    cloud.extents = kernels::Array<float, 1>(field.count);
    cloud.opacities = kernels::Array<float, 1>(field.count);
    cloud.revision = field.revision;
    const float *sx = field.plane(kernels::plane::logScale),
                *sy = field.plane(kernels::plane::logScale + 1),
                *sz = field.plane(kernels::plane::logScale + 2),
                *logits = field.plane(kernels::plane::opacityLogit);
    kernels::parallelFor<kernels::Device::Cpu>(field.count, [&](std::int64_t i) {
        for (int k = 0; k < 3; ++k)
            cloud.positions(i, k) = field.plane(kernels::plane::mean + k)[i];
        cloud.extents(i) = std::exp(std::max({sx[i], sy[i], sz[i]}));
        cloud.opacities(i) = 1 / (1 + std::exp(-logits[i]));
    });
    return cloud;
}

PrimitiveCloud cloudOf(const HashgridField& field) {
    PrimitiveCloud cloud;
    cloud.positions = kernels::Array<float, 2>(field.count, 3);
    cloud.extents = kernels::Array<float, 1>(field.count);
    cloud.opacities = kernels::Array<float, 1>(field.count);
    cloud.revision = field.revision;
    kernels::parallelFor<kernels::Device::Cpu>(field.count, [&](std::int64_t i) {
        const PrimitiveLattice& lattice = *field.lattice;
        for (int k = 0; k < 3; ++k)
            cloud.positions(i, k) =
                lattice.positions()(i, k) / field.cube.scale + field.cube.center[k];
        cloud.extents(i) = extentOfSpacing * lattice.spacings()(i) / field.cube.scale;
        cloud.opacities(i) = lattice.opacities()(i);
    });
    return cloud;
}

} // namespace

void refuseWithoutPrimitives(const HashgridField&) {
    throw missing(CLEAVE_TR("Field",
                            "The grid has no primitives yet: they are found when its training "
                            "ends; go on with --resume"));
}

Bounds PrimitiveCloud::bounds() const {
    Bounds box;
    for (std::int64_t i = 0; i < count(); ++i) {
        const Eigen::Vector3d p(positions(i, 0), positions(i, 1), positions(i, 2));
        if (p.allFinite())
            box.extend(p);
    }
    return box;
}

PrimitiveCloud primitiveCloud(const RadianceField& field) {
    return std::visit(
        [](const auto& pointer) {
            CLEAVE_ASSERT(pointer != nullptr);
            return cloudOf(*pointer);
        },
        field);
}

} // namespace cleave
