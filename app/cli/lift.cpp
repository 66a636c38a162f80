// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/lift.h"

#include "app/cli/command.h"
#include "app/cli/job_options.h"
#include "app/cli/method_inputs.h"
#include "core/base/process_memory.h"

namespace cleave::cli {

void addLift(Commands& commands) {
    struct LiftOptions {
        std::string method;
        JobOptions own; ///< of the methods
    };

    auto options = std::make_shared<LiftOptions>();
    CLI::App* command = commands.addForProject(
        "lift", "Brings masks onto the field's primitives", [options](Commands& c) {
            const auto method = makeMethod(options->method);
            options->own.apply(method->params(), "the method " + options->method);
            Project project = c.openProject();
            const PeakMemory peak;
            const auto state = runLift(*method, methodInputs(project), c.progress());
            project.lifted[options->method] = state;
            project.currentMethod = options->method;
            c.save(project);
            return Json{{"method", options->method},
                        {"iterations", state->iterations},
                        {"seconds", state->seconds},
                        {"dimensions", state->features ? state->features->dimensions() : 0},
                        {"peak_memory", peak.bytes()}};
        });
    command->add_option("--method", options->method, "Method")
        ->required()
        ->check(CLI::IsMember(methodNames()));
    for (const std::string& name : methodNames())
        options->own.offer(command, makeMethod(name)->params());
}

} // namespace cleave::cli
