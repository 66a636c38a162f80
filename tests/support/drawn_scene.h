// SPDX-License-Identifier: Apache-2.0
// Small scenes drawn by the kernels, and gradients of a fixed loss over what was drawn: shared by
// the rasteriser's tests.
#pragma once

#include "kernels/gaussians/rasterize.h"
#include "tests/support/reference_splats.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

namespace cleave::tests {

using namespace cleave::kernels;

inline constexpr double background[3] = {0.2, 0.5, 0.8};

/// Everything that the kernels draw of a scene.
struct Drawn {
    Array<float, 3> color, values;
    Array<float, 2> alpha, depth;
    Array<std::int32_t, 2> ids;
    RasterWorkspace workspace;
};

inline Drawn draw(const ReferenceScene& scene, const PinholeCamera& camera) {
    Drawn drawn;
    const std::int64_t height = camera.height, width = camera.width;
    drawn.color = Array<float, 3>(3, height, width);
    drawn.alpha = Array<float, 2>(height, width);
    drawn.depth = Array<float, 2>(height, width);
    drawn.ids = Array<std::int32_t, 2>(height, width);
    const Array<float, 2> planes = scene.planes(), values = scene.valueArray();
    Array<float, 1> visibility(scene.visibility.size());
    std::copy(scene.visibility.begin(), scene.visibility.end(), visibility.begin());
    RasterImages images;
    images.color = drawn.color;
    images.alpha = drawn.alpha;
    images.depth = drawn.depth;
    images.primitiveIds = drawn.ids;
    if (!values.empty()) {
        drawn.values = Array<float, 3>(values.size(1), height, width);
        images.values = drawn.values;
    }
    const GaussianView view{planes,
                            static_cast<std::int64_t>(scene.gaussians.size()),
                            scene.shDegree,
                            scene.antialiased,
                            scene.visibility.empty() ? ArrayView<const float, 1>()
                                                     : visibility.constView()};
    projectGaussians(view, camera, drawn.workspace);
    binTiles(drawn.workspace);
    rasterize({{0.2f, 0.5f, 0.8f}}, values, images, drawn.workspace);
    return drawn;
}

template <class Kernel, class Reference>
double largestDifference(const Kernel& kernel, const Reference& reference) {
    double largest = 0;
    for (std::int64_t i = 0; i < kernel.count(); ++i)
        largest = std::max(
            largest,
            std::abs(static_cast<double>(kernel.data()[i]) - static_cast<double>(reference[i])));
    return largest;
}

/// Pixels that are further from the reference than float rounding explains: where alpha meets 1/255
/// or a pixel's end in the last bit, float and double decide differently.
template <class Kernel, class Reference>
int borderline(const Kernel& kernel, const Reference& reference) {
    int count = 0;
    for (std::int64_t i = 0; i < kernel.count(); ++i)
        count += std::abs(kernel.data()[i] - reference[i]) > 2e-5;
    return count;
}

template <class T, int Rank>
bool sameBits(const Array<T, Rank>& a, const Array<T, Rank>& b) {
    return a.bytes() == b.bytes() && std::memcmp(a.data(), b.data(), a.bytes()) == 0;
}

/// Fixed random weights: the loss of the gradient checks is their sum over all images.
struct LossWeights {
    Array<float, 3> color, values;
    Array<float, 2> alpha, depth;

    LossWeights(const PinholeCamera& camera, std::int64_t channels)
        : color(3, camera.height, camera.width)
        , values(channels, camera.height, camera.width)
        , alpha(camera.height, camera.width)
        , depth(camera.height, camera.width) {
        std::mt19937 random(7);
        for (auto* array : {color.data(), values.data(), alpha.data(), depth.data()}) {
            const std::int64_t count = array == color.data()    ? color.count()
                                       : array == values.data() ? values.count()
                                                                : alpha.count();
            for (std::int64_t i = 0; i < count; ++i)
                array[i] = static_cast<float>(random() / 4294967296.0 - 0.5);
        }
    }
};

enum LossParts { Color = 1, Alpha = 2, Depth = 4, Values = 8 };

struct Gradients {
    Array<float, 2> planes, values;
    Array<float, 1> visibility;
};

inline Gradients kernelGradients(const ReferenceScene& scene,
                                 const PinholeCamera& camera,
                                 const LossWeights& w,
                                 int parts) {
    Drawn drawn = draw(scene, camera);
    const Array<float, 2> planes = scene.planes(), values = scene.valueArray();
    const std::int64_t count = static_cast<std::int64_t>(scene.gaussians.size());
    Gradients gradients{Array<float, 2>(planes.size(0), planes.size(1)),
                        Array<float, 2>(values.size(0), values.size(1)),
                        Array<float, 1>(count)};
    RasterImagesOf<const float> images{drawn.color.constView(),
                                       drawn.alpha.constView(),
                                       drawn.depth.constView(),
                                       drawn.values.constView()};
    RasterImagesOf<const float> imageGradients;
    if (parts & Color)
        imageGradients.color = w.color.constView();
    if (parts & Alpha)
        imageGradients.alpha = w.alpha.constView();
    if (parts & Depth)
        imageGradients.depth = w.depth.constView();
    if (parts & Values)
        imageGradients.values = w.values.constView();
    rasterizeBackward(
        {{0.2f, 0.5f, 0.8f}}, values, images, imageGradients, drawn.workspace, gradients.values);
    Array<float, 1> visibility(scene.visibility.size());
    std::copy(scene.visibility.begin(), scene.visibility.end(), visibility.begin());
    const GaussianView view{planes,
                            count,
                            scene.shDegree,
                            scene.antialiased,
                            scene.visibility.empty() ? ArrayView<const float, 1>()
                                                     : visibility.constView()};
    GaussianGradients out;
    out.planes = gradients.planes;
    out.visibility = gradients.visibility;
    projectGaussiansBackward(view, camera, drawn.workspace, out);
    return gradients;
}

} // namespace cleave::tests
