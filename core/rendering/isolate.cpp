// SPDX-License-Identifier: Apache-2.0
#include "core/rendering/isolate.h"

namespace cleave {

namespace {

/// Drawing costs only what the field holds.
IsolatedField partOf(const std::shared_ptr<const GaussianField>& field,
                     std::span<const float> visibility) {
    std::vector<std::int64_t> indices;
    for (std::size_t i = 0; i < visibility.size(); ++i)
        if (visibility[i] > 0)
            indices.push_back(static_cast<std::int64_t>(i));
    return {std::make_shared<const GaussianField>(field->subset(indices)), {}};
}

/// The density is where it is: hiding primitives is all there is.
IsolatedField partOf(const std::shared_ptr<const HashgridField>& field,
                     std::span<const float> visibility) {
    return {field, std::vector<float>(visibility.begin(), visibility.end())};
}

} // namespace

IsolatedField isolate(const RadianceField& field, std::span<const float> visibility) {
    CLEAVE_ASSERT(static_cast<std::int64_t>(visibility.size()) == primitiveCount(field));
    return std::visit([&](const auto& pointer) { return partOf(pointer, visibility); }, field);
}

} // namespace cleave
