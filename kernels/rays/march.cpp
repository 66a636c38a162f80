// SPDX-License-Identifier: Apache-2.0
#include "kernels/rays/march.h"

#include "kernels/base/dispatch.h"
#include "kernels/base/parallel_for.h"
#include "kernels/rays/march_math.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cleave::kernels {

namespace {

constexpr std::int64_t grain = 64;

void requireRays(const Rays& rays) {
    requireShape(rays.origins, {-1, 3}, "origins");
    requireShape(rays.directions, {rays.origins.size(0), 3}, "directions");
}

} // namespace

MarchSteps marchSteps(float halfSize, float growth) {
    MarchSteps steps;
    steps.growth = growth;
    steps.shortest = std::sqrt(3.0f) / 1024;
    steps.longest = std::sqrt(3.0f) * 2 * halfSize / occupancySide;
    return steps;
}

void raySpans(const Rays& rays,
              const MarchSteps& steps,
              float halfSize,
              ArrayView<const float, 1> jitter,
              ArrayView<float, 2> spans) {
    requireCpu(deviceOf(rays.origins, rays.directions, spans), "raySpans");
    requireRays(rays);
    const std::int64_t count = rays.origins.size(0);
    requireShape(spans, {count, 2}, "spans");
    if (!jitter.empty())
        requireShape(jitter, {count}, "jitter");
    for (std::int64_t r = 0; r < count; ++r) {
        float begin = steps.nearest, end = std::numeric_limits<float>::max();
        for (int axis = 0; axis < 3; ++axis) {
            const float direction = rays.directions(r, axis), origin = rays.origins(r, axis);
            if (direction == 0) {
                if (!(std::fabs(origin) <= halfSize))
                    end = 0;
                continue;
            }
            const float low = (-halfSize - origin) / direction,
                        high = (halfSize - origin) / direction;
            begin = std::max(begin, std::min(low, high));
            end = std::min(end, std::max(low, high));
        }
        if (!(begin < end))
            begin = end = 0;
        else if (!jitter.empty())
            begin += jitter(r) * stepSize(steps, begin);
        spans(r, 0) = begin;
        spans(r, 1) = end;
    }
}

void countSamples(const OccupancyView& occupancy,
                  const MarchSteps& steps,
                  const Rays& rays,
                  ArrayView<const float, 2> spans,
                  std::int32_t limit,
                  ArrayView<std::int32_t, 1> counts) {
    requireCpu(deviceOf(occupancy.bits, rays.origins, rays.directions, spans, counts),
               "countSamples");
    requireRays(rays);
    const std::int64_t count = rays.origins.size(0);
    requireShape(spans, {count, 2}, "spans");
    requireShape(counts, {count}, "counts");
    parallelFor<Device::Cpu>(
        count,
        [&](std::int64_t r) {
            std::int32_t visited = 0;
            RayMarch(occupancy,
                     steps,
                     rays.origins.data() + 3 * r,
                     rays.directions.data() + 3 * r,
                     spans(r, 1))
                .walk(spans(r, 0), limit, [&](float, float, const float*) { ++visited; });
            counts(r) = visited;
        },
        grain);
}

void marchRays(const OccupancyView& occupancy,
               const MarchSteps& steps,
               const Rays& rays,
               ArrayView<const std::int64_t, 1> starts,
               ArrayView<float, 2> spans,
               ArrayView<std::int32_t, 1> written,
               ArrayView<float, 1> t,
               ArrayView<float, 1> stepSizes,
               ArrayView<float, 2> positions) {
    requireCpu(deviceOf(occupancy.bits, rays.origins, starts, spans, t, positions), "marchRays");
    requireRays(rays);
    const std::int64_t count = rays.origins.size(0), samples = t.size(0);
    requireShape(starts, {count + 1}, "starts");
    requireShape(spans, {count, 2}, "spans");
    requireShape(written, {count}, "written");
    requireShape(stepSizes, {samples}, "stepSizes");
    requireShape(positions, {3, samples}, "positions");
    CLEAVE_ASSERT(starts(0) >= 0 && starts(count) <= samples);
    const float perUnit = 0.5f / occupancy.halfSize;
    parallelFor<Device::Cpu>(
        count,
        [&](std::int64_t r) {
            std::int64_t place = starts(r);
            const auto room = static_cast<std::int32_t>(starts(r + 1) - place);
            RayMarch ray(occupancy,
                         steps,
                         rays.origins.data() + 3 * r,
                         rays.directions.data() + 3 * r,
                         spans(r, 1));
            spans(r, 0) =
                ray.walk(spans(r, 0), room, [&](float at, float step, const float* point) {
                    t.data()[place] = at;
                    stepSizes.data()[place] = step;
                    for (int axis = 0; axis < 3; ++axis)
                        positions.data()[axis * samples + place] = point[axis] * perUnit + 0.5f;
                    ++place;
                });
            written(r) = static_cast<std::int32_t>(place - starts(r));
        },
        grain);
}

} // namespace cleave::kernels
