// SPDX-License-Identifier: Apache-2.0
#include "core/selection/selection.h"

#include <bit>

namespace cleave {

Selection::Selection(std::int64_t primitiveCount, Revision fieldRevision)
    : primitiveCount_(primitiveCount)
    , fieldRevision_(fieldRevision)
    , words_(static_cast<std::size_t>((primitiveCount + 63) / 64), 0) {}

std::int64_t Selection::count() const {
    std::int64_t total = 0;
    for (std::uint64_t word : words_)
        total += std::popcount(word);
    return total;
}

void Selection::set(std::int64_t primitive, bool selected) {
    std::uint64_t& word = words_[static_cast<std::size_t>(primitive >> 6)];
    const std::uint64_t bit = std::uint64_t{1} << (primitive & 63);
    word = selected ? word | bit : word & ~bit;
}

std::vector<std::int64_t> Selection::indices() const {
    std::vector<std::int64_t> result;
    result.reserve(static_cast<std::size_t>(count()));
    for (std::size_t w = 0; w < words_.size(); ++w)
        for (std::uint64_t rest = words_[w]; rest != 0; rest &= rest - 1)
            result.push_back(static_cast<std::int64_t>(w) * 64 + std::countr_zero(rest));
    return result;
}

std::vector<float> Selection::weights() const {
    std::vector<float> result(static_cast<std::size_t>(primitiveCount_), 0.0f);
    for (std::int64_t i : indices())
        result[static_cast<std::size_t>(i)] = 1;
    return result;
}

} // namespace cleave
