// SPDX-License-Identifier: Apache-2.0
// A ray through the occupancy grid, step by step.
#pragma once

#include "kernels/math/number.h"
#include "kernels/rays/march.h"

#include <cmath>

namespace cleave::kernels {

CLEAVE_HD inline float stepSize(const MarchSteps& steps, float t) {
    return minimum(maximum(t * steps.growth, steps.shortest), steps.longest);
}

/// The finest cascade whose cube holds the point and whose cells are no shorter than the step.
CLEAVE_HD inline int cascadeAt(float furthest, float step, int cascades) {
    int cascade = 0;
    float half = 0.5f; // of the cascade's cube; its cells are 1 / 64 of it
    while (cascade + 1 < cascades && (furthest >= half || step * (occupancySide / 2) >= half)) {
        ++cascade;
        half += half;
    }
    return cascade;
}

/// What a ray asks of a cascade at every step.
struct CascadeScale {
    float half;         ///< of its side
    float cellsPerUnit; ///< along an axis
    float cellSize;
};

CLEAVE_HD inline CascadeScale cascadeScale(int cascade, float halfSize) {
    const float half = cascadeHalfSize(cascade, halfSize);
    return {half, occupancySide / 2 / half, half / (occupancySide / 2)};
}

/// One ray on its way: what does not change from step to step.
class RayMarch {
public:
    CLEAVE_HD RayMarch(const OccupancyView& occupancy,
                       const MarchSteps& steps,
                       const float origin[3],
                       const float direction[3],
                       float end)
        : occupancy_(occupancy)
        , steps_(steps)
        , end_(end)
        , cascades_(occupancy.cascades())
        , scale_(cascadeScale(0, occupancy.halfSize))
        , stepsPerUnit_(1 / steps.shortest) {
        for (int axis = 0; axis < 3; ++axis) {
            origin_[axis] = origin[axis];
            direction_[axis] = direction[axis];
            inverse_[axis] = direction[axis] != 0 ? 1 / direction[axis] : 0;
            ahead_[axis] = direction[axis] > 0 ? 1.0f : 0.0f;
        }
    }

    /// Walks from `t` while t < end and fewer than `limit` samples were visited; calls visit(t,
    /// step, point) at each. Empty cells are left at their border, on the same steps as if they
    /// were walked. Returns where the walk would go on.
    template <class Visit>
    CLEAVE_HD float walk(float t, std::int32_t limit, Visit&& visit) {
        std::int32_t visited = 0;
        while (t < end_ && visited < limit) {
            const float step = stepSize(steps_, t);
            float point[3], cell[3];
            for (int axis = 0; axis < 3; ++axis)
                point[axis] = origin_[axis] + t * direction_[axis];
            if (enter(point, step, cell)) {
                visit(t, step, point);
                ++visited;
                t += step;
            } else
                t = leave(t, point, cell);
        }
        return t;
    }

private:
    /// Finds the cell around a point; whether it is occupied.
    CLEAVE_HD bool enter(const float point[3], float step, float cell[3]) {
        int cascade = 0;
        if (cascades_ > 1) {
            const float furthest =
                maximum(maximum(std::fabs(point[0]), std::fabs(point[1])), std::fabs(point[2]));
            cascade = cascadeAt(furthest, step, cascades_);
            scale_ = cascadeScale(cascade, occupancy_.halfSize);
        }
        std::uint32_t place[3];
        for (int axis = 0; axis < 3; ++axis) {
            const float at = (point[axis] + scale_.half) * scale_.cellsPerUnit;
            const auto whole = static_cast<std::int32_t>(
                minimum(maximum(at, 0.0f), static_cast<float>(occupancySide - 1)));
            place[axis] = static_cast<std::uint32_t>(whole);
            cell[axis] = static_cast<float>(whole);
        }
        return occupancy_.isOccupied(cascade, occupancyIndex(place[0], place[1], place[2]));
    }

    /// From a point in an empty cell to the first step behind its border.
    CLEAVE_HD float leave(float t, const float point[3], const float cell[3]) const {
        float border = end_;
        for (int axis = 0; axis < 3; ++axis) {
            const float side = (cell[axis] + ahead_[axis]) * scale_.cellSize - scale_.half;
            const float there = t + (side - point[axis]) * inverse_[axis];
            border = direction_[axis] != 0 ? minimum(there, border) : border;
        }
        if (steps_.growth > 0) {
            do
                t += stepSize(steps_, t);
            while (t < border);
            return t;
        }
        const float ahead = (border - t) * stepsPerUnit_;
        auto whole = static_cast<std::int32_t>(ahead);
        whole += static_cast<float>(whole) < ahead;
        return t + steps_.shortest * static_cast<float>(whole > 1 ? whole : 1);
    }

    const OccupancyView& occupancy_;
    const MarchSteps& steps_;
    float origin_[3], direction_[3], inverse_[3], ahead_[3], end_;
    int cascades_;
    CascadeScale scale_;
    float stepsPerUnit_;
};

} // namespace cleave::kernels
