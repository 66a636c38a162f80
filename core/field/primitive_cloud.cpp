// SPDX-License-Identifier: Apache-2.0
#include "core/field/primitive_cloud.h"

#include "core/base/error.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>

namespace cleave {

namespace {

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
    refuseWithoutPrimitives(field);
}

} // namespace

void refuseWithoutPrimitives(const HashgridField&) {
    throw Error(ErrorKind::Unsupported,
                text(CLEAVE_TR("Field",
                               "The project's field is a hash grid; this needs Gaussian splats, "
                               "train with --field gaussians")));
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
