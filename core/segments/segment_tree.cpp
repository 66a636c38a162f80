// SPDX-License-Identifier: Apache-2.0
#include "core/segments/segment_tree.h"

#include "core/base/error.h"
#include "core/segments/segment_colors.h"
#include "kernels/base/check.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace cleave {

namespace {

/// Levenshtein's distance over bytes.
std::size_t editDistance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

std::string quotedList(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names)
        list += (list.empty() ? "\"" : ", \"") + name + "\"";
    return list;
}

void requireUsableName(const std::string& name) {
    if (name.find('/') != std::string::npos)
        throw badInput(CLEAVE_TR("Segments",
                                 "Segment name \"%1\" has a slash, which separates the names of a "
                                 "path; choose another name"),
                       name);
}

bool endsWithPath(const std::string& path, const std::string& wanted) {
    return path.size() > wanted.size() && path.ends_with(wanted) &&
           path[path.size() - wanted.size() - 1] == '/';
}

} // namespace

std::size_t SegmentTree::indexOf(SegmentId id) const {
    const auto found = std::find_if(
        segments_.begin(), segments_.end(), [&](const Segment& s) { return s.id == id; });
    CLEAVE_ASSERT(found != segments_.end());
    return static_cast<std::size_t>(found - segments_.begin());
}

const Segment* SegmentTree::find(SegmentId id) const {
    const auto found = std::find_if(
        segments_.begin(), segments_.end(), [&](const Segment& s) { return s.id == id; });
    return found == segments_.end() || id.value == 0 ? nullptr : &*found;
}

const Segment& SegmentTree::at(SegmentId id) const {
    return segments_[indexOf(id)];
}

const Segment& SegmentTree::named(const std::string& nameOrPath) const {
    std::vector<std::string> candidates;
    const Segment* match = nullptr;
    for (const Segment& segment : segments_) {
        const std::string whole = path(segment.id);
        if (whole == nameOrPath)
            return segment;
        if (!endsWithPath(whole, nameOrPath))
            continue;
        candidates.push_back(whole);
        match = &segment;
    }
    if (candidates.size() == 1)
        return *match;
    if (candidates.size() > 1)
        throw badInput(
            CLEAVE_TR("Segments", "Segment \"%1\" is ambiguous; give one of the paths %2"),
            nameOrPath,
            quotedList(candidates));
    if (segments_.empty())
        throw missing(CLEAVE_TR("Segments",
                                "No segment \"%1\": the project has no segments yet; build the "
                                "tree or save a selection first"),
                      nameOrPath);

    std::vector<std::pair<std::size_t, std::string>> closest;
    for (const Segment& segment : segments_) {
        const std::string whole = path(segment.id);
        closest.emplace_back(
            std::min(editDistance(nameOrPath, segment.name), editDistance(nameOrPath, whole)),
            whole);
    }
    std::stable_sort(closest.begin(), closest.end(), [](const auto& a, const auto& b) {
        return a.first < b.first;
    });
    for (std::size_t i = 0; i < std::min<std::size_t>(3, closest.size()); ++i)
        candidates.push_back(closest[i].second);
    throw missing(CLEAVE_TR("Segments", "No segment \"%1\"; the closest names are %2"),
                  nameOrPath,
                  quotedList(candidates));
}

std::vector<SegmentId> SegmentTree::children(SegmentId parent) const {
    std::vector<SegmentId> ids;
    for (const Segment& segment : segments_)
        if (segment.parent == parent)
            ids.push_back(segment.id);
    return ids;
}

std::vector<SegmentId> SegmentTree::withDescendants(SegmentId id) const {
    const std::size_t begin = indexOf(id), end = endOfSubtree(begin);
    std::vector<SegmentId> ids;
    for (std::size_t i = begin; i < end; ++i)
        ids.push_back(segments_[i].id);
    return ids;
}

std::string SegmentTree::path(SegmentId id) const {
    const Segment* segment = &at(id);
    std::string path = segment->name;
    while (segment->parent.value != 0) {
        segment = &at(segment->parent);
        path = segment->name + "/" + path;
    }
    return path;
}

int SegmentTree::depth() const {
    std::unordered_map<std::int64_t, int> levels;
    int deepest = 0;
    for (const Segment& segment : segments_) {
        const int level = segment.parent.value == 0 ? 1 : levels.at(segment.parent.value) + 1;
        levels[segment.id.value] = level;
        deepest = std::max(deepest, level);
    }
    return deepest;
}

bool SegmentTree::isInside(SegmentId id, SegmentId ancestor) const {
    if (ancestor.value == 0)
        return true;
    while (id.value != 0 && id != ancestor)
        id = at(id).parent;
    return id == ancestor;
}

std::size_t SegmentTree::endOfSubtree(std::size_t index) const {
    std::unordered_set<std::int64_t> inside = {segments_[index].id.value};
    std::size_t end = index + 1;
    while (end < segments_.size() && inside.contains(segments_[end].parent.value))
        inside.insert(segments_[end++].id.value);
    return end;
}

const Segment*
SegmentTree::childNamed(SegmentId parent, const std::string& name, SegmentId except) const {
    for (const Segment& segment : segments_)
        if (segment.parent == parent && segment.name == name && segment.id != except)
            return &segment;
    return nullptr;
}

std::string
SegmentTree::freeName(const std::string& wanted, SegmentId parent, SegmentId except) const {
    const std::string base = wanted.empty() ? translate(CLEAVE_TR("Segments", "Segment")) : wanted;
    if (!wanted.empty() && !childNamed(parent, base, except))
        return base;
    for (std::int64_t number = wanted.empty() ? 1 : 2;; ++number) {
        std::string name = base + " " + std::to_string(number);
        if (!childNamed(parent, name, except))
            return name;
    }
}

std::array<std::uint8_t, 3> SegmentTree::contrastingColor() const {
    // Only the latest are looked at: in a big tree no colour is far from all, and the newest are
    // seen side by side.
    constexpr std::size_t looked = 64;
    std::vector<SegmentColor> taken;
    for (std::size_t i = segments_.size() > looked ? segments_.size() - looked : 0;
         i < segments_.size();
         ++i)
        taken.push_back(segments_[i].color);
    return cleave::contrastingColor(taken, nextId_);
}

SegmentId SegmentTree::add(Segment segment) {
    requireUsableName(segment.name);
    CLEAVE_ASSERT(segment.parent.value == 0 || find(segment.parent));
    segment.id = {nextId_};
    segment.name = freeName(segment.name, segment.parent, {});
    if (segment.color == Segment{}.color)
        segment.color = contrastingColor();
    ++nextId_;
    const std::size_t place =
        segment.parent.value == 0 ? segments_.size() : endOfSubtree(indexOf(segment.parent));
    const SegmentId id = segment.id;
    segments_.insert(segments_.begin() + static_cast<std::ptrdiff_t>(place), std::move(segment));
    return id;
}

void SegmentTree::update(const Segment& segment) {
    const std::size_t index = indexOf(segment.id);
    if (segment.name.empty())
        throw badInput(CLEAVE_TR("Segments", "Segment \"%1\" needs a name that is not empty"),
                       path(segment.id));
    requireUsableName(segment.name);
    CLEAVE_ASSERT(segment.parent.value == 0 || find(segment.parent));
    if (childNamed(segment.parent, segment.name, segment.id))
        throw badInput(
            CLEAVE_TR("Segments",
                      "The name \"%1\" is taken beside segment \"%2\"; choose another name"),
            segment.name,
            segments_[index].name);
    if (segment.parent != segments_[index].parent)
        move(segment.id, segment.parent, -1);
    segments_[indexOf(segment.id)] = segment;
}

void SegmentTree::remove(SegmentId id, bool withChildren) {
    const std::size_t index = indexOf(id);
    const auto first = segments_.begin() + static_cast<std::ptrdiff_t>(index);
    if (withChildren) {
        segments_.erase(first,
                        segments_.begin() + static_cast<std::ptrdiff_t>(endOfSubtree(index)));
        return;
    }
    const SegmentId parent = segments_[index].parent;
    const std::vector<SegmentId> orphans = children(id);
    segments_.erase(first);
    for (SegmentId orphan : orphans) {
        Segment& segment = segments_[indexOf(orphan)];
        segment.name = freeName(segment.name, parent, orphan);
        segment.parent = parent;
    }
}

void SegmentTree::move(SegmentId id, SegmentId newParent, int position) {
    CLEAVE_ASSERT(newParent.value == 0 || find(newParent));
    const std::size_t begin = indexOf(id);
    if (newParent.value != 0 && isInside(newParent, id))
        throw badInput(
            CLEAVE_TR(
                "Segments",
                "Segment \"%1\" cannot move into \"%2\", which is the segment itself or inside it"),
            path(id),
            path(newParent));
    const auto first = segments_.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = segments_.begin() + static_cast<std::ptrdiff_t>(endOfSubtree(begin));
    std::vector<Segment> subtree(std::make_move_iterator(first), std::make_move_iterator(last));
    segments_.erase(first, last);
    subtree.front().name = freeName(subtree.front().name, newParent, id);
    subtree.front().parent = newParent;

    const std::vector<SegmentId> siblings = children(newParent);
    std::size_t place = newParent.value == 0 ? segments_.size() : endOfSubtree(indexOf(newParent));
    if (position >= 0 && static_cast<std::size_t>(position) < siblings.size())
        place = indexOf(siblings[static_cast<std::size_t>(position)]);
    segments_.insert(segments_.begin() + static_cast<std::ptrdiff_t>(place),
                     std::make_move_iterator(subtree.begin()),
                     std::make_move_iterator(subtree.end()));
}

SegmentTree SegmentTree::restore(std::vector<Segment> segments) {
    SegmentTree tree;
    std::unordered_set<std::int64_t> known;
    std::unordered_map<std::int64_t, std::vector<std::size_t>> childrenOf;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const Segment& segment = segments[i];
        if (segment.id.value <= 0 || !known.insert(segment.id.value).second)
            throw badFile(
                CLEAVE_TR("Segments",
                          "Segment \"%1\" has id %2, which is not positive or given twice"),
                segment.name,
                segment.id.value);
        if (segment.parent.value != 0 &&
            (segment.parent == segment.id || !known.contains(segment.parent.value)))
            throw badFile(
                CLEAVE_TR("Segments",
                          "Segment \"%1\" names parent %2, which does not come before it"),
                segment.name,
                segment.parent.value);
        childrenOf[segment.parent.value].push_back(i);
        tree.nextId_ = std::max(tree.nextId_, segment.id.value + 1);
    }
    // Parents first is all the store promises; display order also wants a subtree in one run.
    std::vector<std::size_t> pending(childrenOf[0].rbegin(), childrenOf[0].rend());
    while (!pending.empty()) {
        const std::size_t index = pending.back();
        pending.pop_back();
        const auto below = childrenOf.find(segments[index].id.value);
        if (below != childrenOf.end())
            pending.insert(pending.end(), below->second.rbegin(), below->second.rend());
        tree.segments_.push_back(std::move(segments[index]));
    }
    return tree;
}

} // namespace cleave
