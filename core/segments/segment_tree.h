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
    /// By name, or by path "mug/handle" where a name alone is ambiguous. Throws Error naming the candidates when it stays
    /// ambiguous, and naming the closest names when there is none.
    const Segment& named(const std::string& nameOrPath) const;
    std::vector<SegmentId> children(SegmentId parent) const;
    std::vector<SegmentId> withDescendants(SegmentId id) const;
    std::string path(SegmentId id) const; ///< "mug/handle"
    int depth() const;                    ///< levels; 0 when empty

    /// Adds under `segment.parent` (last), gives it an id, a free name when its own is taken or empty, and a colour that contrasts with
    /// the others when `color` is the default. Returns the id.
    SegmentId add(Segment segment);
    /// Replaces the segment with the same id, position kept. Throws Error for an empty or taken name, or a parent inside itself.
    void update(const Segment& segment);
    void remove(SegmentId id, bool withChildren); ///< children move up to the parent when kept
    void move(SegmentId id, SegmentId newParent, int position); ///< position among siblings; -1 = last
    /// For the store: exactly these segments, parents first.
    static SegmentTree restore(std::vector<Segment> segments);
    std::int64_t nextId() const { return nextId_; }

private:
    std::vector<Segment> segments_;
    std::int64_t nextId_ = 1;
};

} // namespace cleave
