// SPDX-License-Identifier: Apache-2.0
#include "core/methods/omniseg3d/mask_evidence.h"

#include "core/methods/omniseg3d/pixel_sample.h"
#include "core/rendering/blend_weights.h"
#include "kernels/base/parallel_for.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace cleave {

namespace {

constexpr int columnsOfASample = 5; ///< view, patch, primitive, share, reach

MaskEvidence::ViewEvidence evidenceOfView(const View& view,
                                          const RadianceField& field,
                                          const PrimitiveCloud& cloud,
                                          const MaskHierarchy& hierarchy,
                                          int sampleCount,
                                          std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const PixelSample sample = samplePixels(
        hierarchy, {.count = sampleCount, .balance = 0.5, .withBackground = true}, random);
    const kernels::BlendWeights weights = blendWeights(field, view.camera, sample.pixels);
    MaskEvidence::ViewEvidence evidence;
    evidence.patchCount = hierarchy.patchCount;
    evidence.correlation = hierarchy.correlation;
    for (std::int64_t row = 0; row < weights.rowCount(); ++row) {
        float strongest = 0, alpha = 0;
        std::int32_t primitive = -1;
        for (std::int64_t i = weights.rowStarts(row); i < weights.rowStarts(row + 1); ++i) {
            alpha += weights.weights(i);
            if (!(weights.weights(i) > strongest))
                continue;
            strongest = weights.weights(i);
            primitive = static_cast<std::int32_t>(weights.primitives(i));
        }
        if (!(alpha > 0.5f))
            continue;
        const Eigen::Vector3d position(cloud.positions(primitive, 0),
                                       cloud.positions(primitive, 1),
                                       cloud.positions(primitive, 2));
        const double depth = view.camera.pose.cameraFromWorld(position).z();
        const auto index = static_cast<std::size_t>(row);
        const double reach = 0.5 * std::sqrt(sample.shares[index]) * std::max(0.0, depth) /
                             view.camera.intrinsics.fx;
        evidence.samples.push_back(
            {sample.patches[index], primitive, sample.shares[index], static_cast<float>(reach)});
    }
    return evidence;
}

} // namespace

MaskEvidence gatherEvidence(const Dataset& dataset,
                            const RadianceField& field,
                            const MaskSet& masks,
                            int samplesPerView,
                            std::uint64_t seed,
                            Progress& progress) {
    const PrimitiveCloud cloud = primitiveCloud(field);
    MaskEvidence evidence;
    std::int64_t done = 0;
    for (const auto& [id, view] : masks.views) {
        progress.advance(done++, static_cast<std::int64_t>(masks.views.size()));
        if (view->hierarchy.patchCount < 2)
            continue;
        evidence.views.push_back(evidenceOfView(dataset.view(id),
                                                field,
                                                cloud,
                                                view->hierarchy,
                                                samplesPerView,
                                                seed + static_cast<std::uint64_t>(id.value)));
    }
    return evidence;
}

void storeEvidence(const MaskEvidence& evidence,
                   std::map<std::string, kernels::Array<float, 2>>& arrays) {
    std::size_t sampleCount = 0, correlationCount = 0;
    for (const auto& view : evidence.views) {
        sampleCount += view.samples.size();
        correlationCount += view.correlation.size();
    }
    kernels::Array<float, 2> samples(sampleCount, columnsOfASample),
        counts(evidence.views.size(), 1), correlations(correlationCount, 1);
    float* out = samples.data();
    float* shared = correlations.data();
    for (std::size_t v = 0; v < evidence.views.size(); ++v) {
        const auto& view = evidence.views[v];
        counts(v, 0) = static_cast<float>(view.patchCount);
        for (const auto& sample : view.samples) {
            *out++ = static_cast<float>(v);
            *out++ = static_cast<float>(sample.patch);
            *out++ = __builtin_bit_cast(float, sample.primitive); // exact beyond 2^24
            *out++ = sample.share;
            *out++ = sample.reach;
        }
        for (std::uint16_t value : view.correlation)
            *shared++ = value;
    }
    arrays["evidence-samples"] = std::move(samples);
    arrays["evidence-patch-counts"] = std::move(counts);
    arrays["evidence-correlations"] = std::move(correlations);
}

MaskEvidence loadEvidence(const std::map<std::string, kernels::Array<float, 2>>& arrays) {
    MaskEvidence evidence;
    const auto samples = arrays.find("evidence-samples");
    const auto counts = arrays.find("evidence-patch-counts");
    const auto correlations = arrays.find("evidence-correlations");
    if (samples == arrays.end() || counts == arrays.end() || correlations == arrays.end())
        return evidence;
    const float* shared = correlations->second.data();
    for (float count : counts->second) {
        auto& view = evidence.views.emplace_back();
        view.patchCount = static_cast<int>(count);
        for (int i = 0; i < view.patchCount * view.patchCount; ++i)
            view.correlation.push_back(static_cast<std::uint16_t>(*shared++));
    }
    for (std::int64_t i = 0; i < samples->second.size(0); ++i) {
        const float* row = samples->second.data() + i * columnsOfASample;
        evidence.views[static_cast<std::size_t>(row[0])].samples.push_back(
            {static_cast<std::int32_t>(row[1]),
             __builtin_bit_cast(std::int32_t, row[2]),
             row[3],
             row[4]});
    }
    return evidence;
}

} // namespace cleave
