// SPDX-License-Identifier: Apache-2.0
// One step of hash-grid training: march, encode, networks, composite, compare, and all the way
// back.
#pragma once

#include "core/training/hashgrid_state.h"
#include "core/training/photo_rays.h"
#include "core/training/train_hashgrid.h"
#include "kernels/base/workspace_pool.h"

#include <vector>

namespace cleave {

class HashgridTrainer {
public:
    HashgridTrainer(HashgridState state,
                    const TrainHashgridParams& params,
                    std::vector<Camera> cameras,
                    std::uint64_t seed);

    /// Rays that the next step takes: as many as make about params.samplesPerStep samples.
    std::int64_t rayCount() const { return state_.rayCount; }

    /// Moves the field once; batch.count > 0.
    void step(const RayBatch& batch);

    const HashgridState& state() const { return state_; }

    HashgridState takeState() { return std::move(state_); }

    void addSeconds(double seconds) { state_.seconds += seconds; }

    static constexpr std::int64_t mostRays = 32768;

private:
    /// Rays whose samples pass through the networks together.
    struct Group {
        std::int64_t firstRay, lastRay; ///< [first, last)
        std::int64_t firstSample, sampleCount;
        std::int64_t kept = 0; ///< samples from firstSample on that count, after the pass
    };

    /// What a pass over one group needs.
    struct GroupWork {
        kernels::RadianceBlock block;
        std::vector<float> densities, weights, weightGradients, densityGradients, colors,
            colorGradients, keptT, keptSteps, keptWeights;
        std::vector<std::int32_t> rows, rayOfRow;
        std::vector<std::int64_t> keptStarts;
        std::vector<float> transmittances;
    };

    struct LevelGradient {
        kernels::Array<float, 2> values; ///< all 0 between uses
    };

    void march(const RayBatch& batch);
    void makeGroups();
    void passGroups(const RayBatch& batch);
    double passGroup(const RayBatch& batch,
                     Group& group,
                     GroupWork& work,
                     kernels::ArrayView<float, 1> weightGradient);
    void keepFrontSamples(Group& group, GroupWork& work);
    double compare(const RayBatch& batch, const Group& group, GroupWork& work);
    void moveTable();
    void moveLevel(int level);
    void moveWeights();
    void adaptRayCount();
    float learningRate() const;

    HashgridState state_;
    TrainHashgridParams params_;
    std::uint64_t seed_;
    kernels::Array<float, 1> transposed_;

    std::int64_t rayCount_ = 0; ///< of the batch, as far as their samples fit
    std::int64_t sampleCount_ = 0, keptCount_ = 0;
    std::vector<float> spans_;
    std::vector<std::int32_t> counts_;
    std::vector<std::int64_t> starts_;
    std::vector<float> t_, stepSizes_, positions_, encoded_, encodedGradient_;
    std::vector<Group> groups_;
    std::vector<float> weightGradients_; ///< a partial sum per chunk of groups
    std::vector<double> losses_;
    kernels::WorkspacePool<GroupWork> groupWork_;
    kernels::WorkspacePool<LevelGradient> levelGradients_;
};

} // namespace cleave
