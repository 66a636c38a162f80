// SPDX-License-Identifier: Apache-2.0
// Pixels of the training photos as rays with the colour that they should have: drawn at random from
// all photos, or from as many as memory may hold.
#pragma once

#include "core/dataset/photo_store.h"
#include "core/field/hashgrid_field.h"
#include "core/training/training_loop.h"
#include "kernels/base/array.h"

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

namespace cleave {

/// Rays of one training step, in cube units.
struct RayBatch {
    std::int64_t count = 0;
    kernels::Array<float, 2> origins;        ///< [capacity, 3]
    kernels::Array<float, 2> directions;     ///< [capacity, 3] unit length
    kernels::Array<float, 2> colors;         ///< [capacity, 3] of the photo over the background
    kernels::Array<float, 2> backgrounds;    ///< [capacity, 3] what lies behind the field
    kernels::Array<float, 1> jitter;         ///< [capacity] in [0, 1)
    kernels::Array<float, 2> directionBasis; ///< [capacity, 16]

    explicit RayBatch(std::int64_t capacity);

    kernels::Rays rays() const {
        return {kernels::ArrayView<const float, 2>(origins.data(), count, 3),
                kernels::ArrayView<const float, 2>(directions.data(), count, 3)};
    }
};

/// What is behind a training photo.
enum class PhotoBackground : int {
    White,  ///< the photos are cut out and lie on white
    Random, ///< a colour of its own per ray, so that the field must be opaque wherever a photo is
};

class PhotoRays {
public:
    static constexpr std::size_t defaultBudget = std::size_t{2} << 30; ///< bytes of pixels held

    /// background: of photos without an alpha channel; those with one always get Random.
    PhotoRays(std::shared_ptr<const Dataset> dataset,
              PhotoStore& photos,
              PhotoBackground background,
              std::uint64_t seed,
              std::size_t budgetBytes = defaultBudget);

    /// Decodes the photos of the first steps; photos whose pixels do not fit come one by one later.
    void load(std::int64_t step, Progress& progress);

    /// The rays of a step, a function of seed and step alone.
    void draw(std::int64_t step, const SceneCube& cube, std::int64_t count, RayBatch& batch);

private:
    struct Photo {
        std::shared_ptr<const Image> color;
        Image alpha; ///< empty: opaque
    };

    /// Places in `train_` of the photos that a step draws from.
    std::vector<std::int64_t> photosAt(std::int64_t step);
    void hold(const std::vector<std::int64_t>& places, Progress& progress);
    void drawRay(std::int64_t step,
                 const SceneCube& cube,
                 const std::vector<std::int64_t>& places,
                 std::int64_t ray,
                 RayBatch& batch) const;

    std::shared_ptr<const Dataset> dataset_;
    PhotoStore& photos_;
    PhotoBackground background_;
    std::uint64_t seed_;
    std::vector<ViewId> train_;
    std::int64_t heldCount_ = 0; ///< photos held at a time
    ViewOrder order_;
    std::map<std::int64_t, Photo> held_; ///< by place in train_
};

} // namespace cleave
