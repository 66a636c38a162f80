// SPDX-License-Identifier: Apache-2.0
// Known truth to score against: id maps per view, the objects and parts in them, and where to
// click.
#pragma once

#include "core/base/progress.h"
#include "core/dataset/dataset.h"
#include "core/image/image.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cleave {

enum class TargetKind : int { Object, Part };

/// A pixel of a view's id map; column and row, 0-based.
struct EvalClick {
    std::string view;
    int x = 0;
    int y = 0;
    bool operator==(const EvalClick&) const = default;
};

struct EvalTarget {
    TargetKind kind = TargetKind::Object;
    std::string name;       ///< "mug" or "mug/handle"
    int id = 0;             ///< in the id maps of its kind
    bool isGrouped = false; ///< several separate pieces that count as one part
    std::vector<EvalClick> oneClick;
    std::vector<EvalClick> threeClicks;
    std::vector<std::string> evalViews;
    bool operator==(const EvalTarget&) const = default;
};

struct GroundTruth {
    std::filesystem::path objectMaps; ///< folder of VIEW.png
    std::filesystem::path partMaps;   ///< empty where parts are not known
    bool isBinary = false;            ///< maps are masks of one object: nonzero = id 1
    std::vector<EvalTarget> targets;

    /// The id map of a view at its own size; nothing where there is no such file. Throws Error when
    /// it cannot be read.
    std::optional<IdImage> ids(TargetKind kind, const View& view) const;
    /// The same brought to the view's working size (nearest). Throws Error naming both sizes for
    /// another shape.
    std::optional<IdImage> idsAtWorkingSize(TargetKind kind, const View& view) const;
};

/// Recognises the layout of `folder` (or of its subfolder ground_truth):
/// object_ids/, part_ids/, hierarchy.json, prompts.json; instance/, part/, objects.json; masks/ of
/// one object. Without prompts (`promptsFile` or prompts.json) they are derived: per target the
/// pixel deepest in its mask in the training view where it is largest (at least 60 pixels and 1.5
/// deep), two more from views that look from as differently as can be; scored in the test views
/// where it has at least 30 pixels. Throws Error naming file and place.
GroundTruth readGroundTruth(const std::filesystem::path& folder,
                            const std::filesystem::path& promptsFile,
                            const Dataset& dataset,
                            Progress& progress);

/// Click and evaluation views of the given targets (kind, name, id), as above; targets that are too
/// small are left out.
void derivePrompts(GroundTruth& truth, const Dataset& dataset, Progress& progress);

} // namespace cleave
