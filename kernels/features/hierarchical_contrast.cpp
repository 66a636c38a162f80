// SPDX-License-Identifier: Apache-2.0
#include "kernels/features/hierarchical_contrast.h"

#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"
#include "kernels/features/hierarchical_contrast_simd.h"

namespace cleave::kernels {

template <class T>
double hierarchicalContrast(ArrayView<const T, 2> features,
                            ArrayView<const std::int32_t, 1> clusters,
                            ArrayView<const T, 2> prototypes,
                            const ContrastLevels& levels,
                            T levelWeight,
                            const ContrastScratch<T>& scratch,
                            ArrayView<T, 2> featureGradients,
                            ArrayView<T, 2> prototypeGradients) {
    requireCpu(deviceOf(features, clusters, prototypes, featureGradients, prototypeGradients),
               "hierarchicalContrast");
    const std::int64_t rayCount = features.size(0), dimensions = features.size(1);
    const std::int64_t clusterCount = prototypes.size(0), padded = paddedClusters(clusterCount);
    const std::int64_t chunks = chunkCount(rayCount, raysPerContrastChunk);
    requireShape(clusters, {rayCount}, "clusters");
    requireShape(prototypes, {-1, dimensions}, "prototypes");
    requireShape(featureGradients, {rayCount, dimensions}, "featureGradients");
    requireShape(prototypeGradients, {clusterCount, dimensions}, "prototypeGradients");
    requireShape(levels.levelStarts, {clusterCount + 1}, "levelStarts");
    requireShape(scratch.transposed, {dimensions, padded}, "transposed");
    requireShape(scratch.rays, {chunks, 3 * padded}, "rays");
    requireShape(scratch.partials, {chunks, clusterCount, dimensions}, "partials");
    requireShape(scratch.sums, {chunks}, "sums");

    for (std::int64_t d = 0; d < dimensions; ++d)
        for (std::int64_t k = 0; k < padded; ++k)
            scratch.transposed(d, k) = k < clusterCount ? prototypes(k, d) : T(0);
    forChunks(rayCount,
              raysPerContrastChunk,
              [&](std::int64_t begin, std::int64_t end, std::int64_t index) {
                  for (T& value : scratch.partials.row(index))
                      value = 0;
                  const ContrastChunk<T> chunk{
                      .features = features.data(),
                      .clusters = clusters.data(),
                      .prototypes = prototypes.data(),
                      .transposed = scratch.transposed.data(),
                      .clusterCount = clusterCount,
                      .padded = padded,
                      .dimensions = dimensions,
                      .levelStarts = levels.levelStarts.data(),
                      .memberStarts = levels.memberStarts.data(),
                      .members = levels.members.data(),
                      .levelWeight = levelWeight,
                      .scratch = scratch.rays.row(index).data(),
                      .featureGradients = featureGradients.data(),
                      .prototypeGradients = scratch.partials.row(index).data(),
                  };
                  scratch.sums(index) = CLEAVE_SIMD_CALL(contrastChunk, chunk, begin, end);
              });
    double total = 0;
    for (std::int64_t index = 0; index < chunks; ++index) {
        total += scratch.sums(index);
        const T* partial = scratch.partials.row(index).data();
        for (std::int64_t i = 0; i < prototypeGradients.count(); ++i)
            prototypeGradients.data()[i] += partial[i];
    }
    return total;
}

template double hierarchicalContrast(ArrayView<const float, 2>,
                                     ArrayView<const std::int32_t, 1>,
                                     ArrayView<const float, 2>,
                                     const ContrastLevels&,
                                     float,
                                     const ContrastScratch<float>&,
                                     ArrayView<float, 2>,
                                     ArrayView<float, 2>);
template double hierarchicalContrast(ArrayView<const double, 2>,
                                     ArrayView<const std::int32_t, 1>,
                                     ArrayView<const double, 2>,
                                     const ContrastLevels&,
                                     double,
                                     const ContrastScratch<double>&,
                                     ArrayView<double, 2>,
                                     ArrayView<double, 2>);

} // namespace cleave::kernels
