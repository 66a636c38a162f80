// SPDX-License-Identifier: Apache-2.0
// A set of primitives of one field revision.
#pragma once

#include "core/base/revision.h"

#include <cstdint>
#include <vector>

namespace cleave {

class Selection {
public:
    Selection() = default;
    Selection(std::int64_t primitiveCount, Revision fieldRevision);

    std::int64_t primitiveCount() const { return primitiveCount_; }

    Revision fieldRevision() const { return fieldRevision_; }

    std::int64_t count() const; ///< selected primitives

    bool isEmpty() const { return count() == 0; }

    bool contains(std::int64_t primitive) const {
        return (words_[static_cast<std::size_t>(primitive >> 6)] >> (primitive & 63)) & 1;
    }

    void set(std::int64_t primitive, bool selected);
    std::vector<std::int64_t> indices() const; ///< ascending
    /// [primitiveCount] 1 or 0, for rendering.
    std::vector<float> weights() const;

    const std::vector<std::uint64_t>& words() const { return words_; }

    std::vector<std::uint64_t>& words() { return words_; }

    bool operator==(const Selection&) const = default;

private:
    std::int64_t primitiveCount_ = 0;
    Revision fieldRevision_ = 0;
    std::vector<std::uint64_t> words_; ///< bit i of word i / 64; bits beyond the count are 0
};

} // namespace cleave
