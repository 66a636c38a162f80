// SPDX-License-Identifier: Apache-2.0
#include "kernels/rays/composite.h"

#include "kernels/base/dispatch.h"
#include "kernels/rays/composite_math.h"

namespace cleave::kernels {

std::int64_t rayWeights(ArrayView<const float, 1> densities,
                        ArrayView<const float, 1> stepSizes,
                        float least,
                        float& transmittance,
                        ArrayView<float, 1> weights) {
    requireCpu(deviceOf(densities, stepSizes, weights), "rayWeights");
    const std::int64_t count = densities.size(0);
    requireShape(stepSizes, {count}, "stepSizes");
    requireShape(weights, {count}, "weights");
    return compositeRay(
        densities.data(), stepSizes.data(), count, least, transmittance, weights.data());
}

void rayWeightsBackward(ArrayView<const float, 1> stepSizes,
                        ArrayView<const float, 1> weights,
                        ArrayView<const float, 1> weightGradients,
                        float transmittance,
                        float transmittanceGradient,
                        ArrayView<float, 1> densityGradients) {
    requireCpu(deviceOf(stepSizes, weights, weightGradients, densityGradients),
               "rayWeightsBackward");
    const std::int64_t count = weights.size(0);
    requireShape(stepSizes, {count}, "stepSizes");
    requireShape(weightGradients, {count}, "weightGradients");
    requireShape(densityGradients, {count}, "densityGradients");
    compositeRayBackward(stepSizes.data(),
                         weights.data(),
                         weightGradients.data(),
                         count,
                         transmittance,
                         transmittanceGradient,
                         densityGradients.data());
}

double rayDistortion(ArrayView<const float, 1> weights,
                     ArrayView<const float, 1> t,
                     ArrayView<const float, 1> stepSizes) {
    requireShape(t, {weights.size(0)}, "t");
    requireShape(stepSizes, {weights.size(0)}, "stepSizes");
    return distortionOfRay(weights.data(), t.data(), stepSizes.data(), weights.size(0));
}

void rayDistortionBackward(ArrayView<const float, 1> weights,
                           ArrayView<const float, 1> t,
                           ArrayView<const float, 1> stepSizes,
                           float factor,
                           ArrayView<float, 1> weightGradients) {
    requireShape(t, {weights.size(0)}, "t");
    requireShape(stepSizes, {weights.size(0)}, "stepSizes");
    requireShape(weightGradients, {weights.size(0)}, "weightGradients");
    distortionOfRayBackward(weights.data(),
                            t.data(),
                            stepSizes.data(),
                            weights.size(0),
                            factor,
                            weightGradients.data());
}

} // namespace cleave::kernels
