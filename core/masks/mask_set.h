// SPDX-License-Identifier: Apache-2.0
// All masks of a project's photos, with their hierarchy per photo. Immutable once published.
#pragma once

#include "core/base/revision.h"
#include "core/dataset/view.h"
#include "core/masks/mask_hierarchy.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cleave {

/// The masks of one view at the view's working size.
struct ViewMasks {
    std::vector<Mask> masks; ///< kept for export and for SAM-style prompting; may be empty where
                             ///< only a hierarchy was imported
    MaskHierarchy hierarchy;
    bool operator==(const ViewMasks&) const = default;
};

struct MaskSet {
    std::string source; ///< regions | sam | imported
    std::map<ViewId, std::shared_ptr<const ViewMasks>> views;
    Revision revision = newRevision();

    std::int64_t maskCount() const {
        std::int64_t count = 0;
        for (const auto& [id, view] : views)
            count += static_cast<std::int64_t>(view->masks.size());
        return count;
    }

    const ViewMasks* find(ViewId id) const {
        const auto found = views.find(id);
        return found == views.end() ? nullptr : found->second.get();
    }
};

} // namespace cleave
