// SPDX-License-Identifier: Apache-2.0
// The table of an evaluation, as JSON and as CSV.
#pragma once

#include "core/evaluation/protocols.h"

#include <optional>
#include <string>
#include <vector>

namespace cleave {

struct EvaluationReport {
    std::string method;
    int clicks = 1; ///< per target; 0: dense masks
    std::vector<TargetScore> targets;
    std::optional<MatchScore> matching; ///< where there is a segment tree

    /// Means over the targets; nothing where there is no target of the kind.
    std::optional<double> meanIou(TargetKind kind) const;
    std::optional<double> meanPooledIou(TargetKind kind) const;
    /// Parts without those that consist of several separate pieces.
    std::optional<double> meanIouOfSinglePieceParts() const;
    std::optional<double> accuracy() const;
    std::optional<double> boundaryIou() const;
    std::optional<double> medianMilliseconds() const; ///< over the targets that were selected
    int count(TargetKind kind) const;
};

/// One object: the means, and `targets` with a row each and its views. What does not exist is null.
std::string reportJson(const EvaluationReport& report);
/// A header line and a line per target; then the means as lines of kind "mean".
std::string reportCsv(const EvaluationReport& report);

} // namespace cleave
