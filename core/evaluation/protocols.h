// SPDX-License-Identifier: Apache-2.0
// How a segmentation is put to the test, against callbacks, so that any method and any renderer can
// stand behind them: clicks -> selection -> mask in held-out views -> overlap; and the segments of
// a tree against all targets, one to one.
#pragma once

#include "core/base/progress.h"
#include "core/evaluation/ground_truth.h"
#include "core/evaluation/segmentation_metrics.h"
#include "core/selection/selection.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace cleave {

/// A query's answer with the time that it took.
struct TimedSelection {
    Selection selection;
    double milliseconds = 0;
};

struct EvalCallbacks {
    /// An Error means that the target was not found; it then scores 0.
    std::function<TimedSelection(const EvalTarget&, std::span<const EvalClick>)> select;
    /// One mask [H, W, 1] of the view's working size per selection, nonzero = inside.
    std::function<std::vector<Image>(std::span<const Selection>, const View&)> renderMasks;
};

struct ViewScore {
    std::string view;
    double iou = 0;
    double accuracy = 0;
    double boundaryIou = 0;
};

struct TargetScore {
    TargetKind kind = TargetKind::Object;
    std::string name;
    int id = 0;
    bool isGrouped = false;
    double iou = 0; ///< mean over the views it is scored in
    double pooledIou =
        0; ///< over all test views together: false pixels count also where the target is not seen
    double accuracy = 0;    ///< mean over the views
    double boundaryIou = 0; ///< mean over the views
    double milliseconds = 0;
    std::int64_t primitives = 0;
    std::string failure; ///< why nothing was selected; empty where something was
    std::vector<ViewScore> views;
};

/// Every target by its clicks. Throws the error of the selection when no target could be selected
/// at all.
std::vector<TargetScore> scorePrompts(const GroundTruth& truth,
                                      const Dataset& dataset,
                                      bool useThreeClicks,
                                      const EvalCallbacks& callbacks,
                                      Progress& progress);

/// Pairs of segments and targets with the largest summed IoU, pixels pooled over all test views.
struct MatchScore {
    double iou = 0;       ///< over all targets; an unmatched one counts 0
    double objectIou = 0; ///< objects alone against all segments
    double partIou = 0;   ///< parts alone against all segments
    int segmentCount = 0;
    int targetCount = 0;
    int matchedCount = 0;
    std::vector<int> segmentOfTarget; ///< by target; -1: none
    std::vector<double> iouOfTarget;
};

MatchScore scoreMatching(const GroundTruth& truth,
                         const Dataset& dataset,
                         std::span<const Selection> segments,
                         const EvalCallbacks& callbacks,
                         Progress& progress);

} // namespace cleave
