// SPDX-License-Identifier: Apache-2.0
// The named nested segments of a project. A value: copying shares the selections.
#pragma once

#include "core/segments/segment.h"

#include <span>
#include <vector>

namespace cleave {

class SegmentTree {
public:
    /// In display order: a parent before its children, siblings in their own order.
    std::span<const Segment> segments() const { return segments_; }

    bool isEmpty() const { return segments_.empty(); }

    const Segment* find(SegmentId id) const;
    /// By name, or by path "mug/handle" (whole or its end) where a name alone is ambiguous; a whole
    /// path always wins. Throws Error naming the candidates when it stays ambiguous, and naming the
    /// closest names when there is none.
    const Segment& named(const std::string& nameOrPath) const;
    /// Throws BrokenPromise when there is none.
    const Segment& at(SegmentId id) const;
    std::vector<SegmentId> children(SegmentId parent) const;
    std::vector<SegmentId> withDescendants(SegmentId id) const;
    std::string path(SegmentId id) const; ///< "mug/handle"
    int depth() const;                    ///< levels; 0 when empty
    /// Whether `id` is `ancestor` or below it; everything is below the root level (id 0).
    bool isInside(SegmentId id, SegmentId ancestor) const;

    /// Adds under `segment.parent` (last), gives it an id, a free name when its own is taken or
    /// empty, and a colour that contrasts with the others when `color` is the default. Returns the
    /// id. Throws Error for a name with a slash.
    SegmentId add(Segment segment);
    /// Replaces the segment with the same id, position kept. Throws Error for an empty or taken
    /// name or one with a slash, or a parent inside itself.
    void update(const Segment& segment);
    void remove(SegmentId id,
                bool withChildren); ///< children move up to the parent, in its place, when kept
    /// position among the siblings it will have; -1 = last. A name that is taken there gets a
    /// number. Throws Error for a parent inside the segment itself.
    void move(SegmentId id, SegmentId newParent, int position);
    /// For the store: exactly these segments, parents first. Throws Error for ids that repeat and
    /// parents that do not come before.
    static SegmentTree restore(std::vector<Segment> segments);

    std::int64_t nextId() const { return nextId_; }

private:
    std::size_t indexOf(SegmentId id) const;
    std::size_t endOfSubtree(std::size_t index) const;
    std::string freeName(const std::string& wanted, SegmentId parent, SegmentId except) const;
    const Segment* childNamed(SegmentId parent, const std::string& name, SegmentId except) const;
    std::array<std::uint8_t, 3> contrastingColor() const;

    std::vector<Segment> segments_;
    std::int64_t nextId_ = 1;
};

} // namespace cleave
