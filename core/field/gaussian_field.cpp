// SPDX-License-Identifier: Apache-2.0
#include "core/field/gaussian_field.h"

#include <cstring>

namespace cleave {

GaussianField GaussianField::clone() const {
    GaussianField copy;
    copy.count = count;
    copy.shDegree = shDegree;
    copy.antialiased = antialiased;
    copy.planes = planes.clone();
    copy.extras = extras;
    return copy;
}

GaussianField GaussianField::subset(const std::vector<std::int64_t>& indices) const {
    GaussianField chosen(static_cast<std::int64_t>(indices.size()), shDegree);
    chosen.antialiased = antialiased;
    for (int p = 0; p < static_cast<int>(planes.size(0)); ++p) {
        const float* from = plane(p);
        float* to = chosen.plane(p);
        for (std::size_t i = 0; i < indices.size(); ++i)
            to[i] = from[indices[i]];
    }
    for (const ExtraProperty& extra : extras) {
        const std::size_t size =
            count > 0 ? extra.bytes.size() / static_cast<std::size_t>(count) : 0;
        ExtraProperty kept{
            extra.name, extra.type, std::vector<std::uint8_t>(size * indices.size())};
        for (std::size_t i = 0; i < indices.size(); ++i)
            std::memcpy(kept.bytes.data() + i * size,
                        extra.bytes.data() + static_cast<std::size_t>(indices[i]) * size,
                        size);
        chosen.extras.push_back(std::move(kept));
    }
    return chosen;
}

} // namespace cleave
