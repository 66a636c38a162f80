// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/walk_rays.h"

#include "kernels/base/serial_loops.h"
#include "kernels/base/workspace_pool.h"
#include "kernels/math/sh.h"
#include "kernels/rays/composite.h"

#include <algorithm>
#include <vector>

namespace cleave {

namespace {

using kernels::Array;
using kernels::ArrayView;

constexpr std::int64_t samplesAtOnce = 4096;
constexpr std::int64_t mostSamplesOfRay = 64; ///< at once
constexpr std::int64_t leastSamplesOfRay = 8;
constexpr std::int64_t blockRows = 256;

template <class T>
ArrayView<T, 1> viewOf(std::vector<T>& values, std::int64_t count) {
    return ArrayView<T, 1>(values.data(), count);
}

/// Arrays of the rays that are still on their way, and of the samples of one round.
struct Workspace {
    std::vector<std::int64_t> alive; ///< numbers in WorldRays
    std::vector<float> origins, directions, spans;
    std::vector<float> sh; ///< [alive, 16]
    std::vector<std::int64_t> starts;
    std::vector<std::int32_t> written;
    std::vector<float> t, stepSizes, positions, encoded;
    std::vector<std::int64_t> shown; ///< places of the samples that are looked at
    std::vector<float> factors;      ///< of their densities; empty: ones
    std::vector<float> packedT, packedSteps, packedPositions;
    std::vector<float> densities, weights, colors;
    std::vector<std::int32_t> rows, rayOfRow;
    std::vector<float> keptT, keptSteps, keptWeights;
    kernels::RadianceBlock block;
};

kernels::WorkspacePool<Workspace>& workspaces() {
    static kernels::WorkspacePool<Workspace> pool;
    return pool;
}

class RayWalk {
public:
    RayWalk(const HashgridField& field,
            const WorldRays& rays,
            const SampleRequest& request,
            ArrayView<float, 1> transmittances,
            const SampleVisitor& visit,
            Workspace& work)
        : field_(field)
        , rays_(rays)
        , request_(request)
        , transmittances_(transmittances)
        , visit_(visit)
        , w_(work)
        , steps_(field.steps())
        , lattice_(field.count > 0 ? field.lattice->view() : kernels::LatticeView()) {
        CLEAVE_ASSERT(request.visibility.empty() || request.visibility.count() == field.count);
    }

    void run(std::int64_t begin, std::int64_t end) {
        start(begin, end);
        while (!w_.alive.empty()) {
            march();
            pack();
            encode();
            const auto count = static_cast<std::int64_t>(w_.alive.size());
            for (std::int64_t first = 0; first < count;)
                first = finishBlock(first);
            dropEnded();
        }
    }

private:
    void start(std::int64_t begin, std::int64_t end) {
        const std::int64_t count = end - begin;
        w_.alive.resize(static_cast<std::size_t>(count));
        w_.origins.resize(static_cast<std::size_t>(3 * count));
        w_.directions.resize(static_cast<std::size_t>(3 * count));
        w_.spans.resize(static_cast<std::size_t>(2 * count));
        w_.sh.assign(static_cast<std::size_t>(count * kernels::RadianceLayers::direction), 0.0f);
        for (std::int64_t i = 0; i < count; ++i) {
            const std::int64_t ray = begin + i;
            w_.alive[static_cast<std::size_t>(i)] = ray;
            transmittances_(ray) = 1;
            const Eigen::Vector3f origin = field_.cube.cubeFromWorld(Eigen::Vector3f(
                rays_.origins(ray, 0), rays_.origins(ray, 1), rays_.origins(ray, 2)));
            for (int axis = 0; axis < 3; ++axis) {
                w_.origins[static_cast<std::size_t>(3 * i + axis)] = origin[axis];
                w_.directions[static_cast<std::size_t>(3 * i + axis)] = rays_.directions(ray, axis);
            }
            if (request_.colors)
                kernels::shBasis(request_.plainColor ? 0 : 3,
                                 rays_.directions(ray, 0),
                                 rays_.directions(ray, 1),
                                 rays_.directions(ray, 2),
                                 w_.sh.data() + i * kernels::RadianceLayers::direction);
        }
        kernels::raySpans(aliveRays(), steps_, field_.cube.halfSize, {}, spans());
        dropEnded();
    }

    kernels::Rays aliveRays() const {
        const auto count = static_cast<std::int64_t>(w_.alive.size());
        return {ArrayView<const float, 2>(w_.origins.data(), count, 3),
                ArrayView<const float, 2>(w_.directions.data(), count, 3)};
    }

    ArrayView<float, 2> spans() { return ArrayView<float, 2>(w_.spans.data(), w_.alive.size(), 2); }

    void march() {
        const auto count = static_cast<std::int64_t>(w_.alive.size());
        const std::int64_t each =
            std::clamp(samplesAtOnce / count, leastSamplesOfRay, mostSamplesOfRay);
        w_.starts.resize(static_cast<std::size_t>(count) + 1);
        for (std::int64_t i = 0; i <= count; ++i)
            w_.starts[static_cast<std::size_t>(i)] = i * each;
        const std::int64_t slots = count * each;
        w_.written.resize(static_cast<std::size_t>(count));
        for (std::vector<float>* values : {&w_.t, &w_.stepSizes, &w_.packedT, &w_.packedSteps})
            values->resize(static_cast<std::size_t>(slots));
        w_.positions.resize(static_cast<std::size_t>(3 * slots));
        kernels::marchRays(field_.occupancyView(),
                           steps_,
                           aliveRays(),
                           ArrayView<const std::int64_t, 1>(w_.starts.data(), count + 1),
                           spans(),
                           viewOf(w_.written, count),
                           viewOf(w_.t, slots),
                           viewOf(w_.stepSizes, slots),
                           ArrayView<float, 2>(w_.positions.data(), 3, slots));
    }

    /// Closes the gaps that rays left which ended early, and leaves out what the lattice says is
    /// empty or hidden.
    void pack() {
        const std::size_t count = w_.alive.size();
        const std::int64_t slots = w_.starts[count];
        w_.shown.clear();
        w_.factors.clear();
        for (std::size_t i = 0; i < count; ++i) {
            const std::int64_t from = w_.starts[i];
            w_.starts[i] = static_cast<std::int64_t>(w_.shown.size());
            for (std::int64_t s = from; s < from + w_.written[i]; ++s)
                if (field_.count == 0 || isShown(s, slots))
                    w_.shown.push_back(s);
        }
        sampleCount_ = static_cast<std::int64_t>(w_.shown.size());
        w_.starts[count] = sampleCount_;
        w_.packedPositions.resize(static_cast<std::size_t>(3 * sampleCount_));
        for (std::int64_t k = 0; k < sampleCount_; ++k) {
            const auto from = static_cast<std::size_t>(w_.shown[static_cast<std::size_t>(k)]);
            w_.packedT[static_cast<std::size_t>(k)] = w_.t[from];
            w_.packedSteps[static_cast<std::size_t>(k)] = w_.stepSizes[from];
            for (std::int64_t axis = 0; axis < 3; ++axis)
                w_.packedPositions[static_cast<std::size_t>(axis * sampleCount_ + k)] =
                    w_.positions[static_cast<std::size_t>(axis * slots) + from];
        }
    }

    /// Notes the factor of the density where primitives may be hidden.
    bool isShown(std::int64_t sample, std::int64_t slots) {
        float point[3];
        for (std::int64_t axis = 0; axis < 3; ++axis)
            point[axis] = (2 * w_.positions[static_cast<std::size_t>(axis * slots + sample)] - 1) *
                          field_.cube.halfSize;
        if (!kernels::LatticeCell(lattice_, point).isOccupied(lattice_))
            return false;
        if (request_.visibility.empty())
            return true;
        float factor = 0;
        kernels::forCorners(lattice_, point, [&](std::int32_t vertex, float share) {
            factor += share * request_.visibility.data()[vertex];
        });
        if (!(factor > 0))
            return false;
        w_.factors.push_back(factor);
        return true;
    }

    void encode() {
        w_.encoded.resize(
            static_cast<std::size_t>(sampleCount_ * kernels::RadianceLayers::encoded));
        kernels::encodePositions(
            field_.encoding,
            field_.table,
            ArrayView<const float, 2>(w_.packedPositions.data(), 3, sampleCount_),
            encodedView());
    }

    ArrayView<float, 3> encodedView() {
        return ArrayView<float, 3>(
            w_.encoded.data(), kernels::mostHashLevels, sampleCount_, kernels::hashFeatures);
    }

    /// As many rays from `first` on as fill a block; returns the ray behind them.
    std::int64_t finishBlock(std::int64_t first) {
        const auto count = static_cast<std::int64_t>(w_.alive.size());
        const std::int64_t begin = w_.starts[static_cast<std::size_t>(first)];
        std::int64_t last = first + 1;
        while (last < count && w_.starts[static_cast<std::size_t>(last) + 1] - begin <= blockRows)
            ++last;
        const std::int64_t rows = w_.starts[static_cast<std::size_t>(last)] - begin;
        if (rows == 0)
            return last;
        w_.densities.resize(static_cast<std::size_t>(rows));
        w_.weights.resize(static_cast<std::size_t>(rows));
        w_.block.densities(field_.weights, encodedView(), begin, viewOf(w_.densities, rows));
        for (std::int64_t r = 0; r < rows && !w_.factors.empty(); ++r)
            w_.densities[static_cast<std::size_t>(r)] *=
                w_.factors[static_cast<std::size_t>(begin + r)];
        composite(first, last, begin);
        colorKept();
        visitKept();
        return last;
    }

    /// Fills rows with what is kept of each ray, and the ray's transmittance.
    void composite(std::int64_t first, std::int64_t last, std::int64_t begin) {
        w_.rows.clear();
        w_.rayOfRow.clear();
        w_.keptT.clear();
        w_.keptSteps.clear();
        w_.keptWeights.clear();
        for (std::int64_t i = first; i < last; ++i) {
            const std::int64_t from = w_.starts[static_cast<std::size_t>(i)],
                               length = w_.starts[static_cast<std::size_t>(i) + 1] - from,
                               row = from - begin;
            float& transmittance = transmittances_(w_.alive[static_cast<std::size_t>(i)]);
            const std::int64_t counting =
                kernels::rayWeights(ArrayView<const float, 1>(w_.densities.data() + row, length),
                                    ArrayView<const float, 1>(w_.packedSteps.data() + from, length),
                                    request_.leastTransmittance,
                                    transmittance,
                                    ArrayView<float, 1>(w_.weights.data() + row, length));
            for (std::int64_t s = 0; s < counting; ++s) {
                const float weight = w_.weights[static_cast<std::size_t>(row + s)];
                if (!(weight > request_.leastWeight))
                    continue;
                w_.rows.push_back(static_cast<std::int32_t>(row + s));
                w_.rayOfRow.push_back(static_cast<std::int32_t>(i));
                w_.keptT.push_back(w_.packedT[static_cast<std::size_t>(from + s)]);
                w_.keptSteps.push_back(w_.packedSteps[static_cast<std::size_t>(from + s)]);
                w_.keptWeights.push_back(weight);
            }
        }
    }

    void colorKept() {
        if (!request_.colors || w_.rows.empty())
            return;
        const auto rows = static_cast<std::int64_t>(w_.rows.size());
        w_.block.keepRows(ArrayView<const std::int32_t, 1>(w_.rows.data(), rows));
        w_.colors.resize(static_cast<std::size_t>(3 * rows));
        w_.block.colors(field_.weights,
                        ArrayView<const float, 2>(
                            w_.sh.data(), w_.alive.size(), kernels::RadianceLayers::direction),
                        ArrayView<const std::int32_t, 1>(w_.rayOfRow.data(), rows),
                        ArrayView<float, 2>(w_.colors.data(), rows, 3));
    }

    void visitKept() {
        for (std::size_t begin = 0; begin < w_.rows.size();) {
            std::size_t end = begin + 1;
            while (end < w_.rows.size() && w_.rayOfRow[end] == w_.rayOfRow[begin])
                ++end;
            WalkedSamples samples;
            samples.ray = w_.alive[static_cast<std::size_t>(w_.rayOfRow[begin])];
            samples.count = static_cast<std::int64_t>(end - begin);
            samples.t = w_.keptT.data() + begin;
            samples.stepSizes = w_.keptSteps.data() + begin;
            samples.weights = w_.keptWeights.data() + begin;
            samples.colors = request_.colors ? w_.colors.data() + 3 * begin : nullptr;
            visit_(samples);
            begin = end;
        }
    }

    void dropEnded() {
        std::size_t kept = 0;
        constexpr std::size_t width = kernels::RadianceLayers::direction;
        for (std::size_t i = 0; i < w_.alive.size(); ++i) {
            const bool isOver = !(w_.spans[2 * i] < w_.spans[2 * i + 1]) ||
                                !(transmittances_(w_.alive[i]) > request_.leastTransmittance);
            if (isOver)
                continue;
            w_.alive[kept] = w_.alive[i];
            std::copy_n(w_.origins.data() + 3 * i, 3, w_.origins.data() + 3 * kept);
            std::copy_n(w_.directions.data() + 3 * i, 3, w_.directions.data() + 3 * kept);
            std::copy_n(w_.spans.data() + 2 * i, 2, w_.spans.data() + 2 * kept);
            if (request_.colors)
                std::copy_n(w_.sh.data() + width * i, width, w_.sh.data() + width * kept);
            ++kept;
        }
        w_.alive.resize(kept);
    }

    const HashgridField& field_;
    const WorldRays& rays_;
    const SampleRequest& request_;
    ArrayView<float, 1> transmittances_;
    const SampleVisitor& visit_;
    Workspace& w_;
    kernels::MarchSteps steps_;
    kernels::LatticeView lattice_;
    std::int64_t sampleCount_ = 0;
};

} // namespace

void walkRays(const HashgridField& field,
              const WorldRays& rays,
              std::int64_t begin,
              std::int64_t end,
              const SampleRequest& request,
              ArrayView<float, 1> transmittances,
              const SampleVisitor& visit) {
    kernels::requireShape(transmittances, {rays.count()}, "transmittances");
    const kernels::SerialLoops serial;
    const auto work = workspaces().take();
    RayWalk(field, rays, request, transmittances, visit, *work).run(begin, end);
}

} // namespace cleave
