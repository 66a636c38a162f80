// SPDX-License-Identifier: Apache-2.0
#include "core/training/hashgrid_trainer.h"

#include "core/training/occupancy_update.h"
#include "kernels/base/parallel_for.h"
#include "kernels/base/serial_loops.h"
#include "kernels/optim/adam.h"
#include "kernels/rays/composite.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cleave {

namespace {

using kernels::Array;
using kernels::ArrayView;
using Layers = kernels::RadianceLayers;

constexpr std::int32_t mostSamplesOfRay = 1024;
constexpr std::int64_t groupSamples = 256; ///< with all that is kept of them: half a megabyte
constexpr std::int64_t groupsPerChunk = 8; ///< that share one sum of weight gradients
constexpr std::int64_t leastRays = 64;
constexpr double lastRateShare = 1.0 / 30; ///< of the learning rate, at the end

template <class T>
ArrayView<T, 1> viewOf(std::vector<T>& values, std::int64_t begin, std::int64_t count) {
    return ArrayView<T, 1>(values.data() + begin, count);
}

template <class T>
void grow(std::vector<T>& values, std::int64_t count) {
    if (values.size() < static_cast<std::size_t>(count))
        values.resize(static_cast<std::size_t>(count));
}

} // namespace

HashgridTrainer::HashgridTrainer(HashgridState state,
                                 const TrainHashgridParams& params,
                                 std::vector<Camera> cameras,
                                 std::uint64_t seed)
    : state_(std::move(state))
    , params_(params)
    , seed_(seed)
    , transposed_(Layers::weightCount) {
    if (state_.iteration == 0)
        closeUnseenCells(state_, cameras);
}

void HashgridTrainer::step(const RayBatch& batch) {
    march(batch);
    makeGroups();
    passGroups(batch);
    moveTable();
    moveWeights();
    adaptRayCount();
    ++state_.iteration;
    if (state_.iteration % occupancyUpdateEvery == 0)
        updateOccupancyGrid(state_, seed_);
}

/// Samples of all rays, as far as they fit in twice what a step should have.
void HashgridTrainer::march(const RayBatch& batch) {
    const HashgridField& field = state_.field;
    const kernels::MarchSteps steps = field.steps();
    const std::int64_t most = 2 * std::int64_t{params_.samplesPerStep};
    rayCount_ = batch.count;
    grow(spans_, 2 * rayCount_);
    grow(counts_, rayCount_);
    grow(starts_, rayCount_ + 1);
    kernels::Rays rays = batch.rays();
    const ArrayView<float, 2> spans(spans_.data(), rayCount_, 2);
    kernels::raySpans(rays,
                      steps,
                      field.cube.halfSize,
                      ArrayView<const float, 1>(batch.jitter.data(), rayCount_),
                      spans);
    kernels::countSamples(
        field.occupancyView(), steps, rays, spans, mostSamplesOfRay, viewOf(counts_, 0, rayCount_));
    starts_[0] = 0;
    for (std::int64_t r = 0; r < rayCount_; ++r) {
        const std::int64_t next =
            starts_[static_cast<std::size_t>(r)] + counts_[static_cast<std::size_t>(r)];
        if (next > most && r > 0) {
            rayCount_ = r;
            break;
        }
        starts_[static_cast<std::size_t>(r) + 1] = next;
    }
    sampleCount_ = starts_[static_cast<std::size_t>(rayCount_)];
    grow(t_, sampleCount_);
    grow(stepSizes_, sampleCount_);
    grow(positions_, 3 * sampleCount_);
    grow(encoded_, Layers::encoded * sampleCount_);
    grow(encodedGradient_, Layers::encoded * sampleCount_);
    const ArrayView<float, 2> positions(positions_.data(), 3, sampleCount_);
    rays.origins = ArrayView<const float, 2>(batch.origins.data(), rayCount_, 3);
    rays.directions = ArrayView<const float, 2>(batch.directions.data(), rayCount_, 3);
    kernels::marchRays(field.occupancyView(),
                       steps,
                       rays,
                       ArrayView<const std::int64_t, 1>(starts_.data(), rayCount_ + 1),
                       ArrayView<float, 2>(spans_.data(), rayCount_, 2),
                       viewOf(counts_, 0, rayCount_),
                       viewOf(t_, 0, sampleCount_),
                       viewOf(stepSizes_, 0, sampleCount_),
                       positions);
    kernels::encodePositions(
        field.encoding,
        field.table,
        positions,
        ArrayView<float, 3>(
            encoded_.data(), kernels::mostHashLevels, sampleCount_, kernels::hashFeatures));
}

void HashgridTrainer::makeGroups() {
    groups_.clear();
    for (std::int64_t ray = 0; ray < rayCount_;) {
        Group group{ray, ray, starts_[static_cast<std::size_t>(ray)], 0};
        do
            ++ray;
        while (ray < rayCount_ &&
               starts_[static_cast<std::size_t>(ray) + 1] - group.firstSample <= groupSamples);
        group.lastRay = ray;
        group.sampleCount = starts_[static_cast<std::size_t>(ray)] - group.firstSample;
        groups_.push_back(group);
    }
}

void HashgridTrainer::passGroups(const RayBatch& batch) {
    const auto count = static_cast<std::int64_t>(groups_.size());
    const std::int64_t chunks = kernels::chunkCount(count, groupsPerChunk);
    kernels::transposeRadianceLayers(state_.field.weights, transposed_);
    weightGradients_.assign(static_cast<std::size_t>(chunks * Layers::weightCount), 0.0f);
    losses_.assign(static_cast<std::size_t>(chunks), 0.0);
    kernels::forChunks(
        count, groupsPerChunk, [&](std::int64_t begin, std::int64_t end, std::int64_t chunk) {
            const kernels::SerialLoops serial;
            const auto work = groupWork_.take();
            for (std::int64_t g = begin; g < end; ++g)
                losses_[static_cast<std::size_t>(chunk)] += passGroup(
                    batch,
                    groups_[static_cast<std::size_t>(g)],
                    *work,
                    viewOf(weightGradients_, chunk * Layers::weightCount, Layers::weightCount));
        });
    double loss = 0;
    for (double part : losses_)
        loss += part;
    state_.loss.add(loss);
    keptCount_ = 0;
    for (const Group& group : groups_)
        keptCount_ += group.kept;
}

/// Through both networks and back. Returns the group's part of the loss.
double HashgridTrainer::passGroup(const RayBatch& batch,
                                  Group& group,
                                  GroupWork& work,
                                  ArrayView<float, 1> weightGradient) {
    grow(work.densities, group.sampleCount);
    const ArrayView<const float, 3> encoded(
        encoded_.data(), kernels::mostHashLevels, sampleCount_, kernels::hashFeatures);
    work.block.densities(state_.field.weights,
                         encoded,
                         group.firstSample,
                         viewOf(work.densities, 0, group.sampleCount));
    keepFrontSamples(group, work);
    grow(work.colors, 3 * group.kept);
    const ArrayView<float, 2> colors(work.colors.data(), group.kept, 3);
    work.block.colors(
        state_.field.weights, batch.directionBasis, viewOf(work.rayOfRow, 0, group.kept), colors);
    const double loss = compare(batch, group, work);
    work.block.backward(
        transposed_,
        viewOf(work.densityGradients, 0, group.kept),
        ArrayView<const float, 2>(work.colorGradients.data(), group.kept, 3),
        group.firstSample,
        weightGradient,
        ArrayView<float, 3>(
            encodedGradient_.data(), kernels::mostHashLevels, sampleCount_, kernels::hashFeatures));
    return loss;
}

/// What lies behind an opaque surface has no part in the colour: it goes no further. The samples
/// that are left move to the front of the group, their positions too.
void HashgridTrainer::keepFrontSamples(Group& group, GroupWork& work) {
    grow(work.weights, group.sampleCount);
    work.rows.clear();
    work.rayOfRow.clear();
    work.keptStarts.clear();
    work.transmittances.clear();
    work.keptT.clear();
    work.keptSteps.clear();
    work.keptWeights.clear();
    for (std::int64_t ray = group.firstRay; ray < group.lastRay; ++ray) {
        const std::int64_t start = starts_[static_cast<std::size_t>(ray)],
                           length = starts_[static_cast<std::size_t>(ray) + 1] - start,
                           row = start - group.firstSample;
        float transmittance = 1;
        const std::int64_t counting = kernels::rayWeights(viewOf(work.densities, row, length),
                                                          viewOf(stepSizes_, start, length),
                                                          kernels::leastTransmittance,
                                                          transmittance,
                                                          viewOf(work.weights, row, length));
        work.transmittances.push_back(transmittance);
        work.keptStarts.push_back(static_cast<std::int64_t>(work.rows.size()));
        for (std::int64_t s = 0; s < counting; ++s) {
            const auto sample = static_cast<std::size_t>(start + s);
            work.rows.push_back(static_cast<std::int32_t>(row + s));
            work.rayOfRow.push_back(static_cast<std::int32_t>(ray));
            work.keptT.push_back(t_[sample]);
            work.keptSteps.push_back(stepSizes_[sample]);
            work.keptWeights.push_back(work.weights[static_cast<std::size_t>(row + s)]);
        }
    }
    group.kept = static_cast<std::int64_t>(work.rows.size());
    work.keptStarts.push_back(group.kept);
    work.block.keepRows(viewOf(work.rows, 0, group.kept));
    for (std::int64_t axis = 0; axis < 3; ++axis) {
        float* plane = positions_.data() + axis * sampleCount_ + group.firstSample;
        for (std::size_t k = 0; k < work.rows.size(); ++k)
            plane[k] = plane[work.rows[k]];
    }
}

/// Composites each ray, compares it with its photo, and finds the gradients of densities and
/// colours.
double HashgridTrainer::compare(const RayBatch& batch, const Group& group, GroupWork& work) {
    const float perRay = 1 / static_cast<float>(rayCount_);
    work.weightGradients.assign(static_cast<std::size_t>(group.kept), 0.0f);
    grow(work.densityGradients, group.kept);
    grow(work.colorGradients, 3 * group.kept);
    double loss = 0;
    for (std::int64_t ray = group.firstRay; ray < group.lastRay; ++ray) {
        const auto local = static_cast<std::size_t>(ray - group.firstRay);
        const std::int64_t begin = work.keptStarts[local],
                           length = work.keptStarts[local + 1] - begin;
        const float transmittance = work.transmittances[local];
        const float* weights = work.keptWeights.data() + begin;
        const float* colors = work.colors.data() + 3 * begin;
        float gradient[3], transmittanceGradient = 0;
        for (int c = 0; c < 3; ++c) {
            float color = transmittance * batch.backgrounds(ray, c);
            for (std::int64_t s = 0; s < length; ++s)
                color += weights[s] * colors[3 * s + c];
            const float difference = color - batch.colors(ray, c);
            loss += static_cast<double>(difference * difference * perRay / 3);
            gradient[c] = 2 * difference * perRay / 3;
            transmittanceGradient += gradient[c] * batch.backgrounds(ray, c);
        }
        // Either opaque or empty: -o ln o.
        const float opacity = 1 - transmittance + 1e-10f, logarithm = std::log(opacity);
        loss -= static_cast<double>(params_.opacityWeight * perRay * opacity * logarithm);
        const float opacityGradient = -params_.opacityWeight * perRay * (logarithm + 1);
        for (std::int64_t s = 0; s < length; ++s) {
            float& weightGradient = work.weightGradients[static_cast<std::size_t>(begin + s)];
            weightGradient = opacityGradient;
            for (int c = 0; c < 3; ++c) {
                weightGradient += gradient[c] * colors[3 * s + c];
                work.colorGradients[static_cast<std::size_t>(3 * (begin + s) + c)] =
                    weights[s] * gradient[c];
            }
        }
        const auto weightView = viewOf(work.keptWeights, begin, length);
        if (params_.distortionWeight > 0) {
            const auto t = viewOf(work.keptT, begin, length),
                       stepSizes = viewOf(work.keptSteps, begin, length);
            loss += params_.distortionWeight * perRay *
                    kernels::rayDistortion(weightView, t, stepSizes);
            kernels::rayDistortionBackward(weightView,
                                           t,
                                           stepSizes,
                                           params_.distortionWeight * perRay,
                                           viewOf(work.weightGradients, begin, length));
        }
        kernels::rayWeightsBackward(viewOf(work.keptSteps, begin, length),
                                    weightView,
                                    viewOf(work.weightGradients, begin, length),
                                    transmittance,
                                    transmittanceGradient,
                                    viewOf(work.densityGradients, begin, length));
    }
    return loss;
}

void HashgridTrainer::moveTable() {
    kernels::forChunks(
        state_.field.encoding.levelCount, 1, [&](std::int64_t level, std::int64_t, std::int64_t) {
            moveLevel(static_cast<int>(level));
        });
}

/// The gradient of one level is summed and used up while it is in the cache.
void HashgridTrainer::moveLevel(int level) {
    const kernels::HashEncoding& encoding = state_.field.encoding;
    const kernels::HashLevel& hashLevel = encoding.levels[static_cast<std::size_t>(level)];
    const auto scratch = levelGradients_.take();
    if (scratch->values.size(0) < std::int64_t{1} << params_.log2TableSize)
        scratch->values =
            Array<float, 2>(std::int64_t{1} << params_.log2TableSize, kernels::hashFeatures);
    const ArrayView<float, 2> gradient(
        scratch->values.data(), hashLevel.size, kernels::hashFeatures);
    const ArrayView<const float, 2> positions(positions_.data(), 3, sampleCount_);
    const ArrayView<const float, 3> encodedGradient(
        encodedGradient_.data(), kernels::mostHashLevels, sampleCount_, kernels::hashFeatures);
    for (const Group& group : groups_)
        kernels::encodeLevelBackward(encoding,
                                     level,
                                     positions,
                                     encodedGradient,
                                     group.firstSample,
                                     group.firstSample + group.kept,
                                     gradient);
    const std::int64_t begin = hashLevel.offset * kernels::hashFeatures,
                       count = std::int64_t{hashLevel.size} * kernels::hashFeatures;
    kernels::adamSparse({.step = state_.iteration + 1},
                        learningRate(),
                        ArrayView<float, 1>(gradient.data(), count),
                        ArrayView<float, 1>(state_.field.table.data() + begin, count),
                        ArrayView<float, 1>(state_.tableFirst.data() + begin, count),
                        ArrayView<float, 1>(state_.tableSecond.data() + begin, count));
}

void HashgridTrainer::moveWeights() {
    constexpr std::int64_t columns = 1024;
    const auto chunks = static_cast<std::int64_t>(losses_.size());
    Array<float, 2> gradient(1, Layers::weightCount);
    kernels::forChunks(
        Layers::weightCount, columns, [&](std::int64_t begin, std::int64_t end, std::int64_t) {
            for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
                const float* part = weightGradients_.data() + chunk * Layers::weightCount;
                for (std::int64_t i = begin; i < end; ++i)
                    gradient.data()[i] += part[i];
            }
        });
    const float rate = learningRate();
    kernels::adamRange({.step = state_.iteration + 1},
                       ArrayView<const float, 1>(&rate, 1),
                       0,
                       Layers::weightCount,
                       gradient.constView(),
                       ArrayView<float, 2>(state_.field.weights.data(), 1, Layers::weightCount),
                       ArrayView<float, 2>(state_.weightFirst.data(), 1, Layers::weightCount),
                       ArrayView<float, 2>(state_.weightSecond.data(), 1, Layers::weightCount));
}

/// A sample that only says how dense it is costs about a third of one that goes all the way.
void HashgridTrainer::adaptRayCount() {
    const double work =
        (static_cast<double>(sampleCount_) + 2.0 * static_cast<double>(keptCount_)) / 3;
    const double perRay = std::max(1.0, work / static_cast<double>(rayCount_));
    const double wanted = params_.samplesPerStep / perRay;
    const double most = 1.5 * static_cast<double>(state_.rayCount);
    state_.rayCount =
        std::clamp(static_cast<std::int64_t>(std::min(wanted, most)), leastRays, mostRays);
}

/// Falls along half a cosine to a thirtieth.
float HashgridTrainer::learningRate() const {
    const double share = static_cast<double>(state_.iteration) /
                         std::max(1.0, static_cast<double>(params_.iterations));
    const double cosine = 0.5 * (1 + std::cos(std::numbers::pi * std::min(1.0, share)));
    return static_cast<float>(params_.learningRate *
                              (lastRateShare + (1 - lastRateShare) * cosine));
}

} // namespace cleave
