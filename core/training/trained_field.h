// SPDX-License-Identifier: Apache-2.0
// What any training of a field tells while it runs and hands over at its end.
#pragma once

#include "core/field/radiance_field.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace cleave {

/// What a listener sees while training runs.
struct TrainingStep {
    std::int64_t iteration = 0;
    double loss = 0; ///< moving average
    std::int64_t primitives = 0;
    double psnr = 0; ///< of test views, 0 when not measured at this step
};

/// A field of kind Field, as far as it is trained, with what it takes to go on.
template <class Field>
struct TrainedAs {
    std::shared_ptr<const Field> field;
    std::shared_ptr<const std::vector<std::byte>>
        state; ///< for resuming: moments, step, random state
    std::int64_t iterations = 0;
    double seconds = 0;
    double loss = 0;
};

/// The same of either kind.
struct TrainedField {
    RadianceField field;
    std::shared_ptr<const std::vector<std::byte>> state;
    std::int64_t iterations = 0;
    double seconds = 0;
    double loss = 0;

    TrainedField() = default;

    template <class Field>
    TrainedField(const TrainedAs<Field>& trained) // NOLINT(google-explicit-constructor)
        : field(trained.field)
        , state(trained.state)
        , iterations(trained.iterations)
        , seconds(trained.seconds)
        , loss(trained.loss) {}

    /// As a field of that kind; null inside where it is of another.
    template <class Field>
    TrainedAs<Field> as() const {
        const auto* held = std::get_if<std::shared_ptr<const Field>>(&field);
        return {held ? *held : nullptr, state, iterations, seconds, loss};
    }
};

struct TrainingPreview {
    std::function<void(const TrainingStep&)> onStep;
    /// Called now and then with a whole immutable field.
    std::function<void(const RadianceField&)> onField;
    /// Called every 1000 steps with all it takes to go on from there.
    std::function<void(const TrainedField&)> onCheckpoint;
    std::function<bool()> isPaused; ///< training waits while true
};

} // namespace cleave
