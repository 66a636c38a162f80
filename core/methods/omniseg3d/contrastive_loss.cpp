// SPDX-License-Identifier: Apache-2.0
#include "core/methods/omniseg3d/contrastive_loss.h"

#include "kernels/base/array.h"
#include "kernels/base/parallel_for.h"
#include "kernels/features/hierarchical_contrast.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace cleave {

namespace {

using kernels::Array;
using kernels::ArrayView;

/// The patches that enough rays hit, and which of them are related how closely.
struct Clusters {
    std::vector<int> patches;            ///< [K] patch of each cluster
    std::vector<std::int32_t> ofRay;     ///< [P] -1: none
    std::vector<std::int64_t> rayCounts; ///< [K]
    std::vector<std::int32_t> levelStarts, memberStarts, members;

    int count() const { return static_cast<int>(patches.size()); }
};

void findClusters(std::span<const std::int32_t> patches,
                  int patchCount,
                  int minimumPixels,
                  Clusters& clusters) {
    std::vector<std::int64_t> counts(static_cast<std::size_t>(patchCount), 0);
    for (std::int32_t patch : patches) {
        CLEAVE_ASSERT(patch >= 0 && patch < patchCount);
        ++counts[static_cast<std::size_t>(patch)];
    }
    std::vector<std::int32_t> clusterOf(static_cast<std::size_t>(patchCount), -1);
    for (int patch = 1; patch < patchCount; ++patch) {
        const std::int64_t count = counts[static_cast<std::size_t>(patch)];
        if (count <= minimumPixels)
            continue;
        clusterOf[static_cast<std::size_t>(patch)] = clusters.count();
        clusters.patches.push_back(patch);
        clusters.rayCounts.push_back(count);
    }
    clusters.ofRay.reserve(patches.size());
    for (std::int32_t patch : patches)
        clusters.ofRay.push_back(clusterOf[static_cast<std::size_t>(patch)]);
}

void findLevels(std::span<const std::uint16_t> correlation,
                int patchCount,
                bool dropsSmallest,
                Clusters& clusters) {
    std::vector<std::pair<int, std::int32_t>> related; // shared masks, cluster
    clusters.levelStarts.push_back(0);
    clusters.memberStarts.push_back(0);
    for (int i = 0; i < clusters.count(); ++i) {
        const std::uint16_t* row =
            correlation.data() +
            static_cast<std::size_t>(clusters.patches[static_cast<std::size_t>(i)]) *
                static_cast<std::size_t>(patchCount);
        related.clear();
        int smallest = 1 << 16;
        for (int j = 0; j < clusters.count(); ++j) {
            const int shared = row[clusters.patches[static_cast<std::size_t>(j)]];
            smallest = std::min(smallest, shared);
            related.emplace_back(shared, j);
        }
        const int dropped = dropsSmallest ? smallest : 0;
        std::erase_if(related, [&](const auto& entry) { return entry.first == dropped; });
        std::stable_sort(related.begin(), related.end(), [](const auto& a, const auto& b) {
            return a.first > b.first;
        });
        for (std::size_t k = 0; k < related.size(); ++k) {
            clusters.members.push_back(related[k].second);
            if (k + 1 == related.size() || related[k + 1].first != related[k].first)
                clusters.memberStarts.push_back(static_cast<std::int32_t>(clusters.members.size()));
        }
        clusters.levelStarts.push_back(static_cast<std::int32_t>(clusters.memberStarts.size()) - 1);
    }
}

/// Cluster means, and the temperature of each from how far its rays scatter and how many there are.
template <class T>
void findPrototypes(const Array<T, 2>& features,
                    const Clusters& clusters,
                    const ContrastiveLossParams& params,
                    Array<T, 2>& means,
                    std::vector<double>& concentrations) {
    const std::int64_t dimensions = features.size(1);
    std::vector<double> sums(static_cast<std::size_t>(clusters.count() * dimensions), 0.0);
    for (std::size_t p = 0; p < clusters.ofRay.size(); ++p) {
        if (clusters.ofRay[p] < 0)
            continue;
        double* sum = sums.data() + clusters.ofRay[p] * dimensions;
        const T* feature = features.data() + static_cast<std::int64_t>(p) * dimensions;
        for (std::int64_t d = 0; d < dimensions; ++d)
            sum[d] += feature[d];
    }
    for (int i = 0; i < clusters.count(); ++i)
        for (std::int64_t d = 0; d < dimensions; ++d)
            means(i, d) = static_cast<T>(
                sums[static_cast<std::size_t>(i * dimensions + d)] /
                static_cast<double>(clusters.rayCounts[static_cast<std::size_t>(i)]));
    concentrations.assign(static_cast<std::size_t>(clusters.count()), 0.0);
    for (std::size_t p = 0; p < clusters.ofRay.size(); ++p) {
        const std::int32_t i = clusters.ofRay[p];
        if (i < 0)
            continue;
        double squared = 0;
        for (std::int64_t d = 0; d < dimensions; ++d) {
            const double difference = features(static_cast<std::int64_t>(p), d) - means(i, d);
            squared += difference * difference;
        }
        concentrations[static_cast<std::size_t>(i)] += std::sqrt(squared);
    }
    for (int i = 0; i < clusters.count(); ++i) {
        const auto n = static_cast<double>(clusters.rayCounts[static_cast<std::size_t>(i)]);
        double& phi = concentrations[static_cast<std::size_t>(i)];
        phi = std::clamp(
            10 * phi / (n * std::log(n + 10)), params.concentrationMin, params.concentrationMax);
    }
}

template <class T>
double contrast(const Array<T, 2>& features,
                const Clusters& clusters,
                const ContrastiveLossParams& params,
                Array<T, 2>& gradients) {
    const std::int64_t rays = features.size(0), dimensions = features.size(1),
                       count = clusters.count();
    Array<T, 2> means(count, dimensions), prototypes(count, dimensions),
        prototypeGradients(count, dimensions);
    std::vector<double> concentrations;
    findPrototypes(features, clusters, params, means, concentrations);
    for (std::int64_t i = 0; i < count; ++i)
        for (std::int64_t d = 0; d < dimensions; ++d)
            prototypes(i, d) =
                static_cast<T>(means(i, d) / concentrations[static_cast<std::size_t>(i)]);

    const std::int64_t padded = kernels::paddedClusters(count);
    const std::int64_t chunks = kernels::chunkCount(rays, kernels::raysPerContrastChunk);
    Array<T, 2> transposed(dimensions, padded), rayScratch(chunks, 3 * padded);
    Array<T, 3> partials(chunks, count, dimensions);
    Array<double, 1> sums(chunks);
    const auto list = [](const std::vector<std::int32_t>& values) {
        return ArrayView<const std::int32_t, 1>(values.data(), values.size());
    };
    const double total = kernels::hierarchicalContrast<T>(
        features,
        list(clusters.ofRay),
        prototypes,
        {list(clusters.levelStarts), list(clusters.memberStarts), list(clusters.members)},
        static_cast<T>(params.levelWeight),
        {transposed, rayScratch, partials, sums},
        gradients,
        prototypeGradients);

    // The means move with their rays; the temperature is taken as constant.
    for (std::int64_t i = 0; i < count; ++i) {
        const double factor =
            1 / (concentrations[static_cast<std::size_t>(i)] *
                 static_cast<double>(clusters.rayCounts[static_cast<std::size_t>(i)]));
        for (std::int64_t d = 0; d < dimensions; ++d)
            prototypeGradients(i, d) *= static_cast<T>(factor);
    }
    for (std::int64_t p = 0; p < rays; ++p) {
        const std::int32_t i = clusters.ofRay[static_cast<std::size_t>(p)];
        if (i < 0)
            continue;
        for (std::int64_t d = 0; d < dimensions; ++d)
            gradients(p, d) += prototypeGradients(i, d);
    }
    return total;
}

} // namespace

template <class T>
ContrastiveLoss contrastiveLoss(ArrayView<const T, 2> features,
                                std::span<const std::int32_t> patches,
                                std::span<const std::uint16_t> correlation,
                                int patchCount,
                                const ContrastiveLossParams& params,
                                ArrayView<T, 2> gradients) {
    const std::int64_t rays = features.size(0), dimensions = features.size(1);
    CLEAVE_ASSERT(static_cast<std::int64_t>(patches.size()) == rays);
    CLEAVE_ASSERT(correlation.size() ==
                  static_cast<std::size_t>(patchCount) * static_cast<std::size_t>(patchCount));
    requireShape(gradients, {rays, dimensions}, "gradients");

    Clusters clusters;
    findClusters(patches, patchCount, params.minimumPixels, clusters);
    findLevels(correlation, patchCount, params.dropsSmallestLevel, clusters);

    Array<T, 2> used(rays, dimensions), usedGradients(rays, dimensions);
    std::vector<double> lengths(static_cast<std::size_t>(rays));
    for (std::int64_t p = 0; p < rays; ++p) {
        double squared = 0;
        for (std::int64_t d = 0; d < dimensions; ++d)
            squared += static_cast<double>(features(p, d)) * features(p, d);
        const double length = lengths[static_cast<std::size_t>(p)] = std::sqrt(squared);
        const T factor = static_cast<T>(params.normalised ? 1 / (length + 1e-6) : 1);
        for (std::int64_t d = 0; d < dimensions; ++d)
            used(p, d) = features(p, d) * factor;
    }

    ContrastiveLoss loss;
    loss.clusters = clusters.count();
    if (clusters.count() > 0)
        loss.contrast = contrast(used, clusters, params, usedGradients);

    std::int64_t labelled = 0;
    for (std::int32_t patch : patches)
        labelled += patch > 0;
    for (std::int64_t p = 0; p < rays; ++p) {
        const double length = lengths[static_cast<std::size_t>(p)];
        double along = 0; // gradient of the norm term, per unit of the feature
        if (patches[static_cast<std::size_t>(p)] > 0) {
            loss.norm += (length - 1) * (length - 1) / static_cast<double>(labelled);
            if (length > 0)
                along = params.rayNormWeight * 2 * (length - 1) /
                        (length * static_cast<double>(labelled));
        }
        const double factor = params.weight * (params.normalised ? 1 / (length + 1e-6) : 1);
        for (std::int64_t d = 0; d < dimensions; ++d)
            gradients(p, d) = static_cast<T>(factor * usedGradients(p, d) + along * features(p, d));
    }
    loss.total = params.weight * loss.contrast + params.rayNormWeight * loss.norm;
    return loss;
}

template ContrastiveLoss contrastiveLoss(ArrayView<const float, 2>,
                                         std::span<const std::int32_t>,
                                         std::span<const std::uint16_t>,
                                         int,
                                         const ContrastiveLossParams&,
                                         ArrayView<float, 2>);
template ContrastiveLoss contrastiveLoss(ArrayView<const double, 2>,
                                         std::span<const std::int32_t>,
                                         std::span<const std::uint16_t>,
                                         int,
                                         const ContrastiveLossParams&,
                                         ArrayView<double, 2>);

} // namespace cleave
