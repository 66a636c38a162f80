// SPDX-License-Identifier: Apache-2.0
// A query from the command line's prompts, for `select` and for pictures of a similarity.
#pragma once

#include "app/cli/job_options.h"
#include "app/cli/prompt_options.h"
#include "core/jobs/select.h"

namespace cleave::cli {

/// Options that say what to ask for.
struct QueryOptions {
    std::string method; ///< empty: the one lifted last
    std::optional<float> threshold, scale;
    SelectParams params;
    PromptOptions prompts;
    JobOptions own; ///< of the methods

    void addTo(CLI::App* command);
    std::string methodOf(const Project& project) const;
};

SelectResult runQuery(const QueryOptions& options, const Project& project, Progress& progress);

} // namespace cleave::cli
