// SPDX-License-Identifier: Apache-2.0
// --click, --not, --box, --stroke, --not-stroke and --text of `select`.
#pragma once

#include "app/cli/command.h"
#include "core/selection/prompt.h"

#include <string>
#include <vector>

namespace cleave::cli {

class PromptOptions {
public:
    void addTo(CLI::App* command);
    /// Throws Error naming the option and its text: an unknown view, a pixel outside the image, a
    /// malformed list.
    std::vector<Prompt> prompts(const Project& project) const;

private:
    std::vector<std::string> clicks_, negativeClicks_, boxes_, strokes_, negativeStrokes_, texts_;
};

} // namespace cleave::cli
