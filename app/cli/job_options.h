// SPDX-License-Identifier: Apache-2.0
// Options of a command that stands for several jobs (export masks, export mesh, ...): offered
// together, applied to the declared parameters of the job that was named.
#pragma once

#include "app/cli/command.h"

#include <map>
#include <string>

namespace cleave::cli {

class JobOptions {
public:
    /// Offers every parameter of the list that is not offered yet.
    void offer(CLI::App* command, const ParamList& params);
    /// Sets what was given; throws Error for an option that `params` does not have, naming `job`.
    void apply(const ParamList& params, const std::string& job) const;

private:
    std::map<std::string, std::string> given_;
    std::map<std::string, bool> offered_;
};

} // namespace cleave::cli
